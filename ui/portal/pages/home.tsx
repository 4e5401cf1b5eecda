import { Alert, Button } from "antd";
import { api, type PortalOutput } from "../../shared/api.ts";
import { Chart } from "../../shared/chart.tsx";
import { useFormat } from "../../shared/format.ts";
import { useLoad } from "../../shared/load.ts";
import { Figure, Page, Section } from "../../shared/page.tsx";
import { go, Link, path } from "../../shared/router.tsx";
import { useMay } from "../../shared/session.tsx";
import { Bones, Empty, Loaded } from "../../shared/states.tsx";
import { DataTable } from "../../shared/table.tsx";
import { Credits, Mark, Num, TimeText, TONES } from "../../shared/values.tsx";
import { useT } from "../../shared/words.tsx";
import { LatestCampaigns } from "../latest-campaigns.tsx";
import { SHANGHAI_DAY } from "../shanghai-day.ts";
import "../portal.css";

type Look = PortalOutput<"home", "look">;
type Sent = Look["latest"][number];

/** Days beyond which nobody counts. */
const LONG = 365;

/** How the account stands. */
export default function HomePage() {
  const t = useT();
  const look = useLoad((signal) => api.portal("home", "look", {}, signal), [], { every: 60_000 });
  return (
    <Page title={t("portalHome.title")} hint={t("portalHome.hint")}>
      <Loaded of={look} bones={<Bones height={560} />}>
        {(data) => (
          <>
            {data.low ? (
              <Alert type="warning" showIcon className="low" title={t("portalHome.low")} description={t("portalHome.lowHint")} />
            ) : null}
            <Figures of={data} />
            <Reviews of={data.reviews} />
            <Days of={data.days} />
            <Latest rows={data.latest} />
            <LatestCampaigns />
          </>
        )}
      </Loaded>
    </Page>
  );
}

function Figures({ of }: { readonly of: Look }) {
  const t = useT();
  const format = useFormat();
  const { balance, creditLimit, lasts, low, today, month, queued, oldestDue } = of;
  const ended = month.delivered + month.failed + month.unknown;
  const hints = [
    lasts === undefined ? t("portalHome.noUse") : lasts > LONG ? t("portalHome.lastsLong") : t("portalHome.lasts", { days: lasts }),
    ...(creditLimit > 0 ? [t("portalHome.creditLimit", { credits: creditLimit })] : []),
    ...(balance.mms === 0 ? [] : [t("portalHome.mmsBalance", { credits: balance.mms })]),
  ];
  const waits =
    queued === 0
      ? t("portalHome.queuedNone")
      : oldestDue === undefined
        ? t("portalHome.queuedLater")
        : t("portalHome.queuedSince", { time: format.time(oldestDue) });
  return (
    <div className="figures">
      <Figure
        name={t("portalHome.balance")}
        value={<Num value={balance.sms} />}
        hint={hints.map((hint) => <div key={hint}>{hint}</div>)}
        {...(low ? { tone: "warn" as const } : {})}
      />
      <Figure
        name={t("portalHome.today")}
        value={<Num value={today.accepted} />}
        hint={t("portalHome.todayHint", { credits: today.segments })}
      />
      <Figure
        name={t("portalHome.month")}
        value={<Credits value={month.segments - month.refunded} />}
        hint={t("portalHome.monthHint", { count: month.accepted })}
      />
      <Figure
        name={t("portalHome.rate")}
        value={ended === 0 ? "–" : format.share(month.delivered / ended)}
        hint={ended === 0 ? t("portalHome.rateNone") : t("portalHome.rateHint", { count: ended })}
      />
      <Figure name={t("portalHome.queued")} value={<Num value={queued} />} hint={waits} />
    </div>
  );
}

function Reviews({ of: { submissions, templates, signatures } }: { readonly of: Look["reviews"] }) {
  const t = useT();
  if (submissions + templates + signatures === 0) return null;
  const parts = [
    ...(submissions > 0 ? [t("portalHome.reviewSubmissions", { count: submissions })] : []),
    ...(templates > 0 ? [t("portalHome.reviewTemplates", { count: templates })] : []),
    ...(signatures > 0 ? [t("portalHome.reviewSignatures", { count: signatures })] : []),
  ];
  return <Alert type="info" showIcon className="low" title={t("portalHome.reviews")} description={parts.join(t("common.and"))} />;
}

function Days({ of }: { readonly of: Look["days"] }) {
  const t = useT();
  return (
    <Chart
      title={t("portalHome.chart")}
      at={of.map(({ at }) => SHANGHAI_DAY.format(at).slice(5))}
      series={[
        { name: t("states.delivered"), values: of.map(({ delivered }) => delivered), kind: "bar", stack: "ended", tone: "good" },
        { name: t("states.failed"), values: of.map(({ failed }) => failed), kind: "bar", stack: "ended", tone: "bad" },
        { name: t("states.unknown"), values: of.map(({ unknown }) => unknown), kind: "bar", stack: "ended", tone: "warn" },
        { name: t("portalHome.accepted"), values: of.map(({ accepted }) => accepted), kind: "line", tone: "still" },
      ]}
    />
  );
}

function Latest({ rows }: { readonly rows: readonly Sent[] }) {
  const t = useT();
  const may = useMay();
  return (
    <Section title={t("portalHome.latest")} actions={<Link to="/messages">{t("portalHome.allMessages")}</Link>}>
      <DataTable<Sent>
        label={t("portalHome.latest")}
        of={{ rows }}
        rowKey={({ id }) => id}
        rowLink={({ id }) => path("/messages", {}, { submission: id })}
        empty={
          <Empty title={t("portalHome.latestEmpty")} hint={t("portalHome.latestEmptyHint")}>
            {may("portal.send") ? (
              <Button type="primary" onClick={() => go("/send")}>
                {t("send.title")}
              </Button>
            ) : null}
          </Empty>
        }
        columns={[
          { key: "at", title: t("common.time"), width: 120, cell: ({ acceptedAt }) => <TimeText at={acceptedAt} /> },
          { key: "text", title: t("portalHome.text"), cut: true, cell: ({ text }) => text },
          {
            key: "how",
            title: t("portalHome.how"),
            wide: true,
            width: 110,
            cell: ({ dialect }) => (dialect === "portal" ? t("portalHome.fromPortal") : dialect),
          },
          {
            key: "recipients",
            title: t("portalHome.recipients"),
            kind: "number",
            width: 90,
            cell: ({ recipients }) => <Num value={recipients} />,
          },
          { key: "cost", title: t("portalHome.cost"), kind: "number", width: 100, cell: ({ credits }) => <Credits value={credits} /> },
          { key: "progress", title: t("portalHome.progress"), width: 220, cell: ({ states }) => <Standing states={states} /> },
        ]}
      />
    </Section>
  );
}

function Standing({ states }: { readonly states: Sent["states"] }) {
  const t = useT();
  if (states === undefined) return <span className="quiet">{t("portalHome.many")}</span>;
  return (
    <span className="standing">
      {states.map(({ state, count }) => (
        <Mark key={state} tone={TONES[state]}>
          {t(`states.${state}`)} <Num value={count} />
        </Mark>
      ))}
    </span>
  );
}
