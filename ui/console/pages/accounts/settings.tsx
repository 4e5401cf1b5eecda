import { App, Button, Checkbox, Form, InputNumber, Select, Space } from "antd";
import type { ReactNode } from "react";
import { api, type ConsoleInput } from "../../../shared/api.ts";
import { useFieldProblems } from "../../../shared/form.tsx";
import { useAction, useLoad } from "../../../shared/load.ts";
import { Section } from "../../../shared/page.tsx";
import { useMay } from "../../../shared/session.tsx";
import { Bones, Loaded, ProblemLine } from "../../../shared/states.tsx";
import { useT } from "../../../shared/words.tsx";
import { BasicFields, choices, PaymentFields } from "./fields.tsx";
import type { PartProps, Settings } from "./types.ts";

const TALL = 600;

/** Everything that a provisioning file can say of an account, but for pushes, which have a tab of their own. */
export function AccountSettingsForm(props: PartProps) {
  const t = useT();
  const options = useLoad((signal) => api.console("accounts", "options", {}, signal));
  return (
    <Loaded of={options} bones={<Bones height={TALL} />}>
      {(known) => (
        <SettingsForm {...props} part={(settings) => settings}>
          <div className="form-columns">
            <Section title={t("accounts.basics")}>
              <BasicFields options={known} />
              <Form.Item name="enterpriseId" label={t("accounts.enterpriseId")} extra={t("accounts.enterpriseIdHint")}>
                <InputNumber min={1} max={2_147_483_647} precision={0} className="full" />
              </Form.Item>
            </Section>
            <Section title={t("accounts.money")}>
              <PaymentFields />
              <Form.Item name="charge" label={t("accounts.charge")}>
                <Select options={choices(["on-submit", "on-delivery"], (word) => t(`charges.${word}`))} />
              </Form.Item>
              <Form.Item name="billing" label={t("accounts.billing")}>
                <Select options={choices(["cn", "gsm"], (word) => t(`billings.${word}`))} />
              </Form.Item>
            </Section>
            <Section title={t("accounts.content")}>
              <Form.Item name={["signature", "mode"]} label={t("accounts.signatureMode")}>
                <Select options={choices(["none", "prepend", "append", "in-content"], (word) => t(`signatureModes.${word}`))} />
              </Form.Item>
              <Tick name={["signature", "custom"]} label={t("accounts.signatureCustom")} />
              <Form.Item name="review" label={t("accounts.review")}>
                <Select options={choices(["none", "unmatched", "all"], (word) => t(`reviewModes.${word}`))} />
              </Form.Item>
              <Tick name="templateSubmission" label={t("accounts.templateSubmission")} />
              <Tick name="refuseSqlText" label={t("accounts.refuseSqlText")} />
              <Tick name="optOut" label={t("accounts.optOut")} />
            </Section>
            <Section title={t("accounts.limits")}>
              <Form.Item name="dailyLimit" label={t("accounts.dailyLimit")} extra={t("accounts.dailyLimitHint")}>
                <InputNumber min={0} max={1_000_000_000} precision={0} className="full" />
              </Form.Item>
              <Form.Item name="minRecipients" label={t("accounts.minRecipients")} extra={t("accounts.minRecipientsHint")}>
                <InputNumber min={0} max={100_000} precision={0} className="full" />
              </Form.Item>
              <Form.Item name="allowFrom" label={t("accounts.allowFrom")} extra={t("accounts.allowFromHint")}>
                <Select mode="tags" tokenSeparators={[" ", ",", "\n"]} open={false} suffixIcon={null} maxCount={1_000} />
              </Form.Item>
              <Form.Item name="delivery" label={t("accounts.delivery")}>
                <Select options={choices(["at-least-once", "at-most-once"], (word) => t(`deliveries.${word}`))} />
              </Form.Item>
            </Section>
            <Section title={t("accounts.special")}>
              <Form.Item name="failureWord" label={t("accounts.failureWord")} extra={t("accounts.failureWordHint")}>
                <Select allowClear options={choices(["Fail", "Faild"], (word) => word)} />
              </Form.Item>
              <Form.Item name="qxtBatch" label={t("accounts.qxtBatch")} extra={t("accounts.qxtBatchHint")}>
                <InputNumber min={1} max={50} precision={0} className="full" />
              </Form.Item>
            </Section>
          </div>
        </SettingsForm>
      )}
    </Loaded>
  );
}

export function Tick({ name, label }: { readonly name: string | readonly string[]; readonly label: string }) {
  return (
    <Form.Item name={typeof name === "string" ? name : [...name]} valuePropName="checked" className="tick">
      <Checkbox>{label}</Checkbox>
    </Form.Item>
  );
}

interface SettingsFormProps<V> extends PartProps {
  readonly part: (settings: Settings) => V;
  readonly children: ReactNode;
}

/** A form of some of the settings: what was changed is sent, and nothing else. It begins anew with each version of the account. */
export function SettingsForm<V extends Partial<Settings>>(props: SettingsFormProps<V>) {
  return <FormOfVersion key={props.account.mark} {...props} />;
}

function FormOfVersion<V extends Partial<Settings>>({ account, onChanged, part, children }: SettingsFormProps<V>) {
  const t = useT();
  const may = useMay();
  const { message } = App.useApp();
  const [form] = Form.useForm<V>();
  const initial = part(account.settings);
  const save = useAction(async (values: V) => {
    const change = changesOf(initial, values);
    if (Object.keys(change).length > 0)
      await api.console("accounts", "change", { id: account.id, mark: account.mark, ...change } as ConsoleInput<"accounts", "change">);
    message.success(t("common.saved"));
    onChanged();
  });
  const leftOver = useFieldProblems(form, save.problem);
  return (
    <Form<V>
      form={form}
      layout="vertical"
      requiredMark={false}
      disabled={!may("accounts.edit")}
      initialValues={initial as never}
      onFinish={(values) => void save.run(values)}
    >
      {children}
      {may("accounts.edit") ? (
        <div className="form-foot">
          <ProblemLine problem={leftOver} />
          <Space>
            {leftOver?.code === "conflict" ? <Button onClick={onChanged}>{t("accounts.reload")}</Button> : null}
            <Button type="primary" htmlType="submit" loading={save.busy}>
              {t("common.save")}
            </Button>
          </Space>
        </div>
      ) : null}
    </Form>
  );
}

/** What a form holds where it has nothing: null, or 0 where there must be a number. */
const NOUGHTS = { creditLimit: 0, dailyLimit: 0, minRecipients: 0, name: "", code: "" };

function changesOf(before: object, after: object): Readonly<Record<string, unknown>> {
  const was = before as Readonly<Record<string, unknown>>;
  const changed = Object.entries(after).flatMap(([name, value]) => {
    const now = filled(name, value);
    const same = JSON.stringify(now) === JSON.stringify(filled(name, was[name]));
    return same ? [] : [[name, now] as const];
  });
  return Object.fromEntries(changed);
}

function filled(name: string, value: unknown): unknown {
  if (value === undefined || value === null || value === "") return name in NOUGHTS ? NOUGHTS[name as keyof typeof NOUGHTS] : null;
  if (name !== "push") return value;
  const { mode, method, reports, inbound } = value as Settings["push"];
  return { mode, method: method ?? null, reports: reports?.trim() || null, inbound: inbound?.trim() || null };
}
