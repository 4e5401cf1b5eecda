import type { Migration } from "../../shared/migrations.ts";

/**
 * People who sign in and what they changed, files that are made for them, and what they want to be told of: words as in the embedded engine's
 * step of the same name. Flags are numbers, as they are there, so that one piece of code reads the rows of both.
 */
export const people: Migration = {
  number: 4,
  name: "people",
  sql: `
CREATE TABLE person (
  id bigint PRIMARY KEY,
  created_at bigint NOT NULL,
  last_at bigint,
  locked_until bigint,
  totp_counter bigint NOT NULL DEFAULT 0,
  account_id integer NOT NULL,
  failures integer NOT NULL DEFAULT 0,
  enabled smallint NOT NULL,
  must_change smallint NOT NULL,
  name text NOT NULL,
  name_key text COLLATE "C" NOT NULL UNIQUE,
  role text NOT NULL,
  language text NOT NULL,
  password text COLLATE "C" NOT NULL,
  totp bytea
);
CREATE INDEX person_account ON person (account_id, name_key);

CREATE TABLE person_session (
  digest text COLLATE "C" PRIMARY KEY,
  user_id bigint NOT NULL,
  opened_at bigint NOT NULL,
  used_at bigint NOT NULL,
  until bigint NOT NULL,
  ends_at bigint NOT NULL,
  as_account integer NOT NULL,
  strong smallint NOT NULL,
  address text NOT NULL,
  agent text NOT NULL
);
CREATE INDEX person_session_user ON person_session (user_id, used_at);
CREATE INDEX person_session_over ON person_session (until);

CREATE TABLE audit_entry (
  id bigint PRIMARY KEY,
  at bigint NOT NULL,
  user_id bigint NOT NULL,
  account_id integer NOT NULL,
  outcome smallint,
  user_name text NOT NULL,
  address text NOT NULL,
  action text COLLATE "C" NOT NULL,
  subject text NOT NULL DEFAULT '',
  doc_before text,
  doc_after text
);
CREATE INDEX audit_entry_account ON audit_entry (account_id, id);
CREATE INDEX audit_entry_user ON audit_entry (user_id, id);
CREATE INDEX audit_entry_action ON audit_entry (action, id);

CREATE TABLE export_job (
  id bigint PRIMARY KEY,
  user_id bigint NOT NULL,
  at bigint NOT NULL,
  token bigint,
  until bigint NOT NULL DEFAULT 0,
  line_count bigint NOT NULL DEFAULT 0,
  byte_count bigint NOT NULL DEFAULT 0,
  ended_at bigint,
  progress double precision NOT NULL DEFAULT 0,
  chunk_count integer NOT NULL DEFAULT 0,
  state smallint NOT NULL,
  query text NOT NULL,
  file_name text NOT NULL,
  go_on text,
  why text
);
CREATE INDEX export_job_user ON export_job (user_id, id);
CREATE INDEX export_job_open ON export_job (id) WHERE state < 2;
CREATE INDEX export_job_ended ON export_job (ended_at) WHERE ended_at IS NOT NULL;
CREATE TABLE export_chunk (
  job_id bigint NOT NULL,
  place integer NOT NULL,
  bytes bytea NOT NULL,
  PRIMARY KEY (job_id, place)
);
ALTER TABLE export_chunk ALTER COLUMN bytes SET STORAGE EXTERNAL;

CREATE TABLE alarm (
  id bigint PRIMARY KEY DEFAULT nextval('row_number'),
  since bigint NOT NULL,
  seen_at bigint NOT NULL,
  ended_at bigint,
  muted_until bigint NOT NULL DEFAULT 0,
  key text COLLATE "C" NOT NULL,
  kind text NOT NULL,
  subject text NOT NULL,
  facts text NOT NULL,
  muted_by text
);
CREATE UNIQUE INDEX alarm_going ON alarm (key) WHERE ended_at IS NULL;
CREATE INDEX alarm_key ON alarm (key, id);
CREATE INDEX alarm_ended ON alarm (ended_at) WHERE ended_at IS NOT NULL;
INSERT INTO meta VALUES ('alarms_looked', 0) ON CONFLICT DO NOTHING;
`,
};
