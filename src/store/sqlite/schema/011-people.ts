import type { Migration } from "../../shared/migrations.ts";

/**
 * People who sign in and what they changed, files that are made for them, and what they want to be told of.
 *
 * `person.name_key` is the name as names are compared (src/text/name-key.ts), `totp` the sealed secret of the second factor and `totp_counter`
 * the latest one-time code of it that was used. `meta.alarms_looked` is the time of the last look for alarms; how alarms are set lies in
 * `setting`. One alarm at a time has a key: the partial index says so. An export that was removed has 0 as its end.
 */
export const people: Migration = {
  number: 11,
  name: "people",
  sql: `
CREATE TABLE person (
  id INTEGER PRIMARY KEY,
  account_id INTEGER NOT NULL,
  name TEXT NOT NULL,
  name_key TEXT NOT NULL UNIQUE,
  role TEXT NOT NULL,
  language TEXT NOT NULL,
  enabled INTEGER NOT NULL,
  password TEXT NOT NULL,
  must_change INTEGER NOT NULL,
  totp BLOB,
  totp_counter INTEGER NOT NULL DEFAULT 0,
  created_at INTEGER NOT NULL,
  last_at INTEGER,
  failures INTEGER NOT NULL DEFAULT 0,
  locked_until INTEGER
);
CREATE INDEX person_account ON person (account_id, name_key);

CREATE TABLE person_session (
  digest TEXT PRIMARY KEY,
  user_id INTEGER NOT NULL,
  as_account INTEGER NOT NULL,
  opened_at INTEGER NOT NULL,
  used_at INTEGER NOT NULL,
  until INTEGER NOT NULL,
  ends_at INTEGER NOT NULL,
  address TEXT NOT NULL,
  agent TEXT NOT NULL,
  strong INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX person_session_user ON person_session (user_id, used_at);
CREATE INDEX person_session_over ON person_session (until);

CREATE TABLE audit_entry (
  id INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,
  user_id INTEGER NOT NULL,
  account_id INTEGER NOT NULL,
  outcome INTEGER,
  user_name TEXT NOT NULL,
  address TEXT NOT NULL,
  action TEXT NOT NULL,
  subject TEXT NOT NULL DEFAULT '',
  doc_before TEXT,
  doc_after TEXT
);
CREATE INDEX audit_entry_account ON audit_entry (account_id, id);
CREATE INDEX audit_entry_user ON audit_entry (user_id, id);
CREATE INDEX audit_entry_action ON audit_entry (action, id);

CREATE TABLE export_job (
  id INTEGER PRIMARY KEY,
  user_id INTEGER NOT NULL,
  at INTEGER NOT NULL,
  state INTEGER NOT NULL,
  token INTEGER,
  until INTEGER NOT NULL DEFAULT 0,
  line_count INTEGER NOT NULL DEFAULT 0,
  byte_count INTEGER NOT NULL DEFAULT 0,
  chunk_count INTEGER NOT NULL DEFAULT 0,
  progress REAL NOT NULL DEFAULT 0,
  ended_at INTEGER,
  query TEXT NOT NULL,
  file_name TEXT NOT NULL,
  go_on TEXT,
  why TEXT
);
CREATE INDEX export_job_user ON export_job (user_id, id);
CREATE INDEX export_job_open ON export_job (id) WHERE state < 2;
CREATE INDEX export_job_ended ON export_job (ended_at) WHERE ended_at IS NOT NULL;
CREATE TABLE export_chunk (
  id INTEGER PRIMARY KEY,
  job_id INTEGER NOT NULL,
  place INTEGER NOT NULL,
  bytes BLOB NOT NULL
);
CREATE UNIQUE INDEX export_chunk_place ON export_chunk (job_id, place);

CREATE TABLE alarm (
  id INTEGER PRIMARY KEY,
  since INTEGER NOT NULL,
  seen_at INTEGER NOT NULL,
  ended_at INTEGER,
  muted_until INTEGER NOT NULL DEFAULT 0,
  key TEXT NOT NULL,
  kind TEXT NOT NULL,
  subject TEXT NOT NULL,
  facts TEXT NOT NULL,
  muted_by TEXT
);
CREATE UNIQUE INDEX alarm_going ON alarm (key) WHERE ended_at IS NULL;
CREATE INDEX alarm_key ON alarm (key, id);
CREATE INDEX alarm_ended ON alarm (ended_at) WHERE ended_at IS NOT NULL;
INSERT INTO meta VALUES ('alarms_looked', 0);
`,
};
