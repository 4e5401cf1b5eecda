import type { Migration } from "../../shared/migrations.ts";

/**
 * Counts of what happened (see the embedded engine's step of that name). Transactions don't wait for each other's rows: each puts its
 * counts behind those of others, in tables without keys, from where one node adds them to the rows once a minute. Whoever reads, reads
 * both.
 */
export const tallies: Migration = {
  number: 3,
  name: "tallies",
  sql: `
CREATE TABLE tally (
  at bigint,
  account_id integer,
  channel_id integer,
  span smallint,
  accepted bigint NOT NULL DEFAULT 0,
  refused bigint NOT NULL DEFAULT 0,
  segments bigint NOT NULL DEFAULT 0,
  sent bigint NOT NULL DEFAULT 0,
  delivered bigint NOT NULL DEFAULT 0,
  failed bigint NOT NULL DEFAULT 0,
  unknown bigint NOT NULL DEFAULT 0,
  cancelled bigint NOT NULL DEFAULT 0,
  refunded bigint NOT NULL DEFAULT 0,
  expired bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (span, account_id, at, channel_id)
) WITH (fillfactor = 80);
CREATE INDEX tally_at ON tally (span, at);
CREATE TABLE latency (
  at bigint,
  channel_id integer,
  span smallint,
  n0 bigint NOT NULL DEFAULT 0,
  n1 bigint NOT NULL DEFAULT 0,
  n2 bigint NOT NULL DEFAULT 0,
  n3 bigint NOT NULL DEFAULT 0,
  n4 bigint NOT NULL DEFAULT 0,
  n5 bigint NOT NULL DEFAULT 0,
  n6 bigint NOT NULL DEFAULT 0,
  n7 bigint NOT NULL DEFAULT 0,
  n8 bigint NOT NULL DEFAULT 0,
  n9 bigint NOT NULL DEFAULT 0,
  n10 bigint NOT NULL DEFAULT 0,
  n11 bigint NOT NULL DEFAULT 0,
  n12 bigint NOT NULL DEFAULT 0,
  n13 bigint NOT NULL DEFAULT 0,
  n14 bigint NOT NULL DEFAULT 0,
  n15 bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (span, at, channel_id)
) WITH (fillfactor = 80);
CREATE TABLE tally_delta (
  at bigint NOT NULL DEFAULT 0,
  account_id integer NOT NULL DEFAULT 0,
  channel_id integer NOT NULL DEFAULT 0,
  accepted bigint NOT NULL DEFAULT 0,
  refused bigint NOT NULL DEFAULT 0,
  segments bigint NOT NULL DEFAULT 0,
  sent bigint NOT NULL DEFAULT 0,
  delivered bigint NOT NULL DEFAULT 0,
  failed bigint NOT NULL DEFAULT 0,
  unknown bigint NOT NULL DEFAULT 0,
  cancelled bigint NOT NULL DEFAULT 0,
  refunded bigint NOT NULL DEFAULT 0,
  expired bigint NOT NULL DEFAULT 0
) WITH (autovacuum_vacuum_scale_factor = 0.02);
CREATE TABLE latency_delta (
  at bigint NOT NULL DEFAULT 0,
  channel_id integer NOT NULL DEFAULT 0,
  n0 bigint NOT NULL DEFAULT 0,
  n1 bigint NOT NULL DEFAULT 0,
  n2 bigint NOT NULL DEFAULT 0,
  n3 bigint NOT NULL DEFAULT 0,
  n4 bigint NOT NULL DEFAULT 0,
  n5 bigint NOT NULL DEFAULT 0,
  n6 bigint NOT NULL DEFAULT 0,
  n7 bigint NOT NULL DEFAULT 0,
  n8 bigint NOT NULL DEFAULT 0,
  n9 bigint NOT NULL DEFAULT 0,
  n10 bigint NOT NULL DEFAULT 0,
  n11 bigint NOT NULL DEFAULT 0,
  n12 bigint NOT NULL DEFAULT 0,
  n13 bigint NOT NULL DEFAULT 0,
  n14 bigint NOT NULL DEFAULT 0,
  n15 bigint NOT NULL DEFAULT 0
) WITH (autovacuum_vacuum_scale_factor = 0.02);
`,
};
