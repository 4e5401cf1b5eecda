import type { Migration } from "../../shared/migrations.ts";

/**
 * Ids of messages and submissions that are to outlive the partitions of their day: of days whose partitions are about to be dropped. In
 * `meta`, `purged` is the id up to which the pass that is under way has looked; 0: none is.
 */
export const retention: Migration = {
  number: 2,
  name: "retention",
  sql: `
CREATE TABLE kept (id bigint PRIMARY KEY);
INSERT INTO meta VALUES ('purged', 0) ON CONFLICT DO NOTHING;
`,
};
