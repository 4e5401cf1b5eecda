import type { Migration } from "../../shared/migrations.ts";

/**
 * Messages whose bytes left and that got no answer. What `message` has no room for, and which of them a phone has: a row for as
 * long as a message is in that state, so that nothing is paid for those that are answered. `match_since`: receipts of the phone
 * that came since then may be its own although nobody knows their id; NULL: never.
 *
 * `receipt.phone` is kept of parked ones, for a message that turns out to be unanswered after its receipt has come.
 * `message.once`: while it is leased, whether it may go to a channel that never sends twice.
 */
export const unanswered: Migration = {
  number: 8,
  name: "unanswered",
  sql: `
CREATE TABLE unanswered (
  message_id INTEGER PRIMARY KEY,
  channel_id INTEGER NOT NULL,
  phone TEXT NOT NULL,
  resend INTEGER NOT NULL,
  avoid INTEGER,
  expires_at INTEGER NOT NULL,
  match_since INTEGER
);
CREATE INDEX unanswered_phone ON unanswered (channel_id, phone);
ALTER TABLE receipt ADD COLUMN phone TEXT;
CREATE INDEX receipt_phone ON receipt (channel_id, phone, id) WHERE message_id IS NULL AND phone IS NOT NULL;
ALTER TABLE message ADD COLUMN once INTEGER;
`,
};
