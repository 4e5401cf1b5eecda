import type { ConsoleOutput } from "../../../shared/api.ts";
import { useFormat } from "../../../shared/format.ts";
import { Section } from "../../../shared/page.tsx";
import { DataTable } from "../../../shared/table.tsx";
import { Absent, Mark, Num, TimeText } from "../../../shared/values.tsx";
import { useT } from "../../../shared/words.tsx";

type Node = ConsoleOutput<"channels", "get">["nodes"][number];

/** What each server says of a channel. */
export function Nodes({ rows }: { readonly rows: readonly Node[] }) {
  const t = useT();
  const format = useFormat();
  const of = (used: number, size: number): string => `${format.number(used)} / ${format.number(size)}`;
  return (
    <Section title={t("channels.nodes")} hint={t("channels.nodesHint")}>
      <DataTable<Node>
        label={t("channels.nodes")}
        of={{ rows }}
        rowKey={({ node }) => node}
        empty={<p className="empty-title">{t("channels.nodesNone")}</p>}
        columns={[
          { key: "node", title: t("channels.node"), width: 80, cell: ({ node }) => <span className="num">{node}</span> },
          { key: "state", title: t("channels.standing"), cell: (row) => <NodeMark of={row} /> },
          {
            key: "share",
            title: t("channels.share"),
            kind: "number",
            cell: ({ share }) => (share ? <span className="num">{of(share.held, share.of)}</span> : <Absent />),
          },
          {
            key: "sessions",
            title: t("channels.sessions"),
            kind: "number",
            cell: ({ sessions }) => (sessions ? <span className="num">{of(sessions.bound, sessions.wanted)}</span> : <Absent />),
          },
          {
            key: "window",
            title: t("channels.window"),
            kind: "number",
            cell: ({ window: { used, size } }) => <span className="num">{of(used, size)}</span>,
          },
          { key: "waiting", title: t("channels.waiting"), kind: "number", cell: ({ waiting }) => <Num value={waiting} /> },
          {
            key: "rate",
            title: t("channels.perSecond"),
            kind: "number",
            cell: ({ submits }) => <Num value={submits.last10s / 10} digits={1} />,
          },
          {
            key: "balance",
            title: t("channels.balance"),
            kind: "number",
            cell: ({ balance }) => <Num value={balance?.credits} />,
          },
          { key: "at", title: t("channels.heard"), cell: ({ at }) => <TimeText at={at} seconds /> },
        ]}
      />
    </Section>
  );
}

function NodeMark({ of: { stale, mode, settled, up, circuit, share, throttled } }: { readonly of: Node }) {
  const t = useT();
  if (stale) return <Mark tone="bad">{t("channels.stale")}</Mark>;
  if (mode !== "up") {
    const word = mode === "drain" ? (settled ? "drained" : "draining") : settled ? "closed" : "closing";
    return <Mark tone={settled ? "still" : "busy"}>{t(`standings.${word}`)}</Mark>;
  }
  if (circuit !== undefined) return <Mark tone="bad">{t(`channels.circuit-${circuit}`)}</Mark>;
  if (share?.held === 0) return <Mark tone="still">{t("channels.elsewhere")}</Mark>;
  if (!up) return <Mark tone="bad">{t("standings.not connected")}</Mark>;
  return <Mark tone={throttled ? "warn" : "good"}>{t(throttled ? "channels.throttled" : "standings.connected")}</Mark>;
}
