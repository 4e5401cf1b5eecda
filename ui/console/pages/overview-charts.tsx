import { LeftOutlined, RightOutlined } from "@ant-design/icons";
import { Button, Segmented, Space } from "antd";
import { useMemo } from "react";
import { api, type ConsoleOutput } from "../../shared/api.ts";
import { Chart } from "../../shared/chart.tsx";
import type { Series } from "../../shared/chart-props.ts";
import { useFormat } from "../../shared/format.ts";
import { useLoad } from "../../shared/load.ts";
import { Section } from "../../shared/page.tsx";
import { useQuery } from "../../shared/router.tsx";
import { Bones, Loaded } from "../../shared/states.tsx";
import { useT } from "../../shared/words.tsx";

type Answer = ConsoleOutput<"overview", "chart">;
type Measure = (typeof MEASURES)["account" | "channel"][number];

const SPANS = ["hour", "day", "week", "month"] as const;
const BYS = ["nothing", "account", "channel"] as const;
const MEASURES = { account: ["accepted", "delivered", "failed", "credits"], channel: ["sent", "delivered", "failed"] } as const;
/** What is normal and finer than what is shown for a span means that it is long ago. */
const STEPS: Readonly<Record<(typeof SPANS)[number], Answer["step"]>> = { hour: "minute", day: "hour", week: "hour", month: "day" };
/** ms between answer and next question, where the chart ends now. */
const EVERY = 20_000;
const HEIGHT = 240;
const HALF_DAY = 43_200_000;

function oneOf<const W extends readonly string[]>(words: W, word: string | undefined): W[number] | undefined {
  return words.find((one) => one === word);
}

/** What happened over time; what is looked at stands in the address. */
export function OverviewCharts() {
  const t = useT();
  const [query, setQuery] = useQuery();
  const span = oneOf(SPANS, query.span) ?? "hour";
  const by = oneOf(BYS, query.by) ?? "nothing";
  const to = /^\d{12,15}$/.test(query.to ?? "") ? Number(query.to) : undefined;
  const chart = useLoad(
    (signal) => api.console("overview", "chart", { span, by, ...(to === undefined ? {} : { to }) }, signal),
    [span, by, to],
    to === undefined ? { every: EVERY, keep: true } : { keep: true },
  );
  const later = (data: Answer): void => {
    const next = data.to + (data.to - data.from);
    setQuery({ to: next >= Date.now() ? undefined : String(next) });
  };
  const { data } = chart;
  return (
    <Section
      title={t("overview.charts")}
      actions={
        <>
          <Segmented
            aria-label={t("overview.by")}
            value={by}
            options={BYS.map((value) => ({ value, label: t(`overview.${value}`) }))}
            onChange={(value) => setQuery({ by: value === "nothing" ? undefined : value })}
          />
          <Segmented
            aria-label={t("overview.span")}
            value={span}
            options={SPANS.map((value) => ({ value, label: t(`overview.${value}`) }))}
            onChange={(value) => setQuery({ span: value === "hour" ? undefined : value, to: undefined })}
          />
          <Space.Compact>
            <Button
              aria-label={t("overview.earlier")}
              title={t("overview.earlier")}
              icon={<LeftOutlined />}
              disabled={data === undefined}
              onClick={() => data && setQuery({ to: String(data.from) })}
            />
            <Button disabled={to === undefined} onClick={() => setQuery({ to: undefined })}>
              {t("overview.latest")}
            </Button>
            <Button
              aria-label={t("overview.later")}
              title={t("overview.later")}
              icon={<RightOutlined />}
              disabled={to === undefined || data === undefined}
              onClick={() => data && later(data)}
            />
          </Space.Compact>
        </>
      }
    >
      <Loaded of={chart} bones={<Bones height={HEIGHT + 92} />}>
        {(answer) => <Drawn of={answer} span={span} by={by} measure={query.measure} choose={(measure) => setQuery({ measure })} />}
      </Loaded>
    </Section>
  );
}

interface DrawnProps {
  readonly of: Answer;
  readonly span: (typeof SPANS)[number];
  readonly by: (typeof BYS)[number];
  readonly measure: string | undefined;
  readonly choose: (measure: Measure) => void;
}

function Drawn({ of, span, by, measure: asked, choose }: DrawnProps) {
  const t = useT();
  const at = useLabels(of, span);
  const format = useFormat();
  const measure: Measure = by === "nothing" ? "accepted" : (oneOf(MEASURES[by], asked) ?? MEASURES[by][0]);
  const series = useMemo<readonly Series[]>(
    () =>
      of.series.map((one) => ({
        name: one.id === 0 ? t("overview.others") : one.name,
        values: one[measure],
        kind: "bar",
        stack: "all",
        ...(one.id === 0 ? { tone: "still" } : {}),
      })),
    [of, measure, t],
  );
  const all = useMemo(() => allOf(of, t), [of, t]);
  const period = `${format.exact(of.from).slice(0, 16)} – ${format.exact(of.to).slice(0, 16)}`;
  const hint = of.step === STEPS[span] ? (by === "nothing" ? undefined : t("overview.topHint")) : t("overview.coarse");
  const about = hint === undefined ? period : `${period} · ${hint}`;
  if (by === "nothing")
    return (
      <>
        <p className="overview-about">{about}</p>
        <div className="overview-charts">
          <Chart title={t("overview.messages")} at={at} series={all.messages} height={HEIGHT} />
          <Chart title={t("overview.credits")} at={at} series={all.credits} height={HEIGHT} />
        </div>
      </>
    );
  return (
    <>
      <p className="overview-about">{about}</p>
      <Chart
        title={t(`overview.${measure}`)}
        at={at}
        series={series}
        height={HEIGHT}
        named
        actions={
          <Segmented
            size="small"
            aria-label={t("overview.measure")}
            value={measure}
            options={MEASURES[by].map((value) => ({ value, label: t(`overview.${value}`) }))}
            onChange={choose}
          />
        }
      />
    </>
  );
}

function allOf(
  { series: [one] }: Answer,
  t: ReturnType<typeof useT>,
): { readonly messages: readonly Series[]; readonly credits: readonly Series[] } {
  return {
    messages: [
      { name: t("overview.accepted"), values: one?.accepted ?? [] },
      { name: t("overview.delivered"), values: one?.delivered ?? [], tone: "good" },
      { name: t("overview.failed"), values: one?.failed ?? [], tone: "bad" },
    ],
    credits: [{ name: t("overview.credits"), values: one?.credits ?? [], kind: "bar" }],
  };
}

/** Where steps begin, as an axis says it. Days are named by their noon, which is on that day in the reader's zone too. */
function useLabels({ at, step }: Answer, span: DrawnProps["span"]): readonly (number | string)[] {
  const format = useFormat();
  return useMemo(() => {
    if (step === "day") return at.map((time) => format.day(time + HALF_DAY).slice(5));
    return span === "week" ? at.map((time) => format.time(time)) : at;
  }, [at, step, span, format]);
}
