import { App, Button, Form, Input, InputNumber } from "antd";
import { useState } from "react";
import { api, type ConsoleOutput } from "../../../shared/api.ts";
import { useFieldProblems } from "../../../shared/form.tsx";
import { useAction, useLoad } from "../../../shared/load.ts";
import { Section } from "../../../shared/page.tsx";
import { useMay } from "../../../shared/session.tsx";
import { Bones, Loaded, ProblemLine } from "../../../shared/states.tsx";
import { useT } from "../../../shared/words.tsx";

type Frequency = ConsoleOutput<"rules", "frequency">;
interface Values extends Omit<Frequency, "exemptPhones" | "window"> {
  readonly seconds: number;
  readonly exemptPhones: string;
}

const SECOND = 1_000;

/** How often a phone may be written to. */
export function FrequencyPanel() {
  const t = useT();
  const frequency = useLoad((signal) => api.console("rules", "frequency", {}, signal));
  return (
    <Section title={t("ruleKinds.frequency")} hint={t("rules.frequencyHint")}>
      <Loaded of={frequency} bones={<Bones height={420} />}>
        {(seen) => <FrequencyForm key={frequency.at} seen={seen} reload={frequency.reload} />}
      </Loaded>
    </Section>
  );
}

function FrequencyForm({ seen, reload }: { readonly seen: Frequency; readonly reload: () => void }) {
  const t = useT();
  const { message } = App.useApp();
  const mayEdit = useMay()("rules.edit");
  const [form] = Form.useForm<Values>();
  const [touched, setTouched] = useState(false);
  const action = useAction(async ({ seconds, exemptPhones, ...rest }: Values) => {
    const phones = exemptPhones.split(/[\s,;，；、]+/).filter((phone) => phone !== "");
    await api.console("rules", "changeFrequency", { seen, ...rest, window: seconds * SECOND, exemptPhones: phones });
    message.success(t("common.saved"));
    reload();
  });
  const leftOver = useFieldProblems(form, action.problem);
  const required = [{ required: true, message: t("common.required") }];
  return (
    <Form<Values>
      form={form}
      layout="vertical"
      requiredMark={false}
      disabled={!mayEdit}
      className="frequency"
      initialValues={{ ...seen, seconds: seen.window / SECOND, exemptPhones: seen.exemptPhones.join("\n") }}
      onValuesChange={() => setTouched(true)}
      onFinish={(values) => void action.run(values)}
    >
      <Form.Item name="match" label={t("rules.match")} extra={t("rules.matchHint")} rules={required}>
        <Input maxLength={50} />
      </Form.Item>
      <div className="frequency-row">
        <Form.Item name="codes" label={t("rules.codes")} rules={required}>
          <InputNumber min={1} max={1_000_000} precision={0} className="full" />
        </Form.Item>
        <Form.Item name="seconds" label={t("rules.window")} rules={required}>
          <InputNumber min={1} max={2_592_000} precision={0} className="full" />
        </Form.Item>
        <Form.Item name="daily" label={t("rules.daily")} rules={required}>
          <InputNumber min={1} max={1_000_000} precision={0} className="full" />
        </Form.Item>
      </div>
      <Form.Item name="exemptPhones" label={t("rules.exempt")} extra={t("rules.exemptHint")}>
        <Input.TextArea rows={6} spellCheck={false} />
      </Form.Item>
      <ProblemLine problem={leftOver} />
      {mayEdit ? (
        <div className="frequency-foot">
          <Button type="primary" htmlType="submit" disabled={!touched} loading={action.busy}>
            {t("common.save")}
          </Button>
          {action.problem?.code === "conflict" ? <Button onClick={reload}>{t("rules.seeLatest")}</Button> : null}
        </div>
      ) : null}
    </Form>
  );
}
