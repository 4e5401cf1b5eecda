import { messageIds } from "../../../domain/ids.ts";
import { ENTRY, REPORT } from "../../shared/codes.ts";
import { MESSAGE_COLUMNS, type MessageRow, messageOf, SUBMISSION_COLUMNS, type SubmissionRow, submissionOf } from "../../shared/rows.ts";
import {
  type ChoiceRow,
  type EndedRow,
  type EntryRow,
  type EventRow,
  MOST_STEPS,
  type PartRow,
  type PushRow,
  type ReceiptRow,
  type ReviewRow,
  type StoryRows,
  stepsOf,
  type TryRow,
  tellsSubmission,
} from "../../shared/story.ts";
import type { FoundSubmission, Story, StoryMessage, StorySubmission } from "../../store.ts";
import type { Tx } from "../tx.ts";

const MESSAGE = `SELECT ${MESSAGE_COLUMNS} FROM message_now WHERE id = $1`;
const MESSAGES = `SELECT ${MESSAGE_COLUMNS} FROM message_now WHERE id BETWEEN $1 AND $2 ORDER BY id LIMIT $3`;
const SUBMISSION = `SELECT ${SUBMISSION_COLUMNS} FROM submission WHERE id = $1`;
const RESEND = "SELECT resend FROM unanswered WHERE message_id = $1";

const LEDGER = "SELECT credits, at, note FROM ledger WHERE account_id = $1 AND ref = $2 AND kind = $3";
const REVIEW = "SELECT created_at, decision, decided_at, actor, reason FROM review WHERE submission_id = $1";
const CHOICES = `SELECT attempt, at, text FROM choice WHERE message_id = $1 ORDER BY attempt LIMIT ${MOST_STEPS}`;
const PARTS = `
SELECT attempt, part, parts, channel_id, outcome, upstream_id, code, at, receipt FROM attempt
WHERE message_id = $1 ORDER BY attempt, part LIMIT ${MOST_STEPS}`;
const RECEIPTS = `
SELECT channel_id, upstream_id, status, code, at, raw, packed FROM receipt WHERE message_id = $1 ORDER BY id LIMIT ${MOST_STEPS}`;
const EVENTS = `SELECT at, kind, actor, note FROM event WHERE subject_id = $1 ORDER BY id LIMIT ${MOST_STEPS}`;
const ENDED = `
SELECT r.outcome, r.code, r.at, r.handed_at, r.by_attempt, r.by_part, r.receipt, CASE WHEN w.token IS NULL THEN r.state ELSE ${REPORT.code.taken} END AS state
FROM report r LEFT JOIN waiting_report w ON w.account_id = r.account_id AND w.at = r.at AND w.message_id = r.message_id
WHERE r.message_id = $1`;
const PUSH = `
SELECT p.at, p.state, p.refused, p.unreached, w.due_at
FROM push_item p LEFT JOIN waiting_push w ON w.item_id = p.item_id AND w.account_id = p.account_id WHERE p.item_id = $1`;
const TRIES = `SELECT at, verdict, status, note FROM push_try WHERE item_id = $1 ORDER BY token LIMIT ${MOST_STEPS}`;

/** See `HistoryStore.story`. */
export async function story(tx: Tx, messageId: number): Promise<Story | undefined> {
  const row = await tx.get<MessageRow>(MESSAGE, messageId);
  const submission = row && (await submissionWith(tx, row.submission_id));
  if (!row || !submission) return undefined;
  const message = await withNext(tx, messageOf(row));
  return { message, submission, steps: stepsOf(message, submission, await rowsOf(tx, message, submission)) };
}

/** See `HistoryStore.find`. */
export async function find(tx: Tx, submissionId: number, after: number, limit: number): Promise<FoundSubmission | undefined> {
  const submission = await submissionWith(tx, submissionId);
  if (!submission) return undefined;
  const [first, last] = messageIds(submissionId, submission.recipients);
  const rows = await tx.all<MessageRow>(MESSAGES, Math.max(first, after + 1), last, limit);
  return { submission, messages: rows.map(messageOf) };
}

async function submissionWith(tx: Tx, id: number): Promise<StorySubmission | undefined> {
  const row = await tx.get<SubmissionRow>(SUBMISSION, id);
  return row && submissionOf(row);
}

/** An unanswered one, with where it goes when its time is over. */
async function withNext(tx: Tx, message: StoryMessage): Promise<StoryMessage> {
  if (message.state !== "unanswered") return message;
  const row = await tx.get<{ resend: number | boolean }>(RESEND, message.id);
  return row ? { ...message, otherwise: row.resend ? "queued" : "unknown" } : message;
}

async function rowsOf(tx: Tx, message: StoryMessage, submission: StorySubmission): Promise<StoryRows> {
  const { id } = message;
  return {
    charge: await tx.get<EntryRow>(LEDGER, submission.accountId, submission.id, ENTRY.code.charge),
    review: await tx.get<ReviewRow>(REVIEW, submission.id),
    choices: await tx.all<ChoiceRow>(CHOICES, id),
    parts: await tx.all<PartRow>(PARTS, id),
    receipts: await tx.all<ReceiptRow>(RECEIPTS, id),
    events: [...(tellsSubmission(message) ? await tx.all<EventRow>(EVENTS, submission.id) : []), ...(await tx.all<EventRow>(EVENTS, id))],
    ended: await tx.get<EndedRow>(ENDED, id),
    refund: await tx.get<EntryRow>(LEDGER, submission.accountId, id, ENTRY.code.refund),
    push: await tx.get<PushRow>(PUSH, id),
    tries: await tx.all<TryRow>(TRIES, id),
  };
}
