import { memo, type ReactNode } from "react";
import { api, type ConsoleOutput } from "../../shared/api.ts";
import { type Format, useFormat } from "../../shared/format.ts";
import { useLoad } from "../../shared/load.ts";
import { Figure, Page, Section } from "../../shared/page.tsx";
import { Link, path } from "../../shared/router.tsx";
import { useMay } from "../../shared/session.tsx";
import { Bones, Empty, Loaded } from "../../shared/states.tsx";
import { DataTable } from "../../shared/table.tsx";
import { Absent, Mark, Num, TimeText } from "../../shared/values.tsx";
import { useLanguage, useT } from "../../shared/words.tsx";
import { StandingMark } from "../standing.tsx";
import { OverviewCharts } from "./overview-charts.tsx";

type Now = ConsoleOutput<"overview", "now">;
type Channel = Now["channels"][number];

/** ms between answer and next question. */
const EVERY = 2_000;
const BAD: ReadonlySet<Channel["standing"]> = new Set(["not connected", "failing", "unheard"]);

const Charts = memo(OverviewCharts);

/** How the platform does now, and how it did. */
export default function OverviewPage() {
  const t = useT();
  const language = useLanguage();
  const now = useLoad((signal) => api.console("overview", "now", { language }, signal), [language], { every: EVERY, keep: true });
  return (
    <Page title={t("overview.title")} hint={t("overview.hint")}>
      <Loaded of={now} bones={<Bones height={218} />}>
        {(data) => <Figures of={data} />}
      </Loaded>
      <Charts />
      {now.data === undefined ? null : (
        <>
          <Channels rows={now.data.channels} nodes={now.data.nodes} />
          {now.data.alarms === undefined ? null : <Alarms rows={now.data.alarms} />}
        </>
      )}
    </Page>
  );
}

function Figures({ of }: { readonly of: Now }) {
  const t = useT();
  const format = useFormat();
  const { speed, minutes5, hour, backlog, channels, alarms, reviews, now } = of;
  const used = channels.filter(({ standing }) => standing !== "off");
  const bad = used.filter(({ standing }) => BAD.has(standing)).length;
  const up = used.filter(({ standing }) => standing === "connected").length;
  const loud = alarms?.filter(({ mutedUntil }) => mutedUntil === undefined) ?? [];
  return (
    <div className="figures figures-live">
      {(["accepted", "sent", "delivered"] as const).map((what) => (
        <Figure
          key={what}
          name={t(`overview.${what}`)}
          value={<Num value={speed[what].now ?? speed[what].minute} digits={1} unit={t("overview.perSecond")} />}
          hint={t("overview.lastMinute", { value: `${format.number(speed[what].minute, 1)} ${t("overview.perSecond")}` })}
        />
      ))}
      <Figure name={t("overview.success")} value={shareOf(minutes5.success, format)} hint={hourly(hour.success, format, t)} />
      <Figure name={t("overview.receipts")} value={shareOf(minutes5.receipts, format)} hint={hourly(hour.receipts, format, t)} />
      <Figure
        name={t("overview.latency")}
        value={minutes5.p50 === undefined ? <Absent /> : format.duration(minutes5.p50)}
        hint={minutes5.p95 === undefined ? undefined : t("overview.latencyHint", { value: format.duration(minutes5.p95) })}
      />
      <Figure
        name={t("overview.backlog")}
        value={<Num value={backlog.waiting} />}
        hint={
          backlog.oldest === undefined
            ? t("overview.backlogNone")
            : t("overview.backlogOldest", { value: format.duration(Math.max(0, now - backlog.oldest)) })
        }
        tone={backlog.oldest !== undefined && now - backlog.oldest > 60_000 ? "warn" : undefined}
      />
      <Figure
        name={t("overview.channelsUp")}
        value={<Num value={up} />}
        hint={bad > 0 ? t("overview.channelsOf", { value: used.length, bad }) : t("overview.channelsFine", { value: used.length })}
        tone={bad > 0 ? "bad" : undefined}
      />
      {alarms === undefined ? null : (
        <Figure
          name={t("overview.alarms")}
          value={<Num value={loud.length} />}
          hint={alarms.length === 0 ? t("overview.alarmsNone") : alarmsHint(alarms.length - loud.length, loud[0]?.name, t)}
          tone={loud.length > 0 ? "bad" : undefined}
        />
      )}
      {reviews === undefined ? null : (
        <Figure
          name={t("overview.reviews")}
          value={<Num value={reviews.submissions + reviews.templates + reviews.signatures} />}
          hint={
            reviews.oldest === undefined
              ? t("overview.reviewsNone")
              : t("overview.reviewsOldest", { value: format.duration(Math.max(0, now - reviews.oldest)) })
          }
        />
      )}
    </div>
  );
}

type T = ReturnType<typeof useT>;

function shareOf(value: number | undefined, format: Format): ReactNode {
  return value === undefined ? <Absent /> : format.share(value);
}

function hourly(value: number | undefined, format: Format, t: T): string {
  return t("overview.rateHint", { value: value === undefined ? t("overview.unknownYet") : format.share(value) });
}

function alarmsHint(muted: number, latest: string | undefined, t: T): string {
  return latest === undefined ? t("overview.alarmsMuted", { count: muted }) : t("overview.alarmsLatest", { value: latest });
}

function Channels({ rows, nodes }: { readonly rows: readonly Channel[]; readonly nodes: Now["nodes"] }) {
  const t = useT();
  const may = useMay();
  const format = useFormat();
  return (
    <Section
      title={t("overview.channels")}
      actions={
        <span className="quiet">
          {nodes.length === 0 ? t("overview.nodesNone") : t("overview.nodes", { count: nodes.length, value: nodes.join(t("common.and")) })}
        </span>
      }
    >
      <DataTable<Channel>
        label={t("overview.channels")}
        of={{ rows }}
        rowKey={({ id }) => id}
        {...(may("channels.see") ? { rowLink: ({ id }: Channel) => path("/channels/:id", { id }) } : {})}
        empty={<Empty title={t("overview.channelsEmpty")} hint={t("overview.channelsEmptyHint")} />}
        columns={[
          { key: "name", title: t("overview.channelName"), cell: ({ name }) => <span className="row-name">{name}</span> },
          {
            key: "standing",
            title: t("overview.standing"),
            width: 150,
            cell: ({ standing }) => <StandingMark standing={standing} />,
          },
          {
            key: "speed",
            title: t("overview.channelSpeed"),
            kind: "number",
            width: 110,
            cell: ({ speed }) => <Num value={speed} digits={1} />,
          },
          {
            key: "receipts",
            title: `${t("overview.channelReceipts")} · ${t("overview.minutes5")}`,
            kind: "number",
            width: 190,
            cell: ({ receipts }) => shareOf(receipts, format),
          },
          {
            key: "waiting",
            title: t("overview.channelWaiting"),
            kind: "number",
            width: 100,
            cell: ({ waiting }) => <Num value={waiting} />,
          },
          {
            key: "trouble",
            title: t("overview.trouble"),
            cut: true,
            cell: ({ standing, trouble }) =>
              trouble === undefined || !BAD.has(standing) ? (
                <Absent />
              ) : (
                <span title={trouble.what}>
                  <TimeText at={trouble.at} /> {trouble.what}
                </span>
              ),
          },
        ]}
      />
    </Section>
  );
}

function Alarms({ rows }: { readonly rows: NonNullable<Now["alarms"]> }) {
  const t = useT();
  const may = useMay();
  return (
    <Section title={t("overview.alarms")} actions={may("alarms.see") ? <Link to="/alarms">{t("overview.allAlarms")}</Link> : undefined}>
      <DataTable
        label={t("overview.alarms")}
        of={{ rows }}
        rowKey={({ key }) => key}
        empty={<p className="empty-title">{t("overview.alarmsEmpty")}</p>}
        columns={[
          {
            key: "name",
            title: t("overview.alarmName"),
            width: 190,
            cell: ({ name, mutedUntil }) => (
              <Mark tone={mutedUntil === undefined ? "bad" : "still"}>
                {mutedUntil === undefined ? name : `${name} · ${t("overview.muted")}`}
              </Mark>
            ),
          },
          { key: "what", title: t("overview.alarmWhat"), kind: "prose", cell: ({ what }) => what },
          { key: "since", title: t("overview.since"), width: 140, cell: ({ since }) => <TimeText at={since} /> },
        ]}
      />
    </Section>
  );
}
