import { messageIds } from "../../../domain/ids.ts";
import { MESSAGE_COLUMNS, type MessageRow, messageOf, SUBMISSION_COLUMNS, type SubmissionRow, submissionOf } from "../../shared/rows.ts";
import { stepsOf } from "../../shared/story.ts";
import type { FoundSubmission, Story, StoryMessage, StorySubmission } from "../../store.ts";
import type { Tx } from "../tx.ts";
import { idsTo } from "./phones.ts";
import { rowsOf } from "./steps.ts";

const MESSAGE = `SELECT ${MESSAGE_COLUMNS} FROM message WHERE id = ?`;
const MESSAGES = `SELECT ${MESSAGE_COLUMNS} FROM message WHERE id BETWEEN ? AND ? ORDER BY id LIMIT ?`;
const SUBMISSION = `SELECT ${SUBMISSION_COLUMNS} FROM submission WHERE id = ?`;

export function story(tx: Tx, messageId: number): Story | undefined {
  const row = tx.db.get<MessageRow>(MESSAGE, messageId);
  const submission = row && submissionWith(tx, row.submission_id);
  if (!row || !submission) return undefined;
  const message = withNext(tx, messageOf(row));
  return { message, submission, steps: stepsOf(message, submission, rowsOf(tx, message, submission)) };
}

export function find(tx: Tx, submissionId: number, after: number, limit: number): FoundSubmission | undefined {
  const submission = submissionWith(tx, submissionId);
  if (!submission) return undefined;
  const [first, last] = messageIds(submissionId, submission.recipients);
  return { submission, messages: tx.db.all<MessageRow>(MESSAGES, Math.max(first, after + 1), last, limit).map(messageOf) };
}

export function messagesTo(tx: Tx, phone: string, before: number, limit: number): readonly StoryMessage[] {
  return idsTo(tx, phone, before, limit).flatMap((id) => tx.db.all<MessageRow>(MESSAGE, id).map(messageOf));
}

/** An unanswered one, with where it goes when its time is over. */
function withNext(tx: Tx, message: StoryMessage): StoryMessage {
  if (message.state !== "unanswered") return message;
  const row = tx.db.get<{ resend: number }>("SELECT resend FROM unanswered WHERE message_id = ?", message.id);
  return row ? { ...message, otherwise: row.resend === 1 ? "queued" : "unknown" } : message;
}

function submissionWith(tx: Tx, id: number): StorySubmission | undefined {
  const row = tx.db.get<SubmissionRow>(SUBMISSION, id);
  return row && submissionOf(row);
}
