import { App, Button, Form, Input, InputNumber, Select } from "antd";
import { api, type ConsoleOutput } from "../../shared/api.ts";
import { useFieldProblems } from "../../shared/form.tsx";
import { useAction, useLoad } from "../../shared/load.ts";
import { Page, Section } from "../../shared/page.tsx";
import { useMay } from "../../shared/session.tsx";
import { Loaded, ProblemLine } from "../../shared/states.tsx";
import { useT } from "../../shared/words.tsx";

type Settings = ConsoleOutput<"settings", "get">;
interface Given {
  readonly document: Record<string, unknown>;
}

const COUNTS = ["body", "content", "mms", "recipients", "queued"] as const;
const SPANS = ["orderIds", "schedule"] as const;
const KEPT = ["messages", "parkedReceipts"] as const;

/** The platform's settings but those of frequency. */
export default function SettingsPage() {
  const t = useT();
  const loaded = useLoad((signal) => api.console("settings", "get", {}, signal));
  return (
    <Page title={t("settings.title")} hint={t("settings.hint")}>
      <Loaded of={loaded}>{(data) => <SettingsForm key={data.mark} of={data} done={loaded.reload} />}</Loaded>
    </Page>
  );
}

function SettingsForm({ of: { document, mark, dialects }, done }: { readonly of: Settings; readonly done: () => void }) {
  const t = useT();
  const may = useMay()("channels.edit");
  const { message } = App.useApp();
  const [form] = Form.useForm<Given>();
  const action = useAction(async (given: Given) => {
    await api.console("settings", "change", { mark, document: given.document });
    message.success(t("common.saved"));
    done();
  });
  const leftOver = useFieldProblems(form, action.problem);
  const needed = [{ required: true, message: t("common.required") }];
  return (
    <Form<Given>
      form={form}
      layout="vertical"
      requiredMark={false}
      disabled={!may}
      initialValues={{ document }}
      onFinish={(given) => void action.run(given)}
    >
      <Section title={t("settings.limits")} hint={t("settings.limitsHint")}>
        <div className="form-grid">
          {COUNTS.map((name) => (
            <Form.Item key={name} name={["document", "limits", name]} label={t(`settings.${name}`)} rules={needed}>
              <InputNumber min={1} className="full" />
            </Form.Item>
          ))}
          {SPANS.map((name) => (
            <Form.Item
              key={name}
              name={["document", "limits", name]}
              label={t(`settings.${name}`)}
              extra={t("settings.spanHint")}
              rules={needed}
            >
              <Input maxLength={12} />
            </Form.Item>
          ))}
        </div>
      </Section>
      <Section title={t("settings.retention")} hint={t("settings.retentionHint")}>
        <div className="form-grid">
          {KEPT.map((name) => (
            <Form.Item
              key={name}
              name={["document", "retention", name]}
              label={t(`settings.${name}`)}
              extra={t("settings.spanHint")}
              rules={needed}
            >
              <Input maxLength={12} />
            </Form.Item>
          ))}
        </div>
      </Section>
      <Section title={t("settings.hosts")} hint={t("settings.hostsHint")}>
        <Hosts dialects={dialects} />
      </Section>
      <Section title={t("settings.push")} hint={t("settings.pushHint")}>
        <Form.Item name={["document", "push", "allowAddresses"]} label={t("settings.allowAddresses")}>
          <Select mode="tags" open={false} placeholder="10.1.0.0/16" />
        </Form.Item>
      </Section>
      <ProblemLine problem={leftOver} />
      {may ? (
        <Button type="primary" htmlType="submit" loading={action.busy}>
          {t("common.save")}
        </Button>
      ) : null}
    </Form>
  );
}

function Hosts({ dialects }: { readonly dialects: readonly string[] }) {
  const t = useT();
  const needed = [{ required: true, message: t("common.required") }];
  return (
    <Form.List name={["document", "hosts"]}>
      {(rows, { add, remove }) => (
        <>
          {rows.map(({ key, name }) => (
            <div key={key} className="turn-row">
              <Form.Item name={[name, "host"]} label={t("channels.host")} rules={needed}>
                <Input maxLength={253} />
              </Form.Item>
              <Form.Item name={[name, "dialect"]} label={t("settings.dialect")} rules={needed}>
                <Select options={dialects.map((value) => ({ value, label: value }))} />
              </Form.Item>
              <Button onClick={() => remove(name)}>{t("common.remove")}</Button>
            </div>
          ))}
          <Button onClick={() => add({})}>{t("settings.addHost")}</Button>
        </>
      )}
    </Form.List>
  );
}
