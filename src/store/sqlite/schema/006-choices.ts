import type { Migration } from "../../shared/migrations.ts";

/**
 * Why a channel was chosen, for the messages that had a choice; and which failed receipts send a message back to its lane, as JSON
 * `[until, [code, …]]`, kept only while it is sent. `message.code` of a message that is queued or leased is the code of such a receipt.
 */
export const choices: Migration = {
  number: 6,
  name: "choices",
  sql: `
CREATE TABLE choice (
  message_id INTEGER NOT NULL,
  attempt INTEGER NOT NULL,
  at INTEGER NOT NULL,
  text TEXT NOT NULL,
  PRIMARY KEY (message_id, attempt)
) WITHOUT ROWID;
ALTER TABLE message ADD COLUMN again TEXT;
`,
};
