import { Counter, collectDefaultMetrics, Registry } from "prom-client";

/** Numbers for the operator's monitoring, in Prometheus' text format. */
export class Metrics {
  readonly #registry = new Registry();
  readonly #calls: Counter;
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

  get contentType(): string {
    return this.#registry.contentType;
  }

  text(): Promise<string> {
    return this.#registry.metrics();
  }
}
