import type { Migration } from "../../shared/migrations.ts";

/**
 * The receipt that ends a message lies with its report, which has its code and time already: `receipt` is its raw form in the packed form
 * (shared/packed-receipt.ts), `by_attempt` and `by_part` say which part it is of, whose row has the rest. Others that have a message are
 * packed as well, and `raw` is empty then. What came before this step stays as it is, and goes when its time is over.
 */
export const packedReceipts: Migration = {
  number: 14,
  name: "packed receipts",
  sql: `
ALTER TABLE receipt ADD COLUMN packed BLOB;
ALTER TABLE report ADD COLUMN by_attempt INTEGER;
ALTER TABLE report ADD COLUMN by_part INTEGER;
ALTER TABLE report ADD COLUMN receipt BLOB;
`,
};
