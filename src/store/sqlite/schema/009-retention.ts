import type { Migration } from "../../shared/migrations.ts";

/**
 * What is old and over goes, deliveries of inbound texts with it: a carrier that repeats one after half a year has sent a new one.
 *
 * `meta.purged` is the id up to which the pass that is under way has looked; 0: none is. Order ids expire at times of their own
 * (and those of requests that may be used once belong to no submission), so they are found by an index, which only grows at its end.
 */
export const retention: Migration = {
  number: 9,
  name: "retention",
  sql: `
INSERT INTO meta VALUES ('purged', 0);
CREATE INDEX order_id_expiry ON order_id (expires_at);
`,
};
