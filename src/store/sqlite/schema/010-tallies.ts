import type { Migration } from "../../shared/migrations.ts";

/**
 * Counts of what happened: by minute (`span` 0), and of what is older by hour (1) and by day of Asia/Shanghai (2). Time comes first in
 * the keys, as what is written lies together then. `account_id` 0: of all accounts, so that nobody adds them up; `channel_id` 0: none.
 *
 * `latency` has a column for each bound of how long receipts take, and one for the rest. `tally_delta` has a row for each commit, as
 * JSON, that is not added to either of them yet: so a commit writes one row, whomever it is about.
 */
export const tallies: Migration = {
  number: 10,
  name: "tallies",
  sql: `
CREATE TABLE tally (
  span INTEGER NOT NULL,
  at INTEGER NOT NULL,
  account_id INTEGER NOT NULL,
  channel_id INTEGER NOT NULL,
  accepted INTEGER NOT NULL,
  refused INTEGER NOT NULL,
  segments INTEGER NOT NULL,
  sent INTEGER NOT NULL,
  delivered INTEGER NOT NULL,
  failed INTEGER NOT NULL,
  unknown INTEGER NOT NULL,
  cancelled INTEGER NOT NULL,
  refunded INTEGER NOT NULL,
  expired INTEGER NOT NULL,
  PRIMARY KEY (span, at, account_id, channel_id)
) WITHOUT ROWID;
CREATE TABLE latency (
  span INTEGER NOT NULL,
  at INTEGER NOT NULL,
  channel_id INTEGER NOT NULL,
  n0 INTEGER NOT NULL,
  n1 INTEGER NOT NULL,
  n2 INTEGER NOT NULL,
  n3 INTEGER NOT NULL,
  n4 INTEGER NOT NULL,
  n5 INTEGER NOT NULL,
  n6 INTEGER NOT NULL,
  n7 INTEGER NOT NULL,
  n8 INTEGER NOT NULL,
  n9 INTEGER NOT NULL,
  n10 INTEGER NOT NULL,
  n11 INTEGER NOT NULL,
  n12 INTEGER NOT NULL,
  n13 INTEGER NOT NULL,
  n14 INTEGER NOT NULL,
  n15 INTEGER NOT NULL,
  PRIMARY KEY (span, at, channel_id)
) WITHOUT ROWID;
CREATE TABLE tally_delta (id INTEGER PRIMARY KEY, doc TEXT NOT NULL);
`,
};
