import type { Migration } from "../../shared/migrations.ts";

export const first: Migration = {
  number: 1,
  name: "first",
  sql: `
CREATE TABLE meta (key TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
INSERT INTO meta VALUES ('directory_version', 1);

CREATE TABLE node (
  number INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  until INTEGER NOT NULL
);

CREATE TABLE setting (name TEXT PRIMARY KEY, doc TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE channel (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, doc TEXT NOT NULL);
CREATE TABLE product (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, doc TEXT NOT NULL);
CREATE TABLE account (
  id INTEGER PRIMARY KEY,
  login TEXT NOT NULL UNIQUE,
  enterprise_id INTEGER NOT NULL UNIQUE,
  doc TEXT NOT NULL,
  opening TEXT NOT NULL,
  created_at INTEGER NOT NULL
);
CREATE TABLE secret (
  account_id INTEGER NOT NULL,
  kind TEXT NOT NULL,
  sealed BLOB NOT NULL,
  declared TEXT NOT NULL,
  PRIMARY KEY (account_id, kind)
) WITHOUT ROWID;
CREATE TABLE signature (
  account_id INTEGER NOT NULL,
  position INTEGER NOT NULL,
  text TEXT NOT NULL,
  PRIMARY KEY (account_id, position)
) WITHOUT ROWID;
CREATE TABLE template (
  account_id INTEGER NOT NULL,
  id TEXT NOT NULL,
  text TEXT NOT NULL,
  state TEXT NOT NULL,
  declared TEXT NOT NULL,
  PRIMARY KEY (account_id, id)
) WITHOUT ROWID;
CREATE TABLE keyword (word TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE blacklist (
  account_id INTEGER NOT NULL,
  phone TEXT NOT NULL,
  reason TEXT NOT NULL,
  source TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  expires_at INTEGER,
  PRIMARY KEY (account_id, phone)
) WITHOUT ROWID;

CREATE TABLE balance (
  account_id INTEGER NOT NULL,
  medium INTEGER NOT NULL,
  credits INTEGER NOT NULL,
  bought INTEGER NOT NULL,
  PRIMARY KEY (account_id, medium)
) WITHOUT ROWID;
CREATE TABLE ledger (
  account_id INTEGER NOT NULL,
  ref INTEGER NOT NULL,
  kind INTEGER NOT NULL,
  medium INTEGER NOT NULL,
  credits INTEGER NOT NULL,
  at INTEGER NOT NULL,
  actor TEXT,
  note TEXT,
  PRIMARY KEY (account_id, ref, kind)
) WITHOUT ROWID;

CREATE TABLE submission (
  id INTEGER PRIMARY KEY,
  account_id INTEGER NOT NULL,
  dialect TEXT NOT NULL,
  medium INTEGER NOT NULL,
  accepted_at INTEGER NOT NULL,
  send_at INTEGER NOT NULL,
  recipients INTEGER NOT NULL,
  credits INTEGER NOT NULL,
  flags INTEGER NOT NULL,
  ext TEXT NOT NULL,
  text TEXT,
  order_id TEXT,
  other TEXT
);
CREATE TABLE order_id (
  account_id INTEGER NOT NULL,
  order_id TEXT NOT NULL,
  submission_id INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  PRIMARY KEY (account_id, order_id)
) WITHOUT ROWID;
CREATE TABLE message (
  id INTEGER PRIMARY KEY,
  account_id INTEGER NOT NULL,
  submission_id INTEGER NOT NULL,
  phone TEXT NOT NULL,
  operator INTEGER,
  class INTEGER NOT NULL,
  lane INTEGER NOT NULL,
  segments INTEGER NOT NULL,
  state INTEGER NOT NULL,
  queue INTEGER,
  next_at INTEGER,
  attempt INTEGER NOT NULL DEFAULT 0,
  node INTEGER,
  channel_id INTEGER,
  code TEXT,
  final_at INTEGER,
  text TEXT
);
CREATE INDEX message_queue ON message (queue, next_at, id) WHERE queue IS NOT NULL;
CREATE TABLE review (
  submission_id INTEGER PRIMARY KEY,
  account_id INTEGER NOT NULL,
  digest TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  decision INTEGER,
  decided_at INTEGER,
  actor TEXT,
  reason TEXT
);
CREATE INDEX review_open ON review (submission_id) WHERE decision IS NULL;
CREATE TABLE approved_text (
  account_id INTEGER NOT NULL,
  digest TEXT NOT NULL,
  approved_at INTEGER NOT NULL,
  PRIMARY KEY (account_id, digest)
) WITHOUT ROWID;
CREATE TABLE attempt (
  message_id INTEGER NOT NULL,
  attempt INTEGER NOT NULL,
  part INTEGER NOT NULL,
  parts INTEGER NOT NULL,
  account_id INTEGER NOT NULL,
  channel_id INTEGER,
  outcome INTEGER NOT NULL,
  upstream_id TEXT,
  code TEXT,
  at INTEGER NOT NULL,
  receipt INTEGER,
  PRIMARY KEY (message_id, attempt, part)
) WITHOUT ROWID;
CREATE INDEX attempt_upstream ON attempt (channel_id, upstream_id) WHERE upstream_id IS NOT NULL;

CREATE TABLE receipt (
  id INTEGER PRIMARY KEY,
  channel_id INTEGER NOT NULL,
  upstream_id TEXT NOT NULL,
  status INTEGER NOT NULL,
  code TEXT NOT NULL,
  at INTEGER NOT NULL,
  raw TEXT NOT NULL,
  message_id INTEGER
);
CREATE INDEX receipt_parked ON receipt (channel_id, upstream_id) WHERE message_id IS NULL;
CREATE INDEX receipt_message ON receipt (message_id) WHERE message_id IS NOT NULL;

CREATE TABLE report (
  message_id INTEGER PRIMARY KEY,
  account_id INTEGER NOT NULL,
  submission_id INTEGER NOT NULL,
  outcome INTEGER NOT NULL,
  code TEXT NOT NULL,
  at INTEGER NOT NULL,
  state INTEGER NOT NULL,
  token INTEGER,
  until INTEGER,
  handed_at INTEGER
);
CREATE INDEX report_waiting ON report (account_id, message_id) WHERE state = 0;
CREATE INDEX report_taken ON report (account_id, until) WHERE state = 1;
`,
};
