import { messageIds } from "../../../../domain/ids.ts";
import { COUNT_STATES, FOUND_MESSAGE_COLUMNS, type FoundMessageRow, foundMessageOf, progressOf } from "../../../shared/found.ts";
import { filterOf } from "../../../shared/message-filter.ts";
import { MESSAGE_COLUMNS } from "../../../shared/rows.ts";
import { boundsOf, pageOf, REACH, rowsAndOne } from "../../../shared/spans.ts";
import type { Found, FoundMessage, MessageQuery, SubmissionProgress } from "../../../store.ts";
import type { Tx } from "../../tx.ts";
import { type Finding, foundIn } from "./found-in.ts";
import { groundOf } from "./ground.ts";

const SHOWN = `SELECT ${FOUND_MESSAGE_COLUMNS}, m.account_id, s.medium, s.accepted_at, coalesce(m.text, s.text, '') AS text`;
/** One at a time: the limit keeps the planner from reading all submissions of these days. */
const SUBMISSION = `CROSS JOIN LATERAL (
  SELECT medium, accepted_at, text FROM submission WHERE id = m.submission_id AND id BETWEEN $1::bigint - ${REACH} AND $2 LIMIT 1) s`;
const ASKED = `($3::integer IS NULL OR m.account_id = $3) AND ($4::bigint IS NULL OR m.submission_id = $4) AND ($5::text IS NULL OR m.phone = $5)
  AND ($6::integer IS NULL OR (1 << m.state) & $6 <> 0) AND ($7::integer IS NULL OR m.channel_id = $7)
  AND ($8::text IS NULL OR m.code = $8 AND m.final_at IS NOT NULL)
  AND ($9::smallint IS NULL OR s.medium = $9) AND ($10::text IS NULL OR strpos(coalesce(m.text, s.text, ''), $10) > 0)
ORDER BY m.id DESC LIMIT $11`;
const FIND: Finding = {
  one: `${SHOWN} FROM message_now m ${SUBMISSION} WHERE m.id BETWEEN $1 AND $2 AND ${ASKED}`,
  several: `${SHOWN} FROM unnest($12::bigint[], $13::bigint[]) AS r (first, last) CROSS JOIN LATERAL (
  SELECT ${MESSAGE_COLUMNS}, account_id, text FROM message_now WHERE id BETWEEN r.first AND r.last AND id BETWEEN $1 AND $2 OFFSET 0) m
${SUBMISSION} WHERE ${ASKED}`,
};
const COUNT = `SELECT ${COUNT_STATES} FROM message_now WHERE id BETWEEN $1 AND $2 AND submission_id = $3`;

/** Messages that `progress` reads, at most. */
const MOST_COUNTED = 100_000;

/** See `SearchStore.messages`. */
export async function messages(tx: Tx, query: MessageQuery): Promise<Found<FoundMessage>> {
  const ground = await groundOf(tx, query, boundsOf(query));
  const rows = await foundIn<FoundMessageRow>(tx, FIND, ground, filterOf(query), rowsAndOne(query));
  const page = pageOf(rows, query, ground.floor, ({ id }) => id);
  return { rows: page.rows.map(foundMessageOf), more: page.more };
}

/** See `SearchStore.progress`. */
export async function progress(tx: Tx, submissionId: number): Promise<SubmissionProgress | undefined> {
  const submission = await tx.get<{ recipients: number }>("SELECT recipients FROM submission WHERE id = $1", submissionId);
  if (!submission) return undefined;
  const { recipients } = submission;
  const counts = await tx.get(COUNT, ...messageIds(submissionId, Math.min(recipients, MOST_COUNTED)), submissionId);
  return progressOf(recipients, counts ?? {}, recipients > MOST_COUNTED);
}
