import type { Migration } from "../../shared/migrations.ts";

/**
 * How operators switch channels, how channels do, sends that try one out, and receipts that nobody claims.
 *
 * `channel_change` is both the history and, by a channel's latest row, the mode that it has: what a file declares lies in
 * `channel` and never touches it. Its subjects are channels, so it is no `event`, whose subjects are time-ordered ids that are
 * forgotten by their age. `channel_state` has one row a node and channel, `channel_test.parts` what upstream answered, both as JSON.
 */
export const channels: Migration = {
  number: 7,
  name: "channels",
  sql: `
CREATE TABLE channel_change (
  id INTEGER PRIMARY KEY,
  channel_id INTEGER NOT NULL,
  mode INTEGER NOT NULL,
  at INTEGER NOT NULL,
  actor TEXT NOT NULL,
  note TEXT NOT NULL
);
CREATE INDEX channel_change_channel ON channel_change (channel_id, id);

CREATE TABLE channel_state (
  node INTEGER NOT NULL,
  channel_id INTEGER NOT NULL,
  at INTEGER NOT NULL,
  doc TEXT NOT NULL,
  PRIMARY KEY (node, channel_id)
) WITHOUT ROWID;

CREATE TABLE channel_test (
  id INTEGER PRIMARY KEY,
  channel_id INTEGER NOT NULL,
  phone TEXT NOT NULL,
  text TEXT NOT NULL,
  actor TEXT NOT NULL,
  at INTEGER NOT NULL,
  take_by INTEGER NOT NULL,
  node INTEGER,
  taken_at INTEGER,
  answered_at INTEGER,
  parts TEXT,
  note TEXT
);
CREATE INDEX channel_test_waiting ON channel_test (take_by) WHERE node IS NULL;
CREATE INDEX channel_test_ordered ON channel_test (at);

CREATE INDEX receipt_orphan ON receipt (at, id, channel_id, message_id) WHERE message_id IS NULL;
`,
};
