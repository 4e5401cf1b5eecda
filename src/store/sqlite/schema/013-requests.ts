import type { Migration } from "../../shared/migrations.ts";

/**
 * What people change of the lists by hand, and what customers ask for.
 *
 * `declared` has the words and phones that a file declared when it was last applied, whether or not they are still in force: what is in
 * force is in `keyword` and `blacklist`. `template.asked_at`: since when its text waits, or waited, for a review; 0: not known.
 * `asked_signature.place` orders the approved ones of an account, as customers count them; it is NULL for the others.
 */
export const requests: Migration = {
  number: 13,
  name: "requests",
  sql: `
CREATE TABLE declared (list TEXT NOT NULL, entry TEXT NOT NULL, PRIMARY KEY (list, entry)) WITHOUT ROWID;
INSERT INTO declared SELECT 'keyword', word FROM keyword;
INSERT INTO declared SELECT 'blacklist', phone FROM blacklist WHERE account_id = 0 AND source = 'provisioning';
CREATE INDEX blacklist_phone ON blacklist (phone, account_id);

ALTER TABLE template ADD COLUMN asked_at INTEGER NOT NULL DEFAULT 0;
ALTER TABLE template ADD COLUMN decided_at INTEGER;
ALTER TABLE template ADD COLUMN decided_by TEXT;
ALTER TABLE template ADD COLUMN reason TEXT;
UPDATE template SET asked_at = unixepoch() * 1000 WHERE state = 'review';
CREATE INDEX template_waiting ON template (asked_at, account_id, id) WHERE state = 'review';

CREATE TABLE asked_signature (
  id INTEGER PRIMARY KEY,
  account_id INTEGER NOT NULL,
  text TEXT NOT NULL,
  note TEXT NOT NULL,
  at INTEGER NOT NULL,
  actor TEXT NOT NULL,
  state TEXT NOT NULL,
  place INTEGER,
  decided_at INTEGER,
  decided_by TEXT,
  reason TEXT
);
CREATE INDEX asked_signature_account ON asked_signature (account_id, id);
CREATE INDEX asked_signature_waiting ON asked_signature (id) WHERE state = 'waiting';
CREATE INDEX asked_signature_approved ON asked_signature (account_id, place) WHERE state = 'approved';
`,
};
