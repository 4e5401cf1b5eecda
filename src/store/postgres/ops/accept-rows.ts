import type { NewMessage, NewSubmission } from "../../../domain/submission.ts";
import { CLASS, ENTRY, FLAG, flagsOf, MEDIUM, OPERATOR, PUSH_KIND, PUSH_STATE, REPORT, STATE } from "../../shared/codes.ts";
import type { Tx } from "../tx.ts";

const { queued, failed } = STATE.code;

/** Everything that accepting writes but containers, in one statement: a batch costs the same few round trips whatever its size. */
const WRITE = `
WITH s AS MATERIALIZED (
  SELECT * FROM unnest($1::bigint[], $2::integer[], $3::bigint[], $4::bigint[], $5::integer[], $6::integer[], $7::integer[], $8::smallint[],
    $9::text[], $10::text[], $11::text[], $12::text[], $13::text[])
  AS s (id, account_id, accepted_at, send_at, recipients, credits, flags, medium, dialect, ext, text, order_id, other)
), m AS MATERIALIZED (
  SELECT m.*, s.account_id, s.accepted_at, s.send_at, s.flags
  FROM unnest($14::bigint[], $15::bigint[], $16::bigint[], $17::smallint[], $18::smallint[], $19::smallint[], $20::smallint[], $21::text[],
    $22::text[], $23::text[]) AS m (id, submission_id, lane, state, segments, class, operator, phone, code, text)
  JOIN s ON s.id = m.submission_id
), new_submission AS (
  INSERT INTO submission (id, account_id, accepted_at, send_at, recipients, credits, flags, medium, dialect, ext, text, order_id, other)
  SELECT * FROM s
), new_message AS (
  INSERT INTO message (id, submission_id, account_id, lane, final_at, state, segments, class, operator, phone, code, text)
  SELECT id, submission_id, account_id, lane, CASE WHEN state = ${failed} THEN accepted_at END, state, segments, class, operator, phone, code, text
  FROM m
), new_live AS (
  INSERT INTO live (id, submission_id, account_id, lane, queue, next_at, state, segments, phone)
  SELECT id, submission_id, account_id, lane, CASE WHEN state = ${queued} THEN lane END, CASE WHEN state = ${queued} THEN send_at END, state,
    segments, phone FROM m WHERE state <> ${failed}
), new_report AS (
  INSERT INTO report (message_id, account_id, submission_id, outcome, code, at, state)
  SELECT id, account_id, submission_id, state, coalesce(code, ''), accepted_at,
    CASE WHEN flags & ${FLAG.pullReports} <> 0 THEN ${REPORT.code.waiting} ELSE ${REPORT.code.kept} END FROM m WHERE state = ${failed}
), new_push AS (
  INSERT INTO push_item (item_id, account_id, kind, at, state)
  SELECT id, account_id, ${PUSH_KIND.code.report}, accepted_at, ${PUSH_STATE.code.waiting}
  FROM m WHERE state = ${failed} AND flags & ${FLAG.pushReports} <> 0
), to_pull AS (
  INSERT INTO waiting_report (account_id, at, message_id)
  SELECT account_id, accepted_at, id FROM m WHERE state = ${failed} AND flags & ${FLAG.pullReports} <> 0
), to_push AS (
  INSERT INTO waiting_push (item_id, account_id, kind, at, due_at)
  SELECT id, account_id, ${PUSH_KIND.code.report}, accepted_at, accepted_at
  FROM m WHERE state = ${failed} AND flags & ${FLAG.pushReports} <> 0
), new_entry AS (
  INSERT INTO ledger (account_id, ref, kind, medium, credits, at)
  SELECT account_id, id, ${ENTRY.code.charge}, medium, -credits, accepted_at FROM s WHERE credits <> 0
), new_order AS (
  INSERT INTO order_id (account_id, order_id, submission_id, expires_at)
  SELECT * FROM unnest($24::integer[], $25::text[], $26::bigint[], $27::bigint[])
  ON CONFLICT (account_id, order_id) DO UPDATE SET submission_id = excluded.submission_id, expires_at = excluded.expires_at
), new_scheduled AS (
  INSERT INTO scheduled (account_id, submission_id, send_at, waiting) SELECT * FROM unnest($28::integer[], $29::bigint[], $30::bigint[], $31::integer[])
), new_review AS (
  INSERT INTO review (submission_id, account_id, created_at, digest) SELECT * FROM unnest($32::bigint[], $33::integer[], $34::bigint[], $35::text[])
)
INSERT INTO balance AS b (account_id, sms, mms, day, accepted)
SELECT * FROM unnest($36::integer[], $37::bigint[], $38::bigint[], $39::bigint[], $40::integer[])
ON CONFLICT (account_id) DO UPDATE SET sms = b.sms + excluded.sms, mms = b.mms + excluded.mms, day = excluded.day, accepted = excluded.accepted`;

/** What the calls of a batch write. */
export interface AcceptedRows {
  /** `credits`: charged. */
  readonly submissions: { readonly submission: NewSubmission; readonly credits: number }[];
  readonly messages: { readonly submissionId: number; readonly message: NewMessage }[];
  readonly orders: { readonly accountId: number; readonly key: string; readonly submissionId: number; readonly expiresAt: number }[];
  readonly scheduled: { readonly accountId: number; readonly submissionId: number; readonly sendAt: number; readonly waiting: number }[];
  readonly reviews: { readonly submission: NewSubmission; readonly digest: string }[];
  readonly media: { readonly submissionId: number; readonly container: Uint8Array }[];
  /** Accounts, each once: signed credits, and what is counted of the day then. */
  readonly purses: {
    readonly accountId: number;
    readonly sms: number;
    readonly mms: number;
    readonly day: number;
    readonly accepted: number;
  }[];
}

export async function writeAccepted(tx: Tx, rows: AcceptedRows): Promise<void> {
  const { submissions, messages, orders, scheduled, reviews, media, purses } = rows;
  for (const { submissionId, container } of media) await tx.run("INSERT INTO media VALUES ($1, $2)", submissionId, container);
  await tx.run(
    WRITE,
    submissions.map(({ submission }) => submission.id),
    submissions.map(({ submission }) => submission.accountId),
    submissions.map(({ submission }) => submission.acceptedAt),
    submissions.map(({ submission }) => submission.sendAt),
    submissions.map(({ submission }) => submission.messages.length),
    submissions.map(({ credits }) => credits),
    submissions.map(({ submission }) => flagsOf(submission)),
    submissions.map(({ submission }) => MEDIUM.code[submission.medium]),
    submissions.map(({ submission }) => submission.dialect),
    submissions.map(({ submission }) => submission.ext),
    submissions.map(({ submission }) => submission.text ?? null),
    submissions.map(({ submission }) => submission.orderId ?? null),
    submissions.map(({ submission }) => submission.other ?? null),
    messages.map(({ message }) => message.id),
    messages.map(({ submissionId }) => submissionId),
    messages.map(({ message }) => message.lane),
    messages.map(({ message }) => STATE.code[message.state]),
    messages.map(({ message }) => message.segments),
    messages.map(({ message }) => CLASS.code[message.class]),
    messages.map(({ message }) => (message.operator === undefined ? null : OPERATOR.code[message.operator])),
    messages.map(({ message }) => message.phone),
    messages.map(({ message }) => message.code ?? null),
    messages.map(({ message }) => message.text ?? null),
    orders.map(({ accountId }) => accountId),
    orders.map(({ key }) => key),
    orders.map(({ submissionId }) => submissionId),
    orders.map(({ expiresAt }) => expiresAt),
    scheduled.map(({ accountId }) => accountId),
    scheduled.map(({ submissionId }) => submissionId),
    scheduled.map(({ sendAt }) => sendAt),
    scheduled.map(({ waiting }) => waiting),
    reviews.map(({ submission }) => submission.id),
    reviews.map(({ submission }) => submission.accountId),
    reviews.map(({ submission }) => submission.acceptedAt),
    reviews.map(({ digest }) => digest),
    purses.map(({ accountId }) => accountId),
    purses.map(({ sms }) => sms),
    purses.map(({ mms }) => mms),
    purses.map(({ day }) => day),
    purses.map(({ accepted }) => accepted),
  );
}
