import type { DirectoryIndex } from "../../directory/directory-index.ts";
import type { Clock } from "../../runtime/clock.ts";
import type { TallyQuery, TallyRow, TallyStore } from "../../store/store.ts";
import type { Span } from "../contract/console/overview.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** Days of Asia/Shanghai, which has no summer time. */
const SHANGHAI = 8 * HOUR;

type Step = "minute" | "hour" | "day";
type By = TallyQuery["by"];
const LENGTH: Readonly<Record<Step, number>> = { minute: MINUTE, hour: HOUR, day: DAY };
const PLAN: Readonly<Record<Span, { readonly step: Step; readonly steps: number }>> = {
  hour: { step: "minute", steps: 60 },
  day: { step: "hour", steps: 24 },
  week: { step: "hour", steps: 168 },
  month: { step: "day", steps: 30 },
};
/** How long rows of a step are kept, ms; a little less, as they are added up when they are older. */
const KEPT = { minute: 2 * DAY - HOUR, minuteOfAccount: 2 * HOUR - 10 * MINUTE, hour: 59 * DAY };

/** Accounts or channels that are told apart. */
const TOP = 10;
/** How long an answer is given to others, ms: of accounts, more rows are read. */
const FRESH: Readonly<Record<By, number>> = { nothing: 5_000, channel: 20_000, account: 60_000 };
const MOST_KEPT = 50;

export interface ChartAsked {
  readonly span: Span;
  readonly by: By;
  readonly to?: number;
}

export interface ChartSeries {
  readonly id: number;
  readonly name: string;
  readonly accepted: number[];
  readonly sent: number[];
  readonly delivered: number[];
  readonly failed: number[];
  readonly credits: number[];
}

export interface ChartAnswer {
  readonly from: number;
  readonly to: number;
  readonly step: Step;
  readonly at: number[];
  readonly series: ChartSeries[];
}

export interface ChartsDeps {
  readonly clock: Clock;
  readonly directory: () => DirectoryIndex;
  readonly store: { readonly tallies: Pick<TallyStore, "read"> };
}

/** What happened over time, from counts and never from messages. What one person has asked is answered to others for a while. */
export class Charts {
  readonly #deps: ChartsDeps;
  readonly #kept = new Map<string, { readonly at: number; readonly answer: Promise<ChartAnswer> }>();

  constructor(deps: ChartsDeps) {
    this.#deps = deps;
  }

  /** Rejects as the store does. */
  read(asked: ChartAsked): Promise<ChartAnswer> {
    const { clock } = this.#deps;
    const frame = frameOf(asked, clock.now());
    const key = [asked.span, asked.by, frame.from, frame.to].join();
    const found = this.#kept.get(key);
    if (found && clock.monotonic() - found.at < FRESH[asked.by]) return found.answer;
    const kept = { at: clock.monotonic(), answer: this.#read(frame, asked.by) };
    this.#kept.delete(key);
    this.#kept.set(key, kept);
    kept.answer.catch(() => {
      if (this.#kept.get(key) === kept) this.#kept.delete(key);
    });
    for (const oldest of this.#kept.keys()) if (this.#kept.size > MOST_KEPT) this.#kept.delete(oldest);
    return kept.answer;
  }

  async #read(frame: Frame, by: By): Promise<ChartAnswer> {
    const { tallies } = this.#deps.store;
    const { from, to, step } = frame;
    const all = seriesOf(frame, 0, "", await tallies.read({ from, to, step, by: "nothing" }));
    if (by === "nothing") return { ...frame, series: [all] };
    const totals = await tallies.read({ from, to, step: "all", by });
    const measure = by === "account" ? "accepted" : "sent";
    const top = totals
      .filter((row) => row.id !== 0 && row[measure] > 0)
      .sort((a, b) => b[measure] - a[measure])
      .slice(0, TOP);
    const series = await Promise.all(
      top.map(async ({ id }) => {
        const own = by === "account" ? { accountId: id } : { channelId: id };
        return seriesOf(frame, id, this.#nameOf(by, id), await tallies.read({ from, to, step, by: "nothing", ...own }));
      }),
    );
    const others = rest(all, series);
    return { ...frame, series: others[measure].some((count) => count > 0) ? [...series, others] : series };
  }

  #nameOf(by: "account" | "channel", id: number): string {
    const { accountById, channelById } = this.#deps.directory();
    return (by === "account" ? accountById.get(id)?.login : channelById.get(id)?.name) ?? `#${id}`;
  }
}

type Frame = Omit<ChartAnswer, "series">;

/**
 * Where a chart begins and ends, on steps; coarser ones where finer ones are kept no longer. One that ends now goes to the last whole minute, or
 * includes the hour or day that is under way.
 */
export function frameOf({ span, by, to: asked }: ChartAsked, now: number): Frame {
  const { step: wanted, steps } = PLAN[span];
  const end = Math.min(asked ?? now, now);
  const long = steps * LENGTH[wanted];
  const step = coarsest(wanted, finest(now - (end - long), by));
  // a minute that has just begun would look like a fall
  const to = asked === undefined && step === "minute" ? now - (now % MINUTE) : ceil(end, step);
  const count = Math.max(1, Math.round(long / LENGTH[step]));
  const from = to - count * LENGTH[step];
  return { from, to, step, at: Array.from({ length: count }, (_, index) => from + index * LENGTH[step]) };
}

function finest(age: number, by: By): Step {
  if (age <= (by === "account" ? KEPT.minuteOfAccount : KEPT.minute)) return "minute";
  return age <= KEPT.hour ? "hour" : "day";
}

function coarsest(a: Step, b: Step): Step {
  return LENGTH[a] >= LENGTH[b] ? a : b;
}

/** The end of the step that a time is in, or at. */
function ceil(at: number, step: Step): number {
  const shift = step === "day" ? SHANGHAI : 0;
  return Math.ceil((at + shift) / LENGTH[step]) * LENGTH[step] - shift;
}

function seriesOf({ at, from, step }: Frame, id: number, name: string, rows: readonly TallyRow[]): ChartSeries {
  const empty = (): number[] => at.map(() => 0);
  const series = { id, name, accepted: empty(), sent: empty(), delivered: empty(), failed: empty(), credits: empty() };
  for (const row of rows) {
    const index = Math.floor((row.at - from) / LENGTH[step]);
    const add = (into: number[], count: number): void => {
      into[index] = (into[index] ?? 0) + count;
    };
    add(series.accepted, row.accepted);
    add(series.sent, row.sent);
    add(series.delivered, row.delivered);
    add(series.failed, row.failed);
    add(series.credits, row.segments - row.refunded);
  }
  return series;
}

/** What all come to without those. */
function rest(all: ChartSeries, some: readonly ChartSeries[]): ChartSeries {
  const without = (count: "accepted" | "sent" | "delivered" | "failed" | "credits"): number[] =>
    all[count].map((value, index) => some.reduce((left, series) => left - (series[count][index] ?? 0), value));
  return {
    id: 0,
    name: "",
    accepted: without("accepted"),
    sent: without("sent"),
    delivered: without("delivered"),
    failed: without("failed"),
    credits: without("credits"),
  };
}
