import { App, Button } from "antd";
import { api, type PortalOutput } from "../../shared/api.ts";
import { useConfirm } from "../../shared/confirm.tsx";
import { usePages } from "../../shared/load.ts";
import { Page } from "../../shared/page.tsx";
import { useMay } from "../../shared/session.tsx";
import { Empty } from "../../shared/states.tsx";
import { DataTable } from "../../shared/table.tsx";
import { Mark, Num, TimeText } from "../../shared/values.tsx";
import { useT } from "../../shared/words.tsx";
import "../send/send.css";

type Row = PortalOutput<"send", "scheduled">["rows"][number];

/** What waits for its time, and can be called off. */
export default function ScheduledPage() {
  const t = useT();
  const may = useMay();
  const confirm = useConfirm();
  const { message } = App.useApp();
  const rows = usePages<Row>((after, signal) => api.portal("send", "scheduled", after === undefined ? {} : { after }, signal));
  const cancel = ({ submissionId, waiting }: Row): void => {
    void confirm({
      title: t("send.cancelTitle"),
      text: t("send.cancelText", { count: waiting }),
      confirm: t("send.cancel"),
      keep: t("send.keep"),
      danger: true,
      act: async () => {
        const { cancelled } = await api.portal("send", "cancel", { submissionId });
        rows.change((row) => (row.submissionId === submissionId ? undefined : row));
        message.success(t("send.cancelled", { count: cancelled }));
      },
    });
  };
  return (
    <Page title={t("send.scheduled")} hint={t("send.scheduledHint")}>
      <DataTable<Row>
        label={t("send.scheduled")}
        of={rows}
        rowKey={({ submissionId }) => submissionId}
        empty={<Empty title={t("send.noScheduled")} hint={t("send.noScheduledHint")} />}
        columns={[
          { key: "sendAt", title: t("send.sendAt"), cell: ({ sendAt }) => <TimeText at={sendAt} /> },
          { key: "text", title: t("send.text"), cut: true, width: "40%", cell: ({ text }) => text },
          { key: "waiting", title: t("send.recipients"), kind: "number", cell: ({ waiting }) => <Num value={waiting} /> },
          {
            key: "state",
            title: t("send.state"),
            cell: ({ held }) => (held ? <Mark tone="warn">{t("send.waitsReview")}</Mark> : <Mark tone="busy">{t("send.waitsTime")}</Mark>),
          },
          { key: "acceptedAt", title: t("send.acceptedAt"), wide: true, cell: ({ acceptedAt }) => <TimeText at={acceptedAt} /> },
          ...(may("portal.send")
            ? [
                {
                  key: "actions",
                  title: t("common.actions"),
                  kind: "actions" as const,
                  cell: (row: Row) => (
                    <Button size="small" danger onClick={() => cancel(row)}>
                      {t("send.cancel")}
                    </Button>
                  ),
                },
              ]
            : []),
        ]}
      />
    </Page>
  );
}
