import type { FinalState } from "../../domain/message.ts";
import type { StoredInbound, StoredReport, StoryMessage, StorySubmission } from "../store.ts";
import { CLASS, FLAG, MEDIUM, OPERATOR, STATE } from "./codes.ts";

/** Rows that engines read under the same names, and what they mean. Integers below 2^53 are numbers; what isn't there is null. */
export interface ReportRow extends Record<string, unknown> {
  message_id: number;
  submission_id: number;
  outcome: number;
  code: string;
  at: number;
  phone: string;
  channel_id: number | null;
  ext: string;
  order_id: string | null;
  dialect: string;
}

export function reportOf(row: ReportRow): StoredReport {
  return {
    messageId: row.message_id,
    submissionId: row.submission_id,
    phone: row.phone,
    outcome: STATE.word(row.outcome) as FinalState,
    code: row.code,
    at: row.at,
    ext: row.ext,
    orderId: row.order_id ?? undefined,
    channelId: row.channel_id ?? undefined,
    dialect: row.dialect,
  };
}

export interface InboundRow extends Record<string, unknown> {
  id: number;
  phone: string;
  text: string;
  at: number;
  access_code: string;
  account_id: number;
  account_code: string;
  ext: string;
  message_id: number | null;
  submission_id: number | null;
  order_id: string | null;
  dialect: string | null;
}

export function inboundOf(row: InboundRow): StoredInbound {
  const { message_id: messageId, submission_id: submissionId } = row;
  return {
    id: row.id,
    accountId: row.account_id,
    phone: row.phone,
    text: row.text,
    at: row.at,
    accessCode: row.access_code,
    accountCode: row.account_code,
    ext: row.ext,
    answers: messageId === null || submissionId === null ? undefined : { messageId, submissionId, orderId: row.order_id ?? undefined },
    dialect: row.dialect ?? undefined,
  };
}

/** What `messageOf` reads of a message. */
export const MESSAGE_COLUMNS =
  "id, submission_id, phone, operator, class, segments, lane, state, queue, next_at, attempt, channel_id, code, final_at";

export interface MessageRow extends Record<string, unknown> {
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

export function messageOf(row: MessageRow): StoryMessage {
  return {
    id: row.id,
    phone: row.phone,
    operator: row.operator === null ? undefined : OPERATOR.word(row.operator),
    class: CLASS.word(row.class),
    segments: row.segments,
    lane: row.lane,
    state: STATE.word(row.state),
    code: row.final_at === null ? undefined : (row.code ?? undefined),
    finalAt: row.final_at ?? undefined,
    attempts: row.attempt,
    channelId: row.channel_id ?? undefined,
    nextAt: row.queue === null ? undefined : (row.next_at ?? undefined),
  };
}

/** What `submissionOf` reads of a submission. */
export const SUBMISSION_COLUMNS = "id, account_id, dialect, medium, accepted_at, send_at, recipients, credits, flags, ext, order_id, other";

export interface SubmissionRow extends Record<string, unknown> {
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

export function submissionOf(row: SubmissionRow): StorySubmission {
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
