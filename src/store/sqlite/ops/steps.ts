import { ENTRY } from "../../shared/codes.ts";
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
  type TryRow,
  tellsSubmission,
} from "../../shared/story.ts";
import type { StoryMessage, StorySubmission } from "../../store.ts";
import type { Tx } from "../tx.ts";

const LEDGER = "SELECT credits, at, note FROM ledger WHERE account_id = ? AND ref = ? AND kind = ?";
const REVIEW = "SELECT created_at, decision, decided_at, actor, reason FROM review WHERE submission_id = ?";
const PARTS = `SELECT attempt, part, parts, channel_id, outcome, upstream_id, code, at, receipt FROM attempt
WHERE message_id = ? ORDER BY attempt, part LIMIT ${MOST_STEPS}`;
const CHOICES = `SELECT attempt, at, text FROM choice WHERE message_id = ? ORDER BY attempt LIMIT ${MOST_STEPS}`;
const RECEIPTS = `SELECT channel_id, upstream_id, status, code, at, raw, packed FROM receipt WHERE message_id = ? ORDER BY id LIMIT ${MOST_STEPS}`;
const EVENTS = `SELECT at, kind, actor, note FROM event WHERE subject_id = ? ORDER BY id LIMIT ${MOST_STEPS}`;
const ENDED = "SELECT outcome, code, at, state, handed_at, by_attempt, by_part, receipt FROM report WHERE message_id = ?";
const PUSH = "SELECT at, state, due_at, refused, unreached FROM push_item WHERE item_id = ?";
const TRIES = `SELECT at, verdict, status, note FROM push_try WHERE item_id = ? ORDER BY token LIMIT ${MOST_STEPS}`;

/** All that was written of a message beside its own row and its submission's. */
export function rowsOf({ db }: Tx, message: StoryMessage, { id: submissionId, accountId }: StorySubmission): StoryRows {
  const { id } = message;
  const subjects = tellsSubmission(message) ? [submissionId, id] : [id];
  return {
    charge: db.get<EntryRow>(LEDGER, accountId, submissionId, ENTRY.code.charge),
    review: db.get<ReviewRow>(REVIEW, submissionId),
    choices: db.all<ChoiceRow>(CHOICES, id),
    parts: db.all<PartRow>(PARTS, id),
    receipts: db.all<ReceiptRow>(RECEIPTS, id),
    events: subjects.flatMap((subject) => db.all<EventRow>(EVENTS, subject)),
    ended: db.get<EndedRow>(ENDED, id),
    refund: db.get<EntryRow>(LEDGER, accountId, id, ENTRY.code.refund),
    push: db.get<PushRow>(PUSH, id),
    tries: db.all<TryRow>(TRIES, id),
  };
}
