import { messageIds } from "../../../domain/ids.ts";
import { CLASS, FLAG, MEDIUM, OPERATOR, STATE } from "../../shared/codes.ts";
import type { FoundSubmission, Story, StoryMessage, StorySubmission } from "../../store.ts";
import type { Row } from "../db.ts";
import type { Tx } from "../tx.ts";
import { idsTo } from "./phones.ts";
import { stepsOf } from "./steps.ts";

const MESSAGE_COLUMNS =
  "id, submission_id, phone, operator, class, segments, lane, state, queue, next_at, attempt, channel_id, code, final_at";
const MESSAGE = `SELECT ${MESSAGE_COLUMNS} FROM message WHERE id = ?`;
const MESSAGES = `SELECT ${MESSAGE_COLUMNS} FROM message WHERE id BETWEEN ? AND ? ORDER BY id LIMIT ?`;
const SUBMISSION = `
SELECT id, account_id, dialect, medium, accepted_at, send_at, recipients, credits, flags, ext, order_id, other
FROM submission WHERE id = ?`;

interface MessageRow extends Row {
  id: number;
  submission_id: number;
  phone: string;
  operator: number | null;
  class: number;
  segments: number;
  lane: number;
  state: number;
  queue: number | null;
  next_at: number | null;
  attempt: number;
  channel_id: number | null;
  code: string | null;
  final_at: number | null;
}

interface SubmissionRow extends Row {
  id: number;
  account_id: number;
  dialect: string;
  medium: number;
  accepted_at: number;
  send_at: number;
  recipients: number;
  credits: number;
  flags: number;
  ext: string;
  order_id: string | null;
  other: string | null;
}

export function story(tx: Tx, messageId: number): Story | undefined {
  const row = tx.db.get<MessageRow>(MESSAGE, messageId);
  const submission = row && submissionOf(tx, row.submission_id);
  if (!row || !submission) return undefined;
  const message = messageOf(row);
  return { message, submission, steps: stepsOf(tx, message, submission) };
}

export function find(tx: Tx, submissionId: number, after: number, limit: number): FoundSubmission | undefined {
  const submission = submissionOf(tx, submissionId);
  if (!submission) return undefined;
  const [first, last] = messageIds(submissionId, submission.recipients);
  return { submission, messages: tx.db.all<MessageRow>(MESSAGES, Math.max(first, after + 1), last, limit).map(messageOf) };
}

export function messagesTo(tx: Tx, phone: string, before: number, limit: number): readonly StoryMessage[] {
  return idsTo(tx, phone, before, limit).flatMap((id) => tx.db.all<MessageRow>(MESSAGE, id).map(messageOf));
}

function messageOf(row: MessageRow): StoryMessage {
  return {
    id: row.id,
    phone: row.phone,
    operator: row.operator === null ? undefined : OPERATOR.word(row.operator),
    class: CLASS.word(row.class),
    segments: row.segments,
    lane: row.lane,
    state: STATE.word(row.state),
    code: row.code ?? undefined,
    finalAt: row.final_at ?? undefined,
    attempts: row.attempt,
    channelId: row.channel_id ?? undefined,
    nextAt: row.queue === null ? undefined : (row.next_at ?? undefined),
  };
}

function submissionOf(tx: Tx, id: number): StorySubmission | undefined {
  const row = tx.db.get<SubmissionRow>(SUBMISSION, id);
  if (!row) return undefined;
  const has = (flag: keyof typeof FLAG): boolean => (row.flags & FLAG[flag]) !== 0;
  return {
    id: row.id,
    accountId: row.account_id,
    dialect: row.dialect,
    medium: MEDIUM.word(row.medium),
    acceptedAt: row.accepted_at,
    sendAt: row.send_at,
    recipients: row.recipients,
    credits: row.credits,
    ext: row.ext,
    orderId: row.order_id ?? undefined,
    other: row.other ?? undefined,
    reports: { pull: has("pullReports"), push: has("pushReports") },
    numbered: has("numbered"),
    refundUndelivered: has("refundUndelivered"),
    atMostOnce: has("atMostOnce"),
  };
}
