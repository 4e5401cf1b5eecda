import { Counter, collectDefaultMetrics, Gauge, Registry } from "prom-client";
import type { OutletFigures } from "../dispatch/outlets.ts";
import type { Purged, Store } from "../store/store.ts";
import { type OrphanFigures, registerChannelMetrics, registerOrphanMetric } from "./channel-metrics.ts";
import { measuredStore } from "./store-metrics.ts";

/** Numbers for the operator's monitoring, in Prometheus' text format. */
export class Metrics {
  readonly #registry = new Registry();
  readonly #calls: Counter;
  readonly #forgotten: Counter;
  /** The counter of one (dialect, call, result) is looked up once: hashing labels costs more than counting. */
  readonly #known = new Map<string, { inc(): void }>();

  constructor() {
    collectDefaultMetrics({ register: this.#registry });
    this.#calls = new Counter({
      name: "yizhan_calls_total",
      help: "Calls answered, by dialect, kind of call and result (ok, or the reason of the refusal)",
      labelNames: ["dialect", "call", "result"],
      registers: [this.#registry],
    });
    this.#forgotten = new Counter({
      name: "yizhan_forgotten_total",
      help: "What was kept for as long as the settings say, and then forgotten; unreported: messages among them whose report nobody was given",
      labelNames: ["kind"],
      registers: [this.#registry],
    });
  }

  answered(dialect: string, call: string, result: string): void {
    const key = `${dialect} ${call} ${result}`;
    let counter = this.#known.get(key);
    if (!counter) {
      counter = this.#calls.labels(dialect, call, result);
      this.#known.set(key, counter);
    }
    counter.inc();
  }

  /** Counts what was forgotten because of its age. */
  forgot({ messages, inbound, parkedReceipts, unreported }: Purged): void {
    for (const [kind, count] of Object.entries({ messages, inbound, parkedReceipts, unreported })) this.#forgotten.inc({ kind }, count);
  }

  /** Tells of channels from now on. @param figures of every channel that is configured, as they are at that moment */
  channels(figures: () => readonly OutletFigures[]): void {
    registerChannelMetrics(this.#registry, figures);
  }

  /** Tells how many receipts no message claims. */
  orphans(figures: OrphanFigures): void {
    registerOrphanMetric(this.#registry, figures);
  }

  /** Tells how far the time that all nodes go by is ahead of this machine's clock, and of the database's, ms. */
  clock({ offset, ahead }: { offset(): number; ahead(): number }): void {
    this.#seconds("yizhan_clock_offset_seconds", "How far the time that all nodes go by is ahead of this machine's clock", offset);
    this.#seconds(
      "yizhan_clock_ahead_seconds",
      "How far the time that all nodes go by is ahead of the database's clock, which has jumped",
      ahead,
    );
  }

  #seconds(name: string, help: string, ms: () => number): void {
    new Gauge({
      name,
      help,
      registers: [this.#registry],
      collect() {
        this.set(ms() / 1_000);
      },
    });
  }

  /** The same store, whose calls are told of from now on. @param now monotonic ms */
  store(store: Store, now: () => number): Store {
    return measuredStore(store, this.#registry, now);
  }

  get contentType(): string {
    return this.#registry.contentType;
  }

  text(): Promise<string> {
    return this.#registry.metrics();
  }
}
