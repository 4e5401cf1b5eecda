import { api, type ConsoleOutput } from "../../shared/api.ts";
import { usePages } from "../../shared/load.ts";
import { Page } from "../../shared/page.tsx";
import { path, useQuery } from "../../shared/router.tsx";
import { useMay } from "../../shared/session.tsx";
import { DataTable } from "../../shared/table.tsx";
import { Absent, Num, Phone, StateTag, TimeText } from "../../shared/values.tsx";
import { useT } from "../../shared/words.tsx";
import { filterOf } from "./messages/filter.ts";
import { MessageFilters } from "./messages/filters.tsx";
import { Reach } from "./messages/reach.tsx";
import { SubmissionSummary } from "./messages/submission.tsx";
import "./messages/messages.css";

type Row = ConsoleOutput<"messages", "search">["rows"][number];

/** What was sent, found by whatever is known of it. */
export default function MessagesPage() {
  const t = useT();
  const may = useMay();
  const [query] = useQuery();
  const filter = filterOf(query);
  const name = JSON.stringify(filter);
  const found = usePages<Row>(
    (before, signal) => api.console("messages", "search", { ...filter, limit: 50, ...(before === undefined ? {} : { before }) }, signal),
    [name],
  );
  return (
    <Page title={t("messages.title")} hint={t("messages.hint")}>
      <MessageFilters />
      {filter.id === undefined ? null : <SubmissionSummary id={filter.id} />}
      <Reach of={found} name={name} />
      <DataTable<Row>
        label={t("messages.title")}
        of={found}
        rowKey={({ id }) => id}
        rowLink={({ id }) => path("/messages/:id", { id })}
        empty={<p className="empty-title">{t(found.more ? "messages.noneYet" : "messages.none")}</p>}
        columns={[
          { key: "at", title: t("messages.accepted"), width: 130, cell: ({ acceptedAt }) => <TimeText at={acceptedAt} seconds /> },
          { key: "phone", title: t("messages.phone"), width: 130, cell: ({ phone }) => <Phone value={phone} /> },
          { key: "account", title: t("messages.account"), cell: ({ login }) => login },
          { key: "state", title: t("messages.state"), cell: ({ state, code }) => <StateTag state={state} code={code} /> },
          {
            key: "channel",
            title: t("messages.channel"),
            wide: true,
            cell: ({ channel, channelId }) => channel ?? channelId ?? <Absent />,
          },
          { key: "segments", title: t("messages.segments"), kind: "number", width: 70, cell: ({ segments }) => <Num value={segments} /> },
          ...(may("texts.see")
            ? [{ key: "text", title: t("messages.text"), cut: true, width: "34%", cell: ({ text }: Row) => text ?? <Absent /> }]
            : []),
        ]}
      />
    </Page>
  );
}
