import { ReloadOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { useMemo } from "react";
import { api, type PortalOutput } from "../../shared/api.ts";
import { usePages } from "../../shared/load.ts";
import { Page } from "../../shared/page.tsx";
import { path } from "../../shared/router.tsx";
import { Empty } from "../../shared/states.tsx";
import { DataTable } from "../../shared/table.tsx";
import { Phone, TimeText } from "../../shared/values.tsx";
import { useT } from "../../shared/words.tsx";

type Row = PortalOutput<"inbox", "conversations">["rows"][number];

/** Who wrote, latest first. */
export default function InboxPage() {
  const t = useT();
  const pages = usePages<Row>((before, signal) => api.portal("inbox", "conversations", before === undefined ? {} : { before }, signal));
  const rows = useMemo(() => latestOf(pages.rows), [pages.rows]);
  return (
    <Page
      title={t("inbox.title")}
      hint={t("inbox.hint")}
      actions={
        <Button icon={<ReloadOutlined aria-hidden />} loading={pages.loading} onClick={pages.reload}>
          {t("inbox.refresh")}
        </Button>
      }
    >
      <DataTable<Row>
        label={t("inbox.title")}
        of={{ ...pages, rows }}
        rowKey={({ key }) => key}
        rowLink={({ id }) => path("/inbox/:id", { id })}
        empty={<Empty title={t("inbox.empty")} hint={t("inbox.emptyHint")} />}
        columns={[
          { key: "phone", title: t("inbox.phone"), width: 150, cell: ({ phone }) => <Phone value={phone} /> },
          { key: "text", title: t("inbox.text"), cut: true, cell: ({ text }) => text },
          { key: "at", title: t("inbox.at"), width: 140, cell: ({ at }) => <TimeText at={at} /> },
        ]}
      />
    </Page>
  );
}

/** One row a phone: a later page may bring one again. */
function latestOf(rows: readonly Row[] | undefined): readonly Row[] | undefined {
  if (rows === undefined) return undefined;
  const byKey = new Map<string, Row>();
  for (const row of rows) if (!byKey.has(row.key)) byKey.set(row.key, row);
  return [...byKey.values()];
}
