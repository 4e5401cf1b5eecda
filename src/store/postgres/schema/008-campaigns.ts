import type { Migration } from "../../shared/migrations.ts";

/** What customers' people send to files of recipients; see the embedded engine's step of this name. */
export const campaigns: Migration = {
  number: 8,
  name: "campaigns",
  sql: `
CREATE TABLE campaign (
  id bigint PRIMARY KEY,
  send_at bigint,
  at bigint NOT NULL,
  credits bigint NOT NULL DEFAULT 0,
  account_id integer NOT NULL,
  signature integer,
  recipients integer NOT NULL,
  parts integer NOT NULL,
  handed_parts integer NOT NULL DEFAULT 0,
  handed integer NOT NULL DEFAULT 0,
  name text NOT NULL,
  text text NOT NULL,
  ext text NOT NULL,
  fingerprint text NOT NULL,
  actor text NOT NULL,
  state text COLLATE "C" NOT NULL DEFAULT 'open'
);
CREATE INDEX campaign_account ON campaign (account_id, id);
CREATE INDEX campaign_open ON campaign (account_id) WHERE state = 'open';
CREATE TABLE campaign_part (
  campaign_id bigint NOT NULL,
  submission_id bigint,
  credits bigint NOT NULL,
  place integer NOT NULL,
  recipients integer NOT NULL,
  PRIMARY KEY (campaign_id, place)
);
`,
};
