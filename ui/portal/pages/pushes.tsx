import { App, Button, Form, Input, Radio, Select } from "antd";
import { useState } from "react";
import { api, type PortalOutput } from "../../shared/api.ts";
import { useFieldProblems } from "../../shared/form.tsx";
import { useFormat } from "../../shared/format.ts";
import { useAction, useLoad } from "../../shared/load.ts";
import { Figure, Page, Section } from "../../shared/page.tsx";
import { Bones, Loaded, ProblemLine } from "../../shared/states.tsx";
import { Mark, Num } from "../../shared/values.tsx";
import { useT } from "../../shared/words.tsx";
import { PushList } from "../push-list.tsx";
import "../portal.css";

type Settings = PortalOutput<"pushes", "get">;
type Tried = PortalOutput<"pushes", "test">;

interface Values {
  readonly mode: Settings["mode"];
  readonly method: "" | "GET" | "POST";
  readonly reports: string;
  readonly inbound: string;
}

const MODES = ["pull", "push", "both"] as const;
const HINTS = { pull: "pullHint", push: "pushHint", both: "bothHint" } as const;
const VERDICTS = { received: "good", refused: "warn", unreached: "bad" } as const;

/** How the account's server is told of reports and answers. */
export default function PushesPage() {
  const t = useT();
  const settings = useLoad((signal) => api.portal("pushes", "get", {}, signal));
  return (
    <Page title={t("portalPushes.title")} hint={t("portalPushes.hint")}>
      <Loaded of={settings} bones={<Bones height={480} />}>
        {(data) => (
          <>
            <SettingsForm key={data.mark} of={data} saved={settings.reload} />
            <TryOut of={data} />
            <Counts of={data} />
            <PushList replayed={settings.reload} />
          </>
        )}
      </Loaded>
    </Page>
  );
}

function SettingsForm({ of, saved }: { readonly of: Settings; readonly saved: () => void }) {
  const t = useT();
  const { message } = App.useApp();
  const [form] = Form.useForm<Values>();
  const action = useAction(async ({ mode, method, reports, inbound }: Values) => {
    await api.portal("pushes", "change", { mark: of.mark, mode, reports, inbound, ...(method === "" ? {} : { method }) });
    message.success(t("common.saved"));
    saved();
  });
  const rest = useFieldProblems(form, action.problem);
  const { mode, method = "", reports = "", inbound = "", dialect } = of;
  const hint = dialect === undefined ? t("portalPushes.noDialect") : t("portalPushes.form", { dialect });
  return (
    <Section title={t("portalPushes.settings")} hint={hint}>
      <Form<Values>
        form={form}
        layout="vertical"
        className="narrow-form"
        requiredMark={false}
        initialValues={{ mode, method, reports, inbound }}
        onFinish={(values) => void action.run(values)}
      >
        <Form.Item name="mode" label={t("portalPushes.mode")}>
          <Radio.Group>
            {MODES.map((one) => (
              <Radio key={one} value={one}>
                {t(`portalPushes.${one}`)} <span className="quiet">{t(`portalPushes.${HINTS[one]}`)}</span>
              </Radio>
            ))}
          </Radio.Group>
        </Form.Item>
        <Form.Item name="reports" label={t("portalPushes.reports")} extra={t("portalPushes.urlHint")}>
          <Input maxLength={2_000} inputMode="url" autoCapitalize="none" autoComplete="off" spellCheck={false} />
        </Form.Item>
        <Form.Item name="inbound" label={t("portalPushes.inbound")}>
          <Input maxLength={2_000} inputMode="url" autoCapitalize="none" autoComplete="off" spellCheck={false} />
        </Form.Item>
        <Form.Item name="method" label={t("portalPushes.method")}>
          <Select
            options={[{ value: "", label: t("portalPushes.methodDefault") }, ...["POST", "GET"].map((value) => ({ value, label: value }))]}
          />
        </Form.Item>
        <ProblemLine problem={rest} />
        <Button type="primary" htmlType="submit" loading={action.busy}>
          {t("common.save")}
        </Button>
      </Form>
    </Section>
  );
}

function TryOut({ of }: { readonly of: Settings }) {
  const t = useT();
  const format = useFormat();
  const [tried, setTried] = useState<Tried>();
  const action = useAction(async (kind: "report" | "inbound") => {
    setTried(undefined);
    setTried(await api.portal("pushes", "test", { kind }));
  });
  return (
    <Section title={t("portalPushes.test")} hint={t("portalPushes.testHint")}>
      <div className="push-tests">
        <Button disabled={of.reports === undefined} loading={action.busy} onClick={() => void action.run("report")}>
          {t("portalPushes.testReport")}
        </Button>
        <Button disabled={of.inbound === undefined} loading={action.busy} onClick={() => void action.run("inbound")}>
          {t("portalPushes.testInbound")}
        </Button>
      </div>
      <ProblemLine problem={action.problem} />
      <div aria-live="polite">
        {tried === undefined ? null : (
          <>
            <Mark tone={VERDICTS[tried.verdict]}>{t(`portalPushes.${tried.verdict}`)}</Mark>
            <p className="quiet num">
              {t("portalPushes.took", { method: tried.method, status: String(tried.status), duration: format.duration(tried.took) })}
            </p>
            <p>
              {t("portalPushes.answer")} <code className="code">{tried.note === "" ? t("portalPushes.noAnswer") : tried.note}</code>
            </p>
          </>
        )}
      </div>
    </Section>
  );
}

const KINDS = { report: "report", inbound: "inboundKind" } as const;

function Counts({ of: { counts } }: { readonly of: Settings }) {
  const t = useT();
  const format = useFormat();
  const shown = counts.filter(({ waiting, undelivered }) => waiting + undelivered > 0);
  if (shown.length === 0) return null;
  return (
    <div className="figures">
      {shown.flatMap(({ kind, waiting, undelivered, dueAt }) => [
        <Figure
          key={`${kind} waiting`}
          name={`${t(`portalPushes.${KINDS[kind]}`)} · ${t("portalPushes.waiting")}`}
          value={<Num value={waiting} />}
          hint={dueAt === undefined ? undefined : t("portalPushes.next", { time: format.time(dueAt) })}
        />,
        <Figure
          key={`${kind} undelivered`}
          name={`${t(`portalPushes.${KINDS[kind]}`)} · ${t("portalPushes.undelivered")}`}
          value={<Num value={undelivered} />}
          {...(undelivered > 0 ? { tone: "bad" as const } : {})}
        />,
      ])}
    </div>
  );
}
