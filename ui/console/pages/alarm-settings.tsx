import { App, Button, Form, Input, InputNumber, Select, Switch } from "antd";
import { useState } from "react";
import {
  ALARM_KINDS,
  type AlarmKind,
  MAIL_SECURITIES,
  MOST_MAIL_RECIPIENTS,
  type Target,
  WEBHOOK_FORMS,
} from "../../../src/domain/alarms.ts";
import { LANGUAGES } from "../../../src/domain/user.ts";
import { api, type ConsoleInput, type ConsoleOutput } from "../../shared/api.ts";
import { useFieldProblems } from "../../shared/form.tsx";
import { useAction, useLoad } from "../../shared/load.ts";
import { Page, Section } from "../../shared/page.tsx";
import { useMay } from "../../shared/session.tsx";
import { Bones, Loaded, ProblemLine, useSentence } from "../../shared/states.tsx";
import { useT } from "../../shared/words.tsx";

type Settings = ConsoleOutput<"alarms", "settings">;
type Values = Required<ConsoleInput<"alarms", "save">>;

const KINDS = Object.keys(ALARM_KINDS) as AlarmKind[];

/** Which alarms are on, by which numbers, and who is told. */
export default function AlarmSettingsPage() {
  const t = useT();
  const settings = useLoad((signal) => api.console("alarms", "settings", {}, signal));
  return (
    <Page title={t("alarms.settings")} hint={t("alarms.settingsHint")} back={{ to: "/alarms", title: t("alarms.title") }}>
      <Loaded of={settings} bones={<Bones height={640} />}>
        {(data) => <SettingsForm key={settings.at} of={data} saved={settings.reload} />}
      </Loaded>
    </Page>
  );
}

function SettingsForm({ of, saved }: { readonly of: Settings; readonly saved: () => void }) {
  const t = useT();
  const may = useMay()("alarms.edit");
  const { message } = App.useApp();
  const [form] = Form.useForm<Values>();
  const [touched, setTouched] = useState(false);
  const action = useAction(async ({ kinds, language, webhook, mail }: Values) => {
    await api.console("alarms", "save", {
      kinds,
      language,
      webhook: { ...webhook, url: webhook.url?.trim() || undefined },
      mail: { ...mail, password: mail.password || undefined },
    });
    void message.success(t("alarms.saved"));
    saved();
  });
  const problem = useFieldProblems(form, action.problem);
  const { password: _kept, ...mail } = of.mail;
  const { host: _host, ...webhook } = of.webhook;
  return (
    <Form<Values>
      form={form}
      layout="vertical"
      requiredMark={false}
      disabled={!may}
      initialValues={{ ...of, mail, webhook }}
      onValuesChange={() => setTouched(true)}
      onFinish={(values) => void action.run(values)}
    >
      <Section title={t("alarms.kinds")}>
        <div className="alarm-kinds">
          {KINDS.map((kind) => (
            <Kind key={kind} kind={kind} />
          ))}
        </div>
      </Section>
      <Section title={t("alarms.telling")} hint={t("alarms.tellingHint")}>
        <Form.Item name="language" label={t("alarms.language")} className="alarm-field">
          <Select options={LANGUAGES.map((value) => ({ value, label: t(`languages.${value}`) }))} />
        </Form.Item>
      </Section>
      <Webhook of={of} touched={touched} />
      <Mail of={of} touched={touched} />
      {may ? (
        <div className="alarm-save">
          <ProblemLine problem={problem} />
          <Button type="primary" htmlType="submit" loading={action.busy} disabled={!touched}>
            {t("common.save")}
          </Button>
        </div>
      ) : null}
    </Form>
  );
}

function Kind({ kind }: { readonly kind: AlarmKind }) {
  const t = useT();
  const numbers = Object.entries(ALARM_KINDS[kind]) as readonly [keyof Labels, { readonly least: number; readonly most: number }][];
  return (
    <fieldset className="alarm-kind" aria-label={t(`alarmKinds.${kind}`)}>
      <div className="alarm-kind-head">
        <Form.Item name={["kinds", kind, "on"]} valuePropName="checked" noStyle>
          <Switch size="small" aria-label={t(`alarmKinds.${kind}`)} />
        </Form.Item>
        <div>
          <div className="row-name">{t(`alarmKinds.${kind}`)}</div>
          <div className="quiet">{t(`alarmKindHints.${kind}`)}</div>
        </div>
      </div>
      <div className="alarm-numbers">
        {numbers.map(([number, { least, most }]) => (
          <Form.Item
            key={number}
            name={["kinds", kind, number]}
            label={t(`alarmNumbers.${labelOf(kind, number)}`)}
            rules={[{ required: true, message: t("common.required") }]}
          >
            <InputNumber min={least} max={most} precision={0} className="full" />
          </Form.Item>
        ))}
      </div>
    </fieldset>
  );
}

type Labels = { [K in AlarmKind]: (typeof ALARM_KINDS)[K] }[AlarmKind] extends infer T
  ? T extends unknown
    ? Record<keyof T, unknown>
    : never
  : never;

/** Minutes are a bound for what waits, and a window for what is counted. */
function labelOf(kind: AlarmKind, number: string) {
  const waits = kind === "push-dead" || kind === "reviews-waiting" || kind === "account-silent";
  return (number === "minutes" && waits ? "overdue" : number) as "minutes";
}

interface TargetProps {
  readonly of: Settings;
  readonly touched: boolean;
}

function Webhook({ of, touched }: TargetProps) {
  const t = useT();
  const { host } = of.webhook;
  return (
    <Section
      title={t("alarms.webhook")}
      hint={t("alarms.webhookHint")}
      actions={<Test target="webhook" ready={!touched && host !== undefined} />}
    >
      <div className="alarm-fields">
        <Form.Item name={["webhook", "on"]} valuePropName="checked" label={t("alarms.webhookOn")}>
          <Switch />
        </Form.Item>
        <Form.Item name={["webhook", "form"]} label={t("alarms.webhookForm")}>
          <Select options={WEBHOOK_FORMS.map((value) => ({ value, label: t(`alarms.${value}`) }))} />
        </Form.Item>
        <Form.Item name={["webhook", "url"]} label={t("alarms.webhookUrl")} className="alarm-wide">
          <Input
            maxLength={2_000}
            autoComplete="off"
            placeholder={host === undefined ? "https://" : t("alarms.webhookUrlKept", { host })}
          />
        </Form.Item>
      </div>
    </Section>
  );
}

function Mail({ of, touched }: TargetProps) {
  const t = useT();
  const { host, to, password } = of.mail;
  return (
    <Section title={t("alarms.mail")} actions={<Test target="mail" ready={!touched && host !== "" && to.length > 0} />}>
      <div className="alarm-fields">
        <Form.Item name={["mail", "on"]} valuePropName="checked" label={t("alarms.mailOn")}>
          <Switch />
        </Form.Item>
        <Form.Item name={["mail", "host"]} label={t("alarms.mailHost")}>
          <Input maxLength={253} />
        </Form.Item>
        <Form.Item name={["mail", "port"]} label={t("alarms.mailPort")}>
          <InputNumber min={1} max={65_535} precision={0} className="full" />
        </Form.Item>
        <Form.Item name={["mail", "security"]} label={t("alarms.mailSecurity")}>
          <Select options={MAIL_SECURITIES.map((value) => ({ value, label: t(`alarms.${value === "none" ? "plain" : value}`) }))} />
        </Form.Item>
        <Form.Item name={["mail", "user"]} label={t("alarms.mailUser")} extra={t("alarms.mailUserHint")}>
          <Input maxLength={200} autoComplete="off" />
        </Form.Item>
        <Form.Item name={["mail", "password"]} label={t("alarms.mailPassword")} extra={password ? t("alarms.mailPasswordKept") : undefined}>
          <Input.Password maxLength={500} autoComplete="new-password" />
        </Form.Item>
        <Form.Item name={["mail", "from"]} label={t("alarms.mailFrom")}>
          <Input maxLength={200} />
        </Form.Item>
        <Form.Item name={["mail", "to"]} label={t("alarms.mailTo")} extra={t("alarms.mailToHint")} className="alarm-wide">
          <Select mode="tags" open={false} suffixIcon={null} maxCount={MOST_MAIL_RECIPIENTS} tokenSeparators={[",", ";", "，", " "]} />
        </Form.Item>
      </div>
    </Section>
  );
}

/** Sends by what is saved. */
function Test({ target, ready }: { readonly target: Target; readonly ready: boolean }) {
  const t = useT();
  const may = useMay()("alarms.edit");
  const { notification } = App.useApp();
  const sentence = useSentence();
  const action = useAction(async () => {
    try {
      const { ok, why } = await api.console("alarms", "test", { target });
      if (ok) notification.success({ title: t("alarms.testOk") });
      else notification.error({ title: t("alarms.testFailed"), description: why, duration: 0 });
    } catch (error) {
      notification.error({ title: t("alarms.testFailed"), description: sentence(error as Parameters<typeof sentence>[0]) });
    }
  });
  if (!may) return null;
  return (
    <Button size="small" loading={action.busy} disabled={!ready} title={t("alarms.testHint")} onClick={() => void action.run()}>
      {t("alarms.test")}
    </Button>
  );
}
