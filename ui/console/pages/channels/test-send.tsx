import { Button, Drawer, Form, Input, Space } from "antd";
import { useState } from "react";
import { api, type ConsoleOutput } from "../../../shared/api.ts";
import { useFieldProblems } from "../../../shared/form.tsx";
import { useAction, useLoad } from "../../../shared/load.ts";
import { useNarrow } from "../../../shared/preferences.ts";
import { Loaded, ProblemLine } from "../../../shared/states.tsx";
import { Timeline, type TimelineEvent } from "../../../shared/timeline.tsx";
import { Code } from "../../../shared/values.tsx";
import { useT } from "../../../shared/words.tsx";

type Test = ConsoleOutput<"channels", "followTest">;
interface Asked {
  readonly phone: string;
  readonly text: string;
}

const EVERY = 1_000;

/** Orders a test over one channel, and shows what becomes of it. */
export function TestDrawer({
  open,
  channel,
  onClose,
}: {
  readonly open: boolean;
  readonly channel: { readonly id: number; readonly name: string };
  readonly onClose: () => void;
}) {
  const t = useT();
  const narrow = useNarrow();
  const [form] = Form.useForm<Asked>();
  const [testId, setTestId] = useState<number>();
  const action = useAction(async (asked: Asked) => {
    const answer = await api.console("channels", "test", { id: channel.id, ...asked });
    setTestId(answer.testId);
  });
  const leftOver = useFieldProblems(form, action.problem);
  return (
    <Drawer open={open} title={t("channels.testTitle", { name: channel.name })} size={narrow ? "100%" : 520} onClose={onClose}>
      <p className="section-hint">{t("channels.testHint")}</p>
      <Form<Asked>
        form={form}
        layout="vertical"
        requiredMark={false}
        initialValues={{ phone: "", text: t("channels.testText") }}
        onFinish={(asked) => void action.run(asked)}
      >
        <Form.Item name="phone" label={t("channels.phone")} rules={[{ required: true, message: t("common.required") }]}>
          <Input maxLength={40} inputMode="tel" autoComplete="off" />
        </Form.Item>
        <Form.Item name="text" label={t("channels.text")} rules={[{ required: true, message: t("common.required") }]}>
          <Input.TextArea rows={3} maxLength={1_000} showCount />
        </Form.Item>
        <ProblemLine problem={leftOver} />
        <Space>
          <Button type="primary" htmlType="submit" loading={action.busy}>
            {t("channels.testSend")}
          </Button>
        </Space>
      </Form>
      {testId === undefined ? null : <Progress key={testId} testId={testId} />}
    </Drawer>
  );
}

function Progress({ testId }: { readonly testId: number }) {
  const t = useT();
  const test = useLoad((signal) => api.console("channels", "followTest", { testId }, signal), [testId], { every: EVERY });
  const events = useEvents();
  return (
    <div aria-live="polite" className="test-progress">
      <Loaded of={test}>{(data) => <Timeline label={t("channels.testProgress")} events={events(data)} />}</Loaded>
    </div>
  );
}

/** What has happened, and what is waited for. */
function useEvents(): (test: Test) => readonly TimelineEvent[] {
  const t = useT();
  return ({ at, phone, takenAt, takeBy, node, answer, receipts }) => {
    const events: TimelineEvent[] = [{ key: "ordered", at, title: t("channels.testOrdered", { phone }) }];
    if (takenAt === undefined) {
      const late = Date.now() > takeBy + 2_000;
      events.push({
        key: "take",
        at: undefined,
        title: t(late ? "channels.testNobody" : "channels.testWaits"),
        tone: late ? "bad" : "busy",
      });
      return events;
    }
    events.push({ key: "taken", at: takenAt, title: t("channels.testTaken", { node: node ?? 0 }) });
    if (answer === undefined) {
      events.push({ key: "answer", at: undefined, title: t("channels.testAnswerAwaited"), tone: "busy" });
      return events;
    }
    if (answer.parts.length === 0)
      events.push({ key: "note", at: answer.at, title: t("channels.testNothing"), detail: answer.note, tone: "bad" });
    for (const { part, outcome, upstreamId, code } of answer.parts) {
      const words = {
        accepted: t("channels.accepted"),
        refused: t("channels.refused"),
        deferred: t("channels.deferred"),
        unknown: t("channels.unknown"),
      };
      events.push({
        key: `part-${part}`,
        at: answer.at,
        title: t("channels.testPart", { part, of: answer.parts.length, outcome: words[outcome as keyof typeof words] ?? outcome }),
        detail: (upstreamId ?? code) ? <Code text={upstreamId ?? code ?? ""} /> : undefined,
        tone: outcome === "accepted" ? "good" : "bad",
      });
    }
    for (const receipt of receipts) {
      const good = receipt.status === "delivered";
      events.push({
        key: `receipt-${receipt.upstreamId}-${receipt.at}`,
        at: receipt.at,
        title: t(good ? "channels.testDelivered" : receipt.status === "pending" ? "channels.testPending" : "channels.testFailed"),
        detail: <Code text={receipt.code} />,
        tone: good ? "good" : receipt.status === "pending" ? "busy" : "bad",
      });
    }
    const accepted = answer.parts.filter(({ outcome }) => outcome === "accepted").length;
    const ended = new Set(receipts.filter(({ status }) => status !== "pending").map(({ upstreamId }) => upstreamId)).size;
    if (ended < accepted)
      events.push({ key: "receipts", at: undefined, title: t("channels.testReceipts", { count: accepted - ended }), tone: "busy" });
    return events;
  };
}
