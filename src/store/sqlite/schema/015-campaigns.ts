import type { Migration } from "../../shared/migrations.ts";

/** What customers' people send to files of recipients; a part that has no submission had every recipient refused. */
export const campaigns: Migration = {
  number: 15,
  name: "campaigns",
  sql: `
CREATE TABLE campaign (
  id INTEGER PRIMARY KEY,
  account_id INTEGER NOT NULL,
  signature INTEGER,
  send_at INTEGER,
  recipients INTEGER NOT NULL,
  parts INTEGER NOT NULL,
  at INTEGER NOT NULL,
  handed_parts INTEGER NOT NULL DEFAULT 0,
  handed INTEGER NOT NULL DEFAULT 0,
  credits INTEGER NOT NULL DEFAULT 0,
  name TEXT NOT NULL,
  text TEXT NOT NULL,
  ext TEXT NOT NULL,
  fingerprint TEXT NOT NULL,
  actor TEXT NOT NULL,
  state TEXT NOT NULL DEFAULT 'open'
);
CREATE INDEX campaign_account ON campaign (account_id, id);
CREATE INDEX campaign_open ON campaign (account_id) WHERE state = 'open';
CREATE TABLE campaign_part (
  campaign_id INTEGER NOT NULL,
  place INTEGER NOT NULL,
  submission_id INTEGER,
  recipients INTEGER NOT NULL,
  credits INTEGER NOT NULL,
  PRIMARY KEY (campaign_id, place)
) WITHOUT ROWID;
`,
};
