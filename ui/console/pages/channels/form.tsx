import { App, Form, Input, InputNumber, Segmented, Select, Switch } from "antd";
import { useState } from "react";
import { OPERATORS } from "../../../../src/domain/message.ts";
import { api, type ConsoleOutput } from "../../../shared/api.ts";
import { FormDrawer } from "../../../shared/form.tsx";
import { useLoad } from "../../../shared/load.ts";
import { useLanguage, useT } from "../../../shared/words.tsx";
import { FileText, giving, merged, type Written } from "../document.tsx";
import { OwnFields } from "./own-fields.tsx";

type Kind = ConsoleOutput<"channels", "kinds">["rows"][number];
type Settings = ConsoleOutput<"channels", "settings">;

const FRESH = {
  enabled: true,
  media: "sms",
  operators: ["mobile", "unicom", "telecom"],
  rate: 0,
  window: 32,
  sessions: 1,
  concatenate: true,
};

/** Declares a channel, or declares it anew: as a form, or as a provisioning file has it. */
export function ChannelForm({
  open,
  id,
  onClose,
  done,
}: {
  readonly open: boolean;
  /** Undefined: a new one. */
  readonly id?: number;
  readonly onClose: () => void;
  readonly done: () => void;
}) {
  const loaded = useLoad(
    async (signal) =>
      open
        ? {
            kinds: (await api.console("channels", "kinds", {}, signal)).rows,
            settings: id === undefined ? undefined : await api.console("channels", "settings", { id }, signal),
          }
        : undefined,
    [open, id],
  );
  if (!open || loaded.data === undefined) return null;
  return (
    <Drawer
      key={loaded.data.settings?.mark ?? ""}
      kinds={loaded.data.kinds}
      settings={loaded.data.settings}
      {...(id === undefined ? {} : { id })}
      onClose={onClose}
      done={done}
    />
  );
}

function Drawer({
  kinds,
  settings,
  id,
  onClose,
  done,
}: {
  readonly kinds: readonly Kind[];
  readonly settings: Settings | undefined;
  readonly id?: number;
  readonly onClose: () => void;
  readonly done: () => void;
}) {
  const t = useT();
  const { message } = App.useApp();
  const [asText, setAsText] = useState(false);
  const title = settings === undefined ? t("channels.create") : t("channels.editTitle", { name: String(settings.document.name) });
  return (
    <FormDrawer<Written>
      open
      title={title}
      submit={t("common.save")}
      width={620}
      initial={{ document: settings?.document ?? FRESH, text: settings?.text ?? "" }}
      onClose={onClose}
      onSubmit={async ({ document, text }) => {
        await giving(asText ? text : merged(settings?.document ?? {}, document), (given) =>
          id === undefined
            ? api.console("channels", "create", { document: given })
            : api.console("channels", "change", { id, mark: settings?.mark ?? "", document: given }),
        );
        message.success(t("common.saved"));
        done();
      }}
    >
      <Segmented<boolean>
        className="form-mode"
        value={asText}
        onChange={setAsText}
        options={[
          { value: false, label: t("channels.asForm") },
          { value: true, label: t("channels.asFile") },
        ]}
      />
      {asText ? <FileText /> : <Fields kinds={kinds} settings={settings} />}
    </FormDrawer>
  );
}

const at = (...name: readonly string[]): string[] => ["document", ...name];

function Fields({ kinds, settings }: { readonly kinds: readonly Kind[]; readonly settings: Settings | undefined }) {
  const t = useT();
  const language = useLanguage();
  const form = Form.useFormInstance();
  const chosen = Form.useWatch(at("kind"), form) as string | undefined;
  const kind = kinds.find((one) => one.kind === chosen);
  const needed = [{ required: true, message: t("common.required") }];
  return (
    <>
      <div className="form-grid">
        <Form.Item name={at("name")} label={t("channels.name")} rules={needed}>
          <Input maxLength={64} disabled={settings !== undefined} />
        </Form.Item>
        <Form.Item name={at("kind")} label={t("channels.kind")} rules={needed}>
          <Select disabled={settings !== undefined} options={kinds.map((one) => ({ value: one.kind, label: one.title[language] }))} />
        </Form.Item>
        <Form.Item name={at("code")} label={t("channels.code")} rules={needed}>
          <Input maxLength={20} inputMode="numeric" />
        </Form.Item>
        <Form.Item name={at("operators")} label={t("channels.operators")} rules={needed}>
          <Select mode="multiple" options={OPERATORS.map((value) => ({ value, label: t(`operators.${value}`) }))} />
        </Form.Item>
        <Form.Item name={at("rate")} label={t("channels.rate")} extra={t("channels.rateHint")}>
          <InputNumber min={0} className="full" />
        </Form.Item>
        <Form.Item name={at("sessions")} label={t("channels.sessions")}>
          <InputNumber min={1} className="full" />
        </Form.Item>
        <Form.Item name={at("window")} label={t("channels.window")}>
          <InputNumber min={1} className="full" />
        </Form.Item>
        <Form.Item name={at("enabled")} label={t("common.enabled")} valuePropName="checked">
          <Switch />
        </Form.Item>
        {kind?.connects ? (
          <>
            <Form.Item name={at("connect", "host")} label={t("channels.host")} rules={needed}>
              <Input maxLength={253} />
            </Form.Item>
            <Form.Item name={at("connect", "port")} label={t("channels.port")} rules={needed}>
              <InputNumber min={1} max={65_535} className="full" />
            </Form.Item>
          </>
        ) : null}
        {kind === undefined ? null : <OwnFields kind={kind} secrets={settings?.secrets ?? []} />}
      </div>
      <p className="quiet">{t("channels.moreInFile")}</p>
    </>
  );
}
