import type { Migration } from "../../shared/migrations.ts";

/**
 * What people change of the lists by hand, and what customers ask for; see the embedded engine's step of this name. A server of an older
 * version goes on writing templates: those that it takes have 0 in `asked_at`.
 */
export const requests: Migration = {
  number: 6,
  name: "requests",
  sql: `
CREATE TABLE declared (list text COLLATE "C" NOT NULL, entry text COLLATE "C" NOT NULL, PRIMARY KEY (list, entry));
INSERT INTO declared SELECT 'keyword', word FROM keyword;
INSERT INTO declared SELECT 'blacklist', phone FROM blacklist WHERE account_id = 0 AND source = 'provisioning';
CREATE INDEX blacklist_phone ON blacklist (phone, account_id);

ALTER TABLE template ADD COLUMN asked_at bigint NOT NULL DEFAULT 0;
ALTER TABLE template ADD COLUMN decided_at bigint;
ALTER TABLE template ADD COLUMN decided_by text;
ALTER TABLE template ADD COLUMN reason text;
UPDATE template SET asked_at = (extract(epoch FROM now()) * 1000)::bigint WHERE state = 'review';
CREATE INDEX template_waiting ON template (asked_at, account_id, id) WHERE state = 'review';

CREATE TABLE asked_signature (
  id bigint PRIMARY KEY,
  at bigint NOT NULL,
  decided_at bigint,
  account_id integer NOT NULL,
  place integer,
  text text NOT NULL,
  note text NOT NULL,
  actor text NOT NULL,
  state text COLLATE "C" NOT NULL,
  decided_by text,
  reason text
);
CREATE INDEX asked_signature_account ON asked_signature (account_id, id);
CREATE INDEX asked_signature_waiting ON asked_signature (id) WHERE state = 'waiting';
CREATE INDEX asked_signature_approved ON asked_signature (account_id, place) WHERE state = 'approved';
`,
};
