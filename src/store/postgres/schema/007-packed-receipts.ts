import type { Migration } from "../../shared/migrations.ts";

/**
 * The receipt that ends a message lies with its report, which has its code and time already: `receipt` is its raw form in the packed form
 * (shared/packed-receipt.ts), `by_attempt` and `by_part` say which part it is of, whose row has the rest. Others that have a message are
 * packed as well, and `raw` is empty then; what is parked isn't, as servers of an older version read it.
 */
export const packedReceipts: Migration = {
  number: 7,
  name: "packed receipts",
  sql: `
ALTER TABLE receipt ADD COLUMN packed bytea;
ALTER TABLE report ADD COLUMN by_attempt smallint, ADD COLUMN by_part smallint, ADD COLUMN receipt bytea;
`,
};
