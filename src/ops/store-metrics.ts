import { Counter, Gauge, Histogram, type Registry } from "prom-client";
import { type Store, StoreError } from "../store/store.ts";

/** From a read in memory to a store that is about to be given up, s. */
const BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

type Method = (...args: unknown[]) => unknown;

/**
 * The same store, with every call's time and failure told to monitoring: the first place to look when a server is slow. A call's
 * time is all that its caller waited for, with the commit that it shared and its turn before that.
 *
 * @param now monotonic ms
 */
export function measuredStore(store: Store, registry: Registry, now: () => number): Store {
  const registers = [registry];
  const times = new Histogram({
    name: "yizhan_store_seconds",
    help: "How long calls of the store took, by call",
    labelNames: ["call"],
    buckets: BUCKETS,
    registers,
  });
  const failures = new Counter({
    name: "yizhan_store_failures_total",
    help: "Calls of the store that failed, by call and code: busy, failed, outcome-unknown or closed",
    labelNames: ["call", "code"],
    registers,
  });
  const measured = (call: string, method: Method): Method => {
    const time = times.labels(call);
    return (...args) => {
      const start = now();
      const answer = method(...args);
      if (!(answer instanceof Promise)) return answer;
      return answer.then(
        (value: unknown) => {
          time.observe((now() - start) / 1_000);
          return value;
        },
        (error: unknown) => {
          failures.labels(call, error instanceof StoreError ? error.code : "failed").inc();
          throw error;
        },
      );
    };
  };
  if (store.sessions) registerSessions(registry, store.sessions);
  const ports = Object.entries(store).map(([name, port]: [string, unknown]) => [
    name,
    isPort(port) ? measuredPort(name, port, measured) : port,
  ]);
  return Object.fromEntries(ports) as Store;
}

/** What has a class of its own isn't called like a port: it is handed on as it is. */
function isPort(port: unknown): port is Record<string, unknown> {
  return typeof port === "object" && port !== null && Object.getPrototypeOf(port) === Object.prototype;
}

function measuredPort(name: string, port: Record<string, unknown>, measured: (call: string, method: Method) => Method): unknown {
  const methods = Object.entries(port).map(([method, value]) => [
    method,
    typeof value === "function" ? measured(`${name}.${method}`, value.bind(port) as Method) : value,
  ]);
  return Object.fromEntries(methods);
}

function registerSessions(registry: Registry, sessions: NonNullable<Store["sessions"]>): void {
  new Gauge({
    name: "yizhan_store_sessions",
    help: "Sessions with the database: those that this process may hold (most), holds (open) and uses (busy), and transactions that wait for one (waiting)",
    labelNames: ["state"],
    registers: [registry],
    collect() {
      for (const [state, count] of Object.entries(sessions())) this.set({ state }, count);
    },
  });
}
