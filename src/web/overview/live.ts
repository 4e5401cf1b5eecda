import type { DirectoryIndex } from "../../directory/directory-index.ts";
import { type ChannelOverview, overviewOf } from "../../dispatch/channel-overview.ts";
import { quantile, receiptRate, successRate } from "../../domain/rates.ts";
import type { Clock } from "../../runtime/clock.ts";
import {
  type AlarmStore,
  type BacklogRow,
  type ChannelStore,
  LATENCY_BOUNDS,
  type LatencyRow,
  type NodeStore,
  type RequestStore,
  type StoredAlarm,
  type TallyRow,
  type TallyStore,
} from "../../store/store.ts";
import { Speeds } from "./speeds.ts";

const MINUTE = 60_000;
/** How long what was read is answered to others, ms. */
const FRESH = 1_000;

export interface LiveDeps {
  readonly clock: Clock;
  readonly directory: () => DirectoryIndex;
  readonly store: {
    readonly tallies: Pick<TallyStore, "read" | "latencies" | "backlog">;
    readonly channels: Pick<ChannelStore, "states">;
    readonly nodes: Pick<NodeStore, "held">;
    readonly alarms: Pick<AlarmStore, "list">;
    readonly requests: Pick<RequestStore, "waiting">;
  };
}

export interface Live {
  readonly now: number;
  readonly speed: ReturnType<Speeds["of"]>;
  readonly minutes5: Recently;
  readonly hour: Recently;
  readonly backlog: { readonly waiting: number; readonly oldest: number | undefined };
  readonly channels: readonly ChannelOverview[];
  readonly nodes: readonly number[];
  readonly alarms: readonly StoredAlarm[];
  readonly reviews: Awaited<ReturnType<RequestStore["waiting"]>>;
}

export interface Recently extends Pick<TallyRow, "accepted" | "sent" | "delivered" | "failed"> {
  readonly success: number | undefined;
  readonly receipts: number | undefined;
  readonly p50: number | undefined;
  readonly p95: number | undefined;
}

/** How the platform does at this moment. However many people look at it, the store is asked once a second at most. */
export class LiveFigures {
  readonly #deps: LiveDeps;
  readonly #speeds = new Speeds();
  #read: { readonly at: number; readonly live: Promise<Live> } | undefined;

  constructor(deps: LiveDeps) {
    this.#deps = deps;
  }

  /** Rejects as the store does. */
  read(): Promise<Live> {
    const at = this.#deps.clock.monotonic();
    if (!this.#read || at - this.#read.at >= FRESH) {
      const read = { at, live: this.#look() };
      this.#read = read;
      // what failed is not what others are to be told
      read.live.catch(() => {
        if (this.#read === read) this.#read = undefined;
      });
    }
    return this.#read.live;
  }

  async #look(): Promise<Live> {
    const { clock, directory, store } = this.#deps;
    const { tallies, channels, nodes, alarms, requests } = store;
    const now = clock.now();
    const minute = now - (now % MINUTE);
    const to = minute + MINUTE;
    const [rows, latest, hourly, waiting, states, held, going, reviews] = await Promise.all([
      tallies.read({ from: minute - 60 * MINUTE, to, step: "minute", by: "nothing" }),
      tallies.latencies({ from: minute - 5 * MINUTE, to }),
      tallies.latencies({ from: minute - 60 * MINUTE, to }),
      tallies.backlog(now),
      channels.states(),
      nodes.held(),
      alarms.list(now),
      requests.waiting(),
    ]);
    this.#speeds.saw(rows, now, clock.monotonic());
    const recent = rows.filter(({ at }) => at >= minute - 5 * MINUTE);
    const overviews = [...directory().channelById.values()].map((channel) => overviewOf(channel, states, now));
    return {
      now,
      speed: this.#speeds.of(rows, now),
      minutes5: recentlyOf(recent, latest),
      hour: recentlyOf(rows, hourly),
      backlog: backlogOf(waiting),
      channels: overviews,
      nodes: held,
      alarms: going.filter(({ endedAt }) => endedAt === undefined),
      reviews,
    };
  }
}

function recentlyOf(rows: readonly TallyRow[], latencies: readonly LatencyRow[]): Recently {
  const sum = (count: "accepted" | "sent" | "delivered" | "failed" | "unknown"): number =>
    rows.reduce((total, row) => total + row[count], 0);
  const counts = LATENCY_BOUNDS.map(() => 0).concat(0);
  for (const row of latencies) for (const [index, count] of row.counts.entries()) counts[index] = (counts[index] ?? 0) + count;
  const receipts = counts.reduce((total, count) => total + count, 0);
  const [accepted, sent, delivered, failed] = [sum("accepted"), sum("sent"), sum("delivered"), sum("failed")];
  return {
    accepted,
    sent,
    delivered,
    failed,
    success: successRate({ delivered, failed, unknown: sum("unknown") }),
    receipts: receiptRate(sent, receipts),
    p50: quantile(LATENCY_BOUNDS, counts, 0.5),
    p95: quantile(LATENCY_BOUNDS, counts, 0.95),
  };
}

/** Over all accounts: how many wait, and when the oldest of what is due was due. */
export function backlogOf(rows: readonly BacklogRow[]): Live["backlog"] {
  return {
    waiting: rows.reduce((total, { waiting }) => total + waiting, 0),
    oldest: rows.reduce<number | undefined>(
      (oldest, { oldestDue: due }) => (due !== undefined && (oldest ?? due) >= due ? due : oldest),
      undefined,
    ),
  };
}
