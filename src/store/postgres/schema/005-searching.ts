import type { Migration } from "../../shared/migrations.ts";

/**
 * What lists for people go by, as on the embedded store. Building them holds up who writes to these tables: some seconds for ten
 * million submissions and entries. An operator who can't have that makes them beside first (docs/scale.md): the step then takes what is there.
 */
export const searching: Migration = {
  number: 5,
  name: "searching",
  sql: `
CREATE INDEX IF NOT EXISTS submission_account ON submission (account_id, id);
CREATE INDEX IF NOT EXISTS submission_portal ON submission (account_id, id) WHERE dialect = 'portal';
CREATE INDEX IF NOT EXISTS inbound_account ON inbound (account_id, id);
CREATE INDEX IF NOT EXISTS inbound_phone ON inbound (phone, id);
CREATE INDEX IF NOT EXISTS ledger_few ON ledger (account_id, ref) WHERE kind NOT IN (0, 1);
`,
};
