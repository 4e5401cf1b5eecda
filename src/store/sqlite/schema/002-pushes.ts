import type { Migration } from "../../shared/migrations.ts";

/**
 * Pushes, what is known of a message beside its own rows, and submissions that wait for their send time.
 *
 * `push_item.due_at` is when an item may be taken: its time, or (while it has a token) the end of its lease, so that a lapsed
 * one is simply due again. `push_item.at` is when the report or inbound text became known, which is what a replay goes by.
 * `event.subject_id` is the id of a message, a submission or an inbound text. `scheduled` holds no submission that goes at once.
 *
 * Reports are taken in the order in which they became known, which the new `report_waiting` holds: an interface that hands out
 * those of the last days only would else walk over all older ones at every query.
 */
export const pushes: Migration = {
  number: 2,
  name: "pushes",
  sql: `
CREATE TABLE push_item (
  item_id INTEGER PRIMARY KEY,
  account_id INTEGER NOT NULL,
  kind INTEGER NOT NULL,
  at INTEGER NOT NULL,
  state INTEGER NOT NULL,
  due_at INTEGER NOT NULL,
  token INTEGER,
  refused INTEGER NOT NULL DEFAULT 0,
  unreached INTEGER NOT NULL DEFAULT 0,
  first_at INTEGER
);
CREATE INDEX push_due ON push_item (kind, account_id, due_at) WHERE state = 0;
CREATE INDEX push_leased ON push_item (token) WHERE token IS NOT NULL;
CREATE INDEX push_undelivered ON push_item (kind, account_id) WHERE state = 2;
CREATE INDEX push_known ON push_item (kind, account_id, at);
CREATE TABLE push_try (
  item_id INTEGER NOT NULL,
  token INTEGER NOT NULL,
  at INTEGER NOT NULL,
  verdict INTEGER NOT NULL,
  status INTEGER NOT NULL,
  note TEXT NOT NULL,
  PRIMARY KEY (item_id, token)
) WITHOUT ROWID;

CREATE TABLE event (
  id INTEGER PRIMARY KEY,
  subject_id INTEGER NOT NULL,
  at INTEGER NOT NULL,
  kind INTEGER NOT NULL,
  actor TEXT,
  note TEXT
);
CREATE INDEX event_subject ON event (subject_id);

CREATE TABLE scheduled (
  account_id INTEGER NOT NULL,
  submission_id INTEGER NOT NULL,
  send_at INTEGER NOT NULL,
  waiting INTEGER NOT NULL,
  PRIMARY KEY (account_id, submission_id)
) WITHOUT ROWID;
CREATE INDEX scheduled_time ON scheduled (send_at);

DROP INDEX report_waiting;
CREATE INDEX report_waiting ON report (account_id, at, message_id) WHERE state = 0;
`,
};
