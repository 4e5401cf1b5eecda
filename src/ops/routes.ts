import type { FastifyInstance } from "fastify";
import type { Clock } from "../runtime/clock.ts";
import type { Metrics } from "./metrics.ts";
import type { ReadinessProbe } from "./readiness.ts";

const HEALTH = "/healthz";
const READY = "/readyz";
const METRICS = "/metrics";
/** Where `opsRoutes` answers. */
export const OPS_PATHS: readonly string[] = [HEALTH, READY, METRICS];

/** A store that takes this long to read is not well, ms. */
const DEADLINE = 3_000;

export interface OpsDeps {
  readonly clock: Clock;
  readonly metrics: Metrics;
  /** Reads something small. */
  readonly storeAnswers: () => Promise<unknown>;
  readonly readiness: ReadinessProbe;
}

/** What monitoring asks: is it alive, should it be sent requests, and how is it doing. */
export function opsRoutes(app: FastifyInstance, { clock, metrics, storeAnswers, readiness }: OpsDeps): void {
  app.get(HEALTH, async (_request, reply) => {
    try {
      await inTime(clock, storeAnswers());
      return reply.type("text/plain").send("ok\n");
    } catch {
      return reply.code(503).type("text/plain").send("the store does not answer\n");
    }
  });
  app.get(READY, async (_request, reply) => {
    const answer = await readiness.ask();
    return reply
      .code(answer.ready ? 200 : 503)
      .type("text/plain")
      .send(answer.ready ? "ready\n" : `${answer.why}\n`);
  });
  app.get(METRICS, async (_request, reply) => reply.type(metrics.contentType).send(await metrics.text()));
}

function inTime(clock: Clock, answer: Promise<unknown>): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const late = clock.after(DEADLINE, () => reject(new Error("late")));
    answer.then(resolve, reject).finally(() => late.cancel());
  });
}
