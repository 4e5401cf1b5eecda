import { Counter, Gauge, type Registry } from "prom-client";
import type { OutletFigures } from "../dispatch/outlets.ts";
import { CHANNEL_MODES } from "../domain/channel-state.ts";

/** A value with the labels that it has beside its channel's. */
type Sample = readonly [value: number, labels?: Readonly<Record<string, string>>];

interface Metric {
  readonly type: typeof Gauge | typeof Counter;
  readonly name: string;
  readonly help: string;
  readonly labels: readonly string[];
  samples(figures: OutletFigures): readonly Sample[];
}

/** What monitoring is told of each channel that is configured, as this node sees it. docs/channels.md says what each means. */
const METRICS: readonly Metric[] = [
  {
    type: Gauge,
    name: "yizhan_channel_up",
    help: "1 where upstream can be reached; absent where other nodes have all of the channel",
    labels: [],
    samples: ({ state }) => (state.share?.held === 0 ? [] : [[state.up ? 1 : 0]]),
  },
  {
    type: Gauge,
    name: "yizhan_channel_share",
    help: "This node's part of the channel's sessions and rate, where nodes share them",
    labels: [],
    samples: ({ state: { share } }) => (share ? [[share.held / share.of]] : []),
  },
  {
    type: Gauge,
    name: "yizhan_channel_mode",
    help: "1 for the mode that the channel is switched to: up, drain or down",
    labels: ["mode"],
    samples: ({ state }) => CHANNEL_MODES.map((mode) => [state.mode === mode ? 1 : 0, { mode }]),
  },
  {
    type: Gauge,
    name: "yizhan_channel_sessions",
    help: "Connections: those that it keeps open (wanted) and those whose login is done (bound)",
    labels: ["state"],
    samples: ({ state: { pulse } }) =>
      pulse.sessions ? [[pulse.sessions.wanted, { state: "wanted" }] as const, [pulse.sessions.bound, { state: "bound" }] as const] : [],
  },
  {
    type: Gauge,
    name: "yizhan_channel_window_used",
    help: "Submits whose outcome is not stored yet",
    labels: [],
    samples: ({ state }) => [[state.window.used]],
  },
  {
    type: Gauge,
    name: "yizhan_channel_window_size",
    help: "Submits that may be unanswered, over all sessions",
    labels: [],
    samples: ({ state }) => [[state.window.size]],
  },
  {
    type: Gauge,
    name: "yizhan_channel_waiting",
    help: "Parts that this node has claimed for the channel and not sent yet",
    labels: [],
    samples: ({ state }) => [[state.waiting]],
  },
  {
    type: Gauge,
    name: "yizhan_channel_throttled",
    help: "1 while it rests because upstream said: too fast",
    labels: [],
    samples: ({ state }) => [[state.pulse.throttled ? 1 : 0]],
  },
  {
    type: Gauge,
    name: "yizhan_channel_circuit",
    help: "0: closed, messages flow; 1: half open, a few try it out; 2: open, messages are kept from a channel that fails",
    labels: [],
    samples: ({ state }) => [[state.circuit === "open" ? 2 : state.circuit === "half-open" ? 1 : 0]],
  },
  {
    type: Gauge,
    name: "yizhan_channel_balance",
    help: "Credits that our account with the upstream platform has, as it last said",
    labels: [],
    samples: ({ state }) => (state.pulse.balance ? [[state.pulse.balance.credits]] : []),
  },
  {
    type: Counter,
    name: "yizhan_channel_submits_total",
    help: "Parts that were answered, by outcome: accepted, refused, deferred or unknown",
    labels: ["outcome"],
    samples: ({ stats }) => (["accepted", "refused", "deferred", "unknown"] as const).map((outcome) => [stats.total(outcome), { outcome }]),
  },
  {
    type: Counter,
    name: "yizhan_channel_throttled_total",
    help: "Parts that were deferred because upstream said: too fast, or the channel was full",
    labels: [],
    samples: ({ stats }) => [[stats.total("throttled")]],
  },
  {
    type: Counter,
    name: "yizhan_channel_receipts_total",
    help: "Receipts that came, without repeated ones: delivered, failed or pending",
    labels: ["state"],
    samples: ({ stats }) => (["delivered", "failed", "pending"] as const).map((state) => [stats.total(state), { state }]),
  },
  {
    type: Counter,
    name: "yizhan_channel_receipts_parked_total",
    help: "Of them: those for ids that were not known when they came. Early ones find their message later, orphans never",
    labels: [],
    samples: ({ stats }) => [[stats.total("parked")]],
  },
];

/** ms that counts are kept for: whoever asks often is not to make the store count often. */
const KEPT = 15_000;

export interface OrphanFigures {
  /** Monotonic ms. */
  readonly now: () => number;
  /** By channel. May reject; then the last counts stay. */
  readonly count: () => Promise<ReadonlyMap<string, number>>;
}

/** Registers how many receipts no message claims: the same number on every node. */
export function registerOrphanMetric(registry: Registry, { now, count }: OrphanFigures): void {
  let counted: ReadonlyMap<string, number> = new Map();
  let until = Number.NEGATIVE_INFINITY;
  const gauge = new Gauge({
    name: "yizhan_channel_orphans",
    help: "Receipts of the last 24 hours that no message claims, the last minute's left out; counted up to 10,000 over all channels",
    labelNames: ["channel"],
    registers: [registry],
    collect: async () => {
      if (now() >= until) {
        until = now() + KEPT;
        counted = await count().catch(() => counted);
      }
      gauge.reset();
      for (const [channel, value] of counted) gauge.set({ channel }, value);
    },
  });
}

/** Registers the channels' metrics; their figures are asked for whenever metrics are. */
export function registerChannelMetrics(registry: Registry, figures: () => readonly OutletFigures[]): void {
  for (const { type, name, help, labels, samples } of METRICS) {
    const labelNames = ["channel", ...labels];
    const all = (): readonly Sample[] =>
      figures().flatMap((each) => samples(each).map(([value, own]): Sample => [value, { channel: each.channel, ...own }]));
    // both begin anew each time, as the totals are kept elsewhere
    if (type === Gauge) {
      const gauge = new Gauge({
        name,
        help,
        labelNames,
        registers: [registry],
        collect: () => {
          gauge.reset();
          for (const [value, labels = {}] of all()) gauge.set(labels, value);
        },
      });
    } else {
      const counter = new Counter({
        name,
        help,
        labelNames,
        registers: [registry],
        collect: () => {
          counter.reset();
          for (const [value, labels = {}] of all()) counter.inc(labels, value);
        },
      });
    }
  }
}
