import type { Migration } from "../../shared/migrations.ts";

/**
 * What lists for people go by. Each has the row's id at its end, as every index here has, so that it gives rows in their order.
 *
 * `submission_account` finds an account's messages too, by where each submission's ids lie: 17 bytes a submission, and nothing for its
 * messages. `submission_portal` and `ledger_few` leave out what comes with traffic.
 */
export const searching: Migration = {
  number: 12,
  name: "searching",
  sql: `
CREATE INDEX submission_account ON submission (account_id);
CREATE INDEX submission_portal ON submission (account_id) WHERE dialect = 'portal';
CREATE INDEX inbound_account ON inbound (account_id);
CREATE INDEX inbound_phone ON inbound (phone);
CREATE INDEX ledger_few ON ledger (account_id, ref) WHERE kind NOT IN (0, 1);
`,
};
