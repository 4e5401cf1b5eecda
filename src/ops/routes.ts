import type { FastifyInstance } from "fastify";
import type { Metrics } from "./metrics.ts";

const HEALTH = "/healthz";
const METRICS = "/metrics";
/** Where `opsRoutes` answers. */
export const OPS_PATHS: readonly string[] = [HEALTH, METRICS];

/** What monitoring asks: is it alive and can it store, and how is it doing. */
export function opsRoutes(app: FastifyInstance, metrics: Metrics, storeAnswers: () => Promise<unknown>): void {
  app.get(HEALTH, async (_request, reply) => {
    try {
      await storeAnswers();
      return reply.type("text/plain").send("ok\n");
    } catch {
      return reply.code(503).type("text/plain").send("the store does not answer\n");
    }
  });
  app.get(METRICS, async (_request, reply) => reply.type(metrics.contentType).send(await metrics.text()));
}
