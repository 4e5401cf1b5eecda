import type { Migration } from "../../shared/migrations.ts";

/**
 * A lane is an account's now, where it was a product's: the account's id takes the place of the product's, behind room for a
 * province and two more media. Class, operator and medium keep their places in the lowest seven bits. Only messages that may
 * still move (states 0 to 3) have a lane that anybody reads.
 */
export const lanesOfAccounts: Migration = {
  number: 5,
  name: "lanes of accounts",
  sql: `
UPDATE message SET
  lane = account_id * 16384 + lane % 128,
  queue = CASE WHEN queue >= 0 THEN account_id * 16384 + lane % 128 ELSE queue END
WHERE state <= 3;
`,
};
