import { Button, Segmented } from "antd";
import { api, type PortalOutput } from "../../shared/api.ts";
import { Chart } from "../../shared/chart.tsx";
import { saveText } from "../../shared/copy.tsx";
import { type Format, useFormat } from "../../shared/format.ts";
import { useLoad } from "../../shared/load.ts";
import { Figure, Page, Section } from "../../shared/page.tsx";
import { useQuery } from "../../shared/router.tsx";
import { Bones, Empty, Loaded } from "../../shared/states.tsx";
import { DataTable } from "../../shared/table.tsx";
import { TimeRange } from "../../shared/time-range.tsx";
import { Credits, Num } from "../../shared/values.tsx";
import { useT } from "../../shared/words.tsx";
import { SHANGHAI_DAY } from "../shanghai-day.ts";
import "../portal.css";

type Row = PortalOutput<"statistics", "read">["rows"][number];
type Step = "hour" | "day";

const COLUMNS = ["accepted", "refused", "delivered", "failed", "expired", "unknown", "cancelled", "segments", "refunded"] as const;
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** Of Asia/Shanghai, by whose days is counted. */
const OFFSET = 8 * HOUR;
/** Days back from today's end. */
const RANGES = { today: 1, week: 7, month: 30, quarter: 90, year: 365 } as const;
const NAMES = [...(Object.keys(RANGES) as (keyof typeof RANGES)[]), "custom"] as const;
/** Hours of more days than these are too many to look at. */
const MOST_HOURS = 14;
const OLDEST_HOURS = 62;

/** What the account did, counted. */
export default function StatisticsPage() {
  const t = useT();
  const [query, setQuery] = useQuery();
  const { name, from, to, step, hourly } = wanted(query);
  const rows = useLoad((signal) => api.portal("statistics", "read", { from, to, step }, signal), [from, to, step], { keep: true });
  return (
    <Page title={t("statistics.title")} hint={t("statistics.hint")}>
      <div className="range-bar">
        <Segmented
          aria-label={t("statistics.range")}
          value={name}
          options={NAMES.map((value) => ({ value, label: t(`statistics.${value}`) }))}
          onChange={(value) =>
            setQuery(
              value === "custom"
                ? { range: value, from: String(from), to: String(to), step: undefined }
                : { range: value, from: undefined, to: undefined, step: undefined },
            )
          }
        />
        {name === "custom" ? (
          <TimeRange
            value={{ from, to }}
            onChange={(range) => setQuery({ from: String(range.from ?? from), to: String(range.to ?? to), step: undefined })}
          />
        ) : null}
        <Segmented<Step>
          aria-label={t("statistics.step")}
          value={step}
          options={(["hour", "day"] as const).map((value) => ({
            value,
            label: t(`statistics.${value}`),
            disabled: value === "hour" && !hourly,
          }))}
          onChange={(value) => setQuery({ step: value })}
        />
      </div>
      <Loaded of={rows} bones={<Bones height={640} />}>
        {(data) => <Figures rows={data.rows} step={step} from={from} to={Math.min(to, data.now)} />}
      </Loaded>
    </Page>
  );
}

/** What the address asks for, within what can be answered. */
function wanted(query: Readonly<Record<string, string | undefined>>) {
  const name = NAMES.find((one) => one === query.range) ?? "week";
  // one end for a whole day, so that the same page is the same question
  const tomorrow = Math.floor((Date.now() + OFFSET) / DAY + 1) * DAY - OFFSET;
  const days = name === "custom" ? RANGES.week : RANGES[name];
  const given = { from: Number(query.from), to: Number(query.to) };
  const fits = name === "custom" && given.from >= 0 && given.to > given.from && given.to - given.from <= 731 * DAY;
  const { from, to } = fits ? given : { from: tomorrow - days * DAY, to: tomorrow };
  const hourly = to - from <= MOST_HOURS * DAY && from > Date.now() - OLDEST_HOURS * DAY;
  const step: Step = hourly && (query.step === "hour" || (query.step !== "day" && to - from <= 2 * DAY)) ? "hour" : "day";
  return { name, from, to, step, hourly };
}

interface Shown {
  readonly rows: readonly Row[];
  readonly step: Step;
  readonly from: number;
  /** No later than now. */
  readonly to: number;
}

function Figures({ rows, step, from, to }: Shown) {
  const t = useT();
  const format = useFormat();
  const label = (at: number): string => labelOf(at, step, format);
  if (rows.length === 0) return <Empty title={t("statistics.empty")} />;
  const all = filled(rows, step, from, to);
  const points = all.map(({ at }) => (step === "day" ? label(at).slice(5) : label(at)));
  const sum = sumOf(rows);
  const rateOf = ({ delivered, failed, unknown }: Row): number | null =>
    delivered + failed + unknown === 0 ? null : delivered / (delivered + failed + unknown);
  const rate = rateOf(sum);
  const save = (): void => {
    const lines = [
      [t("statistics.at"), ...COLUMNS.map((column) => t(`statistics.${column}`))],
      ...rows.map((row) => [label(row.at), ...COLUMNS.map((column) => row[column])]),
    ];
    // spreadsheets take a file for UTF-8 by its mark alone
    saveText("statistics.csv", "text/csv", `\uFEFF${lines.map((line) => line.join(",")).join("\r\n")}\r\n`);
  };
  return (
    <div className="statistics">
      <div className="figures">
        <Figure name={t("statistics.accepted")} value={<Num value={sum.accepted} />} />
        <Figure name={t("statistics.delivered")} value={<Num value={sum.delivered} />} />
        <Figure name={t("statistics.failed")} value={<Num value={sum.failed} />} />
        <Figure name={t("statistics.rate")} value={rate === null ? "–" : format.share(rate)} />
        <Figure
          name={t("statistics.segments")}
          value={<Credits value={sum.segments} />}
          hint={
            sum.refunded === 0 ? undefined : (
              <>
                {t("statistics.refunded")} <Credits value={sum.refunded} />
              </>
            )
          }
        />
      </div>
      <Chart
        title={t("statistics.results")}
        at={points}
        series={[
          { name: t("statistics.delivered"), values: all.map(({ delivered }) => delivered), kind: "bar", stack: "ended", tone: "good" },
          { name: t("statistics.failed"), values: all.map(({ failed }) => failed), kind: "bar", stack: "ended", tone: "bad" },
          { name: t("statistics.unknown"), values: all.map(({ unknown }) => unknown), kind: "bar", stack: "ended", tone: "warn" },
          { name: t("statistics.accepted"), values: all.map(({ accepted }) => accepted), kind: "line", tone: "still" },
        ]}
      />
      <div className="overview-charts">
        <Chart
          title={t("statistics.credits")}
          at={points}
          series={[
            { name: t("statistics.segments"), values: all.map(({ segments }) => segments), kind: "bar" },
            { name: t("statistics.refunded"), values: all.map(({ refunded }) => refunded), kind: "bar", tone: "still" },
          ]}
        />
        <Chart
          title={t("statistics.rate")}
          at={points}
          series={[{ name: t("statistics.rate"), values: all.map(rateOf), kind: "bar", tone: "good" }]}
          value={format.share}
          most={1}
        />
      </div>
      <Section title={t("statistics.table")} actions={<Button onClick={save}>{t("statistics.csv")}</Button>}>
        <DataTable<Row>
          label={t("statistics.table")}
          of={{ rows: [sum, ...rows.toReversed()] }}
          rowKey={({ at }) => at}
          columns={[
            {
              key: "at",
              title: t("statistics.at"),
              cell: ({ at }) => (at === SUM ? <strong>{t("statistics.sum")}</strong> : <span className="num">{label(at)}</span>),
            },
            ...COLUMNS.map((column) => ({
              key: column,
              title: t(`statistics.${column}`),
              kind: "number" as const,
              cell: (row: Row) => <Num value={row[column]} />,
            })),
          ]}
        />
      </Section>
    </div>
  );
}

/** Days by the clock they are counted by; hours by the reader's. */
function labelOf(at: number, step: Step, format: Format): string {
  return step === "day" ? SHANGHAI_DAY.format(at) : format.time(at);
}

/** Where the sum of all stands: before any time. */
const SUM = 0;

function sumOf(rows: readonly Row[]): Row {
  const sum = { ...NOTHING, at: SUM };
  for (const row of rows) for (const column of COLUMNS) sum[column] += row[column];
  return sum;
}

const NOTHING = { accepted: 0, refused: 0, delivered: 0, failed: 0, expired: 0, unknown: 0, cancelled: 0, segments: 0, refunded: 0 };

/** With the steps that have nothing, so that a chart's time is even. */
function filled(rows: readonly Row[], step: Step, from: number, to: number): readonly Row[] {
  const size = step === "hour" ? HOUR : DAY;
  const found = new Map(rows.map((row) => [row.at, row]));
  const first = Math.floor((from + OFFSET) / size) * size - OFFSET;
  const steps = Math.max(1, Math.ceil((to - first) / size));
  return Array.from({ length: steps }, (_, index) => {
    const at = first + index * size;
    return found.get(at) ?? { ...NOTHING, at };
  });
}
