import { PlusOutlined } from "@ant-design/icons";
import { App, Button, Form, Input } from "antd";
import { useState } from "react";
import { api, type PortalOutput } from "../../shared/api.ts";
import { useConfirm } from "../../shared/confirm.tsx";
import { FormDrawer } from "../../shared/form.tsx";
import { useLoad } from "../../shared/load.ts";
import { Page } from "../../shared/page.tsx";
import { useMay } from "../../shared/session.tsx";
import { Empty } from "../../shared/states.tsx";
import { DataTable } from "../../shared/table.tsx";
import { Absent, TimeText } from "../../shared/values.tsx";
import { useT } from "../../shared/words.tsx";
import { AskedState } from "../asked-state.tsx";
import "../send/send.css";

/** A request, or one that the platform gave without any. */
type Row = Omit<PortalOutput<"ask", "signatures">["rows"][number], "id" | "askedAt"> & {
  readonly id: number | undefined;
  readonly askedAt: number | undefined;
};

/** Names that texts carry between 【】. */
export default function SignaturesPage() {
  const t = useT();
  const may = useMay();
  const confirm = useConfirm();
  const { message } = App.useApp();
  const signatures = useLoad((signal) => api.portal("ask", "signatures", {}, signal));
  const [asking, setAsking] = useState(false);
  const rows = signatures.data === undefined ? undefined : together(signatures.data);
  const withdraw = ({ id, text, state }: Row): void => {
    if (id === undefined) return;
    void confirm({
      title: t(state === "approved" ? "ask.giveUpTitle" : "ask.withdrawTitle", { text }),
      text: t(state === "approved" ? "ask.giveUpText" : "ask.withdrawText"),
      confirm: t(state === "approved" ? "ask.giveUp" : "ask.withdraw"),
      danger: true,
      act: async () => {
        await api.portal("ask", "withdrawSignature", { id });
        signatures.reload();
      },
    });
  };
  return (
    <Page
      title={t("ask.signatures")}
      hint={t("ask.signaturesHint")}
      {...(may("portal.ask")
        ? {
            actions: (
              <Button type="primary" icon={<PlusOutlined aria-hidden />} onClick={() => setAsking(true)}>
                {t("ask.addSignature")}
              </Button>
            ),
          }
        : {})}
    >
      <DataTable<Row>
        label={t("ask.signatures")}
        of={{ rows, problem: signatures.problem, loading: signatures.loading, reload: signatures.reload }}
        rowKey={({ id, text }) => id ?? text}
        expect={4}
        empty={<Empty title={t("ask.noSignatures")} hint={t("ask.noSignaturesHint")} />}
        columns={[
          { key: "text", title: t("send.signature"), cell: ({ text }) => <strong className="row-name">{`【${text}】`}</strong> },
          { key: "state", title: t("send.state"), cell: ({ state, reason }) => <AskedState state={state} reason={reason} /> },
          { key: "note", title: t("ask.note"), width: "30%", cell: ({ note }) => (note === "" ? <Absent /> : note) },
          { key: "askedAt", title: t("ask.askedAt"), cell: ({ askedAt }) => <TimeText at={askedAt} /> },
          { key: "askedBy", title: t("ask.askedBy"), wide: true, cell: ({ askedBy }) => (askedBy === "" ? <Absent /> : askedBy) },
          ...(may("portal.ask")
            ? [
                {
                  key: "actions",
                  title: t("common.actions"),
                  kind: "actions" as const,
                  cell: (row: Row) =>
                    row.id !== undefined && (row.state === "waiting" || row.state === "approved") ? (
                      <Button size="small" danger onClick={() => withdraw(row)}>
                        {t(row.state === "approved" ? "ask.giveUp" : "ask.withdraw")}
                      </Button>
                    ) : null,
                },
              ]
            : []),
        ]}
      />
      <FormDrawer<{ text: string; note: string }>
        open={asking}
        title={t("ask.addSignature")}
        submit={t("ask.submit")}
        initial={{ text: "", note: "" }}
        onSubmit={async ({ text, note }) => {
          await api.portal("ask", "askSignature", { text, note });
          message.success(t("ask.asked"));
          signatures.reload();
        }}
        onClose={() => setAsking(false)}
      >
        <Form.Item
          name="text"
          label={t("send.signature")}
          extra={t("ask.signatureHint")}
          rules={[{ required: true, min: 2, message: t("why.signature-form") }]}
        >
          <Input maxLength={22} autoFocus />
        </Form.Item>
        <Form.Item name="note" label={t("ask.note")} extra={t("ask.noteHint")}>
          <Input.TextArea rows={3} maxLength={200} showCount />
        </Form.Item>
      </FormDrawer>
    </Page>
  );
}

/** Those that count and were never asked for here come first. */
function together({ approved, rows }: PortalOutput<"ask", "signatures">): readonly Row[] {
  const asked = new Set(rows.filter(({ state }) => state === "approved").map(({ text }) => text));
  const given = approved.filter((text) => !asked.has(text));
  return [
    ...given.map((text) => ({ id: undefined, text, note: "", state: "approved" as const, askedAt: undefined, askedBy: "" })),
    ...rows,
  ];
}
