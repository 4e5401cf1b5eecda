import { PlusOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { useState } from "react";
import { api, type ConsoleOutput } from "../../shared/api.ts";
import { type Format, useFormat } from "../../shared/format.ts";
import { useLoad } from "../../shared/load.ts";
import { Page } from "../../shared/page.tsx";
import { path } from "../../shared/router.tsx";
import { useMay } from "../../shared/session.tsx";
import { Empty } from "../../shared/states.tsx";
import { type Column, DataTable } from "../../shared/table.tsx";
import { Absent, Num, TimeText } from "../../shared/values.tsx";
import { useT } from "../../shared/words.tsx";
import { StandingMark } from "../standing.tsx";
import { ChannelForm } from "./channels/form.tsx";
import { SwitchButtons } from "./channels/switch.tsx";

type Row = ConsoleOutput<"channels", "list">["rows"][number];

/** ms between answer and next question. */
const EVERY = 3_000;
const RARELY = 30_000;

/** Every channel and how it does. */
export default function ChannelsPage() {
  const t = useT();
  const may = useMay();
  const channels = useLoad((signal) => api.console("channels", "list", {}, signal), [], { every: EVERY });
  const today = useLoad((signal) => api.console("channels", "today", {}, signal), [], { every: RARELY });
  const [creating, setCreating] = useState(false);
  const columns = useColumns(today.data?.rows ?? []);
  const add = may("channels.edit") ? (
    <Button type="primary" icon={<PlusOutlined aria-hidden />} onClick={() => setCreating(true)}>
      {t("channels.create")}
    </Button>
  ) : undefined;
  return (
    <Page title={t("channels.title")} hint={t("channels.hint")} actions={add}>
      <DataTable<Row>
        label={t("channels.title")}
        // asked every few seconds: it is not to flicker
        of={{
          rows: channels.data?.rows,
          problem: channels.problem,
          loading: channels.data === undefined && channels.loading,
          reload: channels.reload,
        }}
        rowKey={({ id }) => id}
        rowLink={({ id }) => path("/channels/:id", { id })}
        expect={4}
        empty={<Empty title={t("channels.none")} hint={t("channels.noneHint")} />}
        columns={[
          ...columns,
          {
            key: "actions",
            title: t("common.actions"),
            kind: "actions",
            cell: (row) => <SwitchButtons channel={row} done={channels.reload} small />,
          },
        ]}
      />
      <ChannelForm open={creating} onClose={() => setCreating(false)} done={channels.reload} />
    </Page>
  );
}

function useColumns(today: ConsoleOutput<"channels", "today">["rows"]): readonly Column<Row>[] {
  const t = useT();
  const format = useFormat();
  const counts = new Map(today.map((row) => [row.id, row]));
  return [
    {
      key: "name",
      title: t("channels.name"),
      cell: ({ name, kind, code }) => (
        <span className="two-lines">
          <strong>{name}</strong>
          <span className="quiet">
            {kind} · <span className="num">{code}</span>
          </span>
        </span>
      ),
    },
    { key: "standing", title: t("channels.standing"), width: 120, cell: ({ standing }) => <StandingMark standing={standing} /> },
    {
      key: "operators",
      title: t("channels.operators"),
      wide: true,
      cell: ({ operators }) => operators.map((operator) => t(`operators.${operator}`)).join(t("common.and")),
    },
    {
      key: "sessions",
      title: t("channels.sessions"),
      kind: "number",
      cell: ({ sum }) => (sum?.sessions ? <Of {...sum.sessions} /> : <Absent />),
    },
    {
      key: "window",
      title: t("channels.window"),
      kind: "number",
      wide: true,
      cell: ({ sum }) => (sum ? <Ratio {...sum.window} /> : <Absent />),
    },
    {
      key: "rate",
      title: t("channels.perSecond"),
      kind: "number",
      cell: ({ sum }) => (sum ? <Num value={sum.submits.last10s / 10} digits={1} /> : <Absent />),
    },
    { key: "waiting", title: t("channels.waiting"), kind: "number", wide: true, cell: ({ sum }) => <Num value={sum?.waiting} /> },
    { key: "receipts", title: t("channels.receiptRate"), kind: "number", cell: ({ sum }) => share(sum?.receiptRate, format) },
    {
      key: "today",
      title: t("channels.deliveredToday"),
      kind: "number",
      cell: ({ id }) => {
        const { sent = 0, delivered = 0 } = counts.get(id) ?? {};
        return (
          <span className="two-lines two-lines-end">
            <Num value={delivered} />
            <span className="quiet">{t("channels.ofSent", { count: format.number(sent) })}</span>
          </span>
        );
      },
    },
    {
      key: "trouble",
      title: t("channels.trouble"),
      cut: true,
      wide: true,
      cell: ({ sum }) =>
        sum?.trouble ? (
          <span className="two-lines" title={sum.trouble.what}>
            <TimeText at={sum.trouble.at} />
            <span className="quiet cut">{sum.trouble.what}</span>
          </span>
        ) : (
          <Absent />
        ),
    },
  ];
}

function Of({ bound, wanted }: { readonly bound: number; readonly wanted: number }) {
  return <Ratio used={bound} size={wanted} />;
}

function Ratio({ used, size }: { readonly used: number; readonly size: number }) {
  const format = useFormat();
  return (
    <span className="num">
      {format.number(used)}
      <span className="unit">
        {" / "}
        {format.number(size)}
      </span>
    </span>
  );
}

function share(value: number | undefined, format: Format) {
  return value === undefined ? <Absent /> : <span className="num">{format.share(Math.min(1, value))}</span>;
}
