import { Button, Segmented } from "antd";
import { useRef, useState } from "react";
import { api, type ConsoleOutput } from "../../../shared/api.ts";
import { usePages } from "../../../shared/load.ts";
import { Section } from "../../../shared/page.tsx";
import { DataTable } from "../../../shared/table.tsx";
import { Code, Phone, TimeText } from "../../../shared/values.tsx";
import { useT } from "../../../shared/words.tsx";

type Answer = ConsoleOutput<"channels", "orphans">;
type Orphan = Answer["rows"][number];

const HOUR = 3_600_000;
const SPANS = { hour: HOUR, day: 24 * HOUR, week: 7 * 24 * HOUR } as const;
type Span = keyof typeof SPANS;

/** Receipts that nobody claims; asked for only when somebody wants to see them. */
export function Orphans({ channelId }: { readonly channelId: number }) {
  const t = useT();
  const [open, setOpen] = useState(false);
  return (
    <Section
      title={t("channels.orphans")}
      hint={t("channels.orphansHint")}
      actions={open ? undefined : <Button onClick={() => setOpen(true)}>{t("channels.orphansShow")}</Button>}
    >
      {open ? <OrphanTable channelId={channelId} /> : null}
    </Section>
  );
}

function OrphanTable({ channelId }: { readonly channelId: number }) {
  const t = useT();
  const [span, setSpan] = useState<Span>("day");
  /** Where each further page begins, by its number. */
  const cursors = useRef<NonNullable<Answer["more"]>[]>([]);
  const pages = usePages(
    async (page, signal) => {
      const after = page === undefined ? undefined : cursors.current[page];
      const since = Date.now() - SPANS[span];
      const { rows, more } = await api.console("channels", "orphans", { channelId, since, ...(after ? { after } : {}) }, signal);
      if (more === undefined) return { rows };
      const next = (page ?? 0) + 1;
      cursors.current[next] = more;
      return { rows, more: next };
    },
    [channelId, span],
  );
  return (
    <>
      <Segmented<Span>
        value={span}
        onChange={setSpan}
        options={(["hour", "day", "week"] as const).map((value) => ({ value, label: t(`channels.last-${value}`) }))}
      />
      <DataTable<Orphan>
        label={t("channels.orphans")}
        of={pages}
        rowKey={({ id }) => id}
        expect={3}
        empty={<p className="empty-title">{t("channels.orphansNone")}</p>}
        columns={[
          { key: "at", title: t("common.time"), width: 150, cell: ({ at }) => <TimeText at={at} seconds /> },
          { key: "upstream", title: t("channels.upstreamId"), cell: ({ upstreamId }) => <Code text={upstreamId} /> },
          { key: "phone", title: t("channels.phone"), cell: ({ phone }) => <Phone value={phone} /> },
          { key: "status", title: t("common.code"), cell: ({ code }) => <Code text={code} /> },
          { key: "raw", title: t("channels.raw"), wide: true, cut: true, cell: ({ raw }) => raw ?? "" },
        ]}
      />
    </>
  );
}
