import { INBOUND, PUSH_STATE, REPORT } from "../shared/codes.ts";
import type { MovedPage, MovedTable } from "../shared/moved.ts";
import type { Param } from "./connection.ts";

/** `r` has the rows of a page, with the embedded engine's names and integers. */
const WRITE: Readonly<Record<string, string>> = {
  setting: "INSERT INTO setting (name, doc) SELECT name, doc FROM r WHERE name NOT IN ('key', 'moving', 'moved')",
  balance: `
INSERT INTO balance AS b (account_id, sms, sms_bought, mms, mms_bought)
SELECT account_id, coalesce(sum(credits) FILTER (WHERE medium = 0), 0), coalesce(sum(bought) FILTER (WHERE medium = 0), 0),
  coalesce(sum(credits) FILTER (WHERE medium = 1), 0), coalesce(sum(bought) FILTER (WHERE medium = 1), 0)
FROM r GROUP BY account_id
ON CONFLICT (account_id) DO UPDATE SET sms = b.sms + excluded.sms, sms_bought = b.sms_bought + excluded.sms_bought,
  mms = b.mms + excluded.mms, mms_bought = b.mms_bought + excluded.mms_bought`,
  message: `
, all_of_them AS (
  INSERT INTO message (id, account_id, submission_id, operator, class, lane, segments, phone, text, state, final_at, next_at, attempt, channel_id, code)
  SELECT id, account_id, submission_id, operator, class, lane, segments, phone, text, state, final_at,
    CASE WHEN final_at IS NOT NULL THEN next_at END, CASE WHEN final_at IS NOT NULL THEN attempt ELSE 0 END,
    CASE WHEN final_at IS NOT NULL THEN channel_id END, CASE WHEN final_at IS NOT NULL THEN code END FROM r
)
INSERT INTO live (id, account_id, submission_id, lane, queue, next_at, channel_id, state, attempt, segments, node, once, phone, code, again)
SELECT id, account_id, submission_id, lane, queue, next_at, channel_id, state, attempt, segments, node, once <> 0, phone, code, again
FROM r WHERE final_at IS NULL`,
  unanswered: `
INSERT INTO unanswered (message_id, channel_id, resend, avoid, expires_at, match_since, phone)
SELECT message_id, channel_id, resend <> 0, avoid, expires_at, match_since, phone FROM r`,
  // as when it is recorded: the latest submit has an id that was given out twice
  attempt: `
, all_of_them AS (
  INSERT INTO attempt (message_id, attempt, part, parts, account_id, channel_id, outcome, at, receipt, upstream_id, code)
  SELECT message_id, attempt, part, parts, account_id, channel_id, outcome, at, receipt, upstream_id, code FROM r
)
INSERT INTO upstream AS u (upstream_id, channel_id, message_id, attempt, part)
SELECT DISTINCT ON (upstream_id, channel_id) upstream_id, channel_id, message_id, attempt, part FROM r
WHERE upstream_id IS NOT NULL AND channel_id IS NOT NULL ORDER BY upstream_id, channel_id, message_id DESC, attempt DESC, part DESC
ON CONFLICT (upstream_id, channel_id) DO UPDATE SET message_id = excluded.message_id, attempt = excluded.attempt, part = excluded.part
WHERE u.message_id IS NULL OR (u.message_id, u.attempt, u.part) < (excluded.message_id, excluded.attempt, excluded.part)`,
  receipt: `
, matched AS (
  INSERT INTO receipt (message_id, id, at, channel_id, status, upstream_id, code, raw, packed)
  SELECT message_id, id, at, channel_id, status, upstream_id, code, raw, decode(packed, 'hex') FROM r WHERE message_id IS NOT NULL
), waiting AS (
  INSERT INTO parked (id, at, channel_id, status, upstream_id, code, raw, phone)
  SELECT id, at, channel_id, status, upstream_id, code, raw, phone FROM r WHERE message_id IS NULL
)
INSERT INTO upstream (upstream_id, channel_id)
SELECT DISTINCT upstream_id, channel_id FROM r WHERE message_id IS NULL ON CONFLICT DO NOTHING`,
  // the process that had them in hand has ended
  report: `
, all_of_them AS (
  INSERT INTO report (message_id, account_id, submission_id, outcome, at, handed_at, code, by_attempt, by_part, receipt, state)
  SELECT message_id, account_id, submission_id, outcome, at, handed_at, code, by_attempt, by_part, decode(receipt, 'hex'),
    CASE state WHEN ${REPORT.code.taken} THEN ${REPORT.code.waiting} ELSE state END FROM r
)
INSERT INTO waiting_report (account_id, at, message_id)
SELECT account_id, at, message_id FROM r WHERE state IN (${REPORT.code.waiting}, ${REPORT.code.taken})`,
  push_item: `
, all_of_them AS (
  INSERT INTO push_item (item_id, account_id, kind, at, state, refused, unreached, first_at)
  SELECT item_id, account_id, kind, at, state, refused, unreached, first_at FROM r
)
INSERT INTO waiting_push (item_id, account_id, kind, at, due_at)
SELECT item_id, account_id, kind, at, CASE WHEN token IS NULL THEN due_at ELSE at END FROM r WHERE state = ${PUSH_STATE.code.waiting}`,
  inbound: `
INSERT INTO inbound (id, channel_id, at, reference, parts, merge_by, account_id, message_id, assigned_at, handed_at, phone, access_code, text,
  account_code, ext, state)
SELECT id, channel_id, at, reference, parts, merge_by, account_id, message_id, assigned_at, handed_at, phone, access_code, text,
  account_code, ext, CASE state WHEN ${INBOUND.code.taken} THEN ${INBOUND.code.waiting} ELSE state END FROM r`,
};

/** Every table that a move fills, besides `meta`; partitions are of their tables. */
export const FILLED: readonly string[] = [
  ...["setting", "channel", "product", "account", "secret", "signature", "template", "keyword", "ported", "blacklist", "channel_change"],
  ...["asked_signature", "declared", "campaign", "campaign_part"],
  ...["channel_test", "balance", "ledger", "order_id", "approved_text", "scheduled", "submission", "media", "review", "message", "live"],
  ...["unanswered", "attempt", "upstream", "choice", "receipt", "parked", "report", "waiting_report", "push_item", "waiting_push"],
  ...["push_try", "event", "inbound", "inbound_part", "phone_use"],
  ...["tally", "tally_delta", "latency", "latency_delta"],
  ...["person", "audit_entry", "alarm"],
];

/** Tables that are what they are of the server's processes or of this engine. */
export const OWN: readonly string[] = [
  "meta",
  "migration",
  "node",
  "channel_state",
  "channel_share",
  "kept",
  "person_session",
  "export_job",
  "export_chunk",
];

/** One statement that writes a page of a table, whatever tables that makes here. Bytes travel as hexadecimal digits. */
export function writeOf({ name, integers, texts, bytes }: MovedTable): string {
  const columns = [...integers, ...texts, ...bytes];
  const arrays = columns.map((_, index) => `$${index + 1}::${index < integers.length ? "bigint" : "text"}[]`);
  const rows = `WITH r AS MATERIALIZED (SELECT * FROM unnest(${arrays.join(", ")}) AS r (${columns.join(", ")}))`;
  const values = columns.map((column) => (bytes.includes(column) ? `decode(${column}, 'hex')` : column));
  return `${rows} ${WRITE[name] ?? `INSERT INTO ${name} (${columns.join(", ")}) SELECT ${values.join(", ")} FROM r`}`;
}

export function paramsOf(page: MovedPage): Param[] {
  return page.map((column) => column.map((value) => (value instanceof Uint8Array ? Buffer.from(value).toString("hex") : value)));
}
