import type { Migration } from "../../shared/migrations.ts";

/**
 * Texts that phones sent, by which phone a message went to, and blacklists that grow while they are in use.
 *
 * `inbound_part` remembers every delivery by its key for good, as a carrier may repeat one at any time; a text is kept there
 * only where it was a part. `inbound.text` of a text whose parts are still missing is empty.
 *
 * `phone_index` finds messages by phone. It is a full-text index of a single word, because that is the one structure here
 * that is written in sorted runs and merged later: 1.3 µs and 14 bytes a message over three million of them (and 20 to 40 ms
 * for a merge about every 20,000), where a row a message in a table by phone took 25 µs and 4.6 KiB of log, as nearly each
 * dirties a page of its own. Found in 60 µs. A row of it has the message's id and no content; `meta` knows up to which
 * message it goes.
 *
 * `blacklist.version` of an entry is the version that the blacklists reached with it; NULL: it came with the directory.
 */
export const inbound: Migration = {
  number: 3,
  name: "inbound",
  sql: `
CREATE TABLE inbound (
  id INTEGER PRIMARY KEY,
  channel_id INTEGER NOT NULL,
  phone TEXT NOT NULL,
  access_code TEXT NOT NULL,
  text TEXT NOT NULL,
  at INTEGER NOT NULL,
  reference INTEGER NOT NULL,
  parts INTEGER NOT NULL,
  merge_by INTEGER NOT NULL,
  state INTEGER NOT NULL,
  account_id INTEGER,
  account_code TEXT,
  ext TEXT,
  message_id INTEGER,
  assigned_at INTEGER,
  token INTEGER,
  until INTEGER,
  handed_at INTEGER
);
CREATE INDEX inbound_waiting ON inbound (account_id, id) WHERE state = 0;
CREATE INDEX inbound_taken ON inbound (account_id, until) WHERE state = 1;
CREATE INDEX inbound_partial ON inbound (channel_id, phone, access_code, reference, parts, id) WHERE state = 4;
CREATE INDEX inbound_overdue ON inbound (merge_by) WHERE state = 4;
CREATE INDEX inbound_whole ON inbound (id) WHERE state = 5;
CREATE TABLE inbound_part (
  channel_id INTEGER NOT NULL,
  key TEXT NOT NULL,
  inbound_id INTEGER NOT NULL,
  part INTEGER NOT NULL,
  at INTEGER NOT NULL,
  text TEXT,
  PRIMARY KEY (channel_id, key)
) WITHOUT ROWID;
CREATE UNIQUE INDEX inbound_part_text ON inbound_part (inbound_id, part);

CREATE VIRTUAL TABLE phone_index USING fts5(phone, content='', detail=none, columnsize=0, tokenize="ascii tokenchars '+'");
INSERT INTO meta VALUES ('phone_index', 0);

ALTER TABLE blacklist ADD COLUMN version INTEGER;
CREATE INDEX blacklist_version ON blacklist (version) WHERE version IS NOT NULL;
INSERT INTO meta VALUES ('blacklist_version', 0);
`,
};
