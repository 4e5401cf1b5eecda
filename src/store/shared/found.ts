import type { MessageState } from "../../domain/message.ts";
import type { FoundInbound, FoundMessage, FoundPush, FoundSubmissionRow, LedgerEntryRow, SubmissionProgress } from "../store.ts";
import { ENTRY, MEDIUM, PUSH_KIND, PUSH_STATE, STATE } from "./codes.ts";
import { MESSAGE_COLUMNS, type MessageRow, messageOf } from "./rows.ts";

/** What searches read, under the same names in both engines, and what they make of it. */
export const FOUND_MESSAGE_COLUMNS = MESSAGE_COLUMNS.split(", ")
  .map((name) => `m.${name}`)
  .join(", ");

export interface FoundMessageRow extends MessageRow {
  account_id: number;
  medium: number;
  accepted_at: number;
  text: string;
}

export function foundMessageOf(row: FoundMessageRow): FoundMessage {
  return {
    ...messageOf(row),
    accountId: row.account_id,
    submissionId: row.submission_id,
    medium: MEDIUM.word(row.medium),
    text: row.text,
    acceptedAt: row.accepted_at,
  };
}

export interface FoundSubmissionColumns extends Record<string, unknown> {
  id: number;
  account_id: number;
  dialect: string;
  medium: number;
  accepted_at: number;
  send_at: number;
  recipients: number;
  credits: number;
  text: string;
  order_id: string | null;
}

export function foundSubmissionOf(row: FoundSubmissionColumns): FoundSubmissionRow {
  return {
    id: row.id,
    accountId: row.account_id,
    dialect: row.dialect,
    medium: MEDIUM.word(row.medium),
    acceptedAt: row.accepted_at,
    sendAt: row.send_at,
    recipients: row.recipients,
    credits: row.credits,
    text: row.text,
    orderId: row.order_id ?? undefined,
  };
}

/** One sum a state, by its number: adding up needs no sorting, as grouping would. */
export const COUNT_STATES = Object.values(STATE.code)
  .map((code) => `count(CASE WHEN state = ${code} THEN 1 END) AS s${code}`)
  .join(", ");

export function progressOf(recipients: number, counts: Readonly<Record<string, unknown>>, partial: boolean): SubmissionProgress {
  const states = (Object.entries(STATE.code) as [MessageState, number][])
    .map(([state, code]) => [state, Number(counts[`s${code}`])] as const)
    .filter(([, count]) => count > 0);
  return { recipients, states: Object.fromEntries(states), partial };
}

export const INBOUND_SEARCHED = "id, account_id, channel_id, phone, access_code, ext, text, at, message_id, handed_at";

export interface FoundInboundColumns extends Record<string, unknown> {
  id: number;
  account_id: number | null;
  channel_id: number;
  phone: string;
  access_code: string;
  ext: string | null;
  text: string;
  at: number;
  message_id: number | null;
  handed_at: number | null;
}

export function foundInboundOf(row: FoundInboundColumns): FoundInbound {
  return {
    id: row.id,
    accountId: row.account_id ?? undefined,
    channelId: row.channel_id,
    phone: row.phone,
    accessCode: row.access_code,
    ext: row.ext ?? "",
    text: row.text,
    at: row.at,
    answers: row.message_id ?? undefined,
    handedAt: row.handed_at ?? undefined,
  };
}

export const ENTRY_COLUMNS = "ref, kind, medium, credits, at, actor, note";

export interface LedgerColumns extends Record<string, unknown> {
  ref: number;
  kind: number;
  medium: number;
  credits: number;
  at: number;
  actor: string | null;
  note: string | null;
}

export function ledgerEntryOf(row: LedgerColumns): LedgerEntryRow {
  return {
    ref: row.ref,
    kind: ENTRY.word(row.kind),
    medium: MEDIUM.word(row.medium),
    credits: row.credits,
    at: row.at,
    actor: row.actor ?? undefined,
    note: row.note ?? undefined,
  };
}

export interface FoundPushColumns extends Record<string, unknown> {
  item_id: number;
  account_id: number;
  kind: number;
  at: number;
  state: number;
  due_at: number | null;
  refused: number;
  unreached: number;
}

export interface LastTry extends Record<string, unknown> {
  at: number;
  status: number;
  note: string;
}

export function foundPushOf(row: FoundPushColumns, last: LastTry | undefined): FoundPush {
  const state = PUSH_STATE.word(row.state);
  return {
    itemId: row.item_id,
    accountId: row.account_id,
    kind: PUSH_KIND.word(row.kind),
    at: row.at,
    state,
    dueAt: state === "waiting" ? (row.due_at ?? undefined) : undefined,
    refused: row.refused,
    unreached: row.unreached,
    last: last && { at: last.at, status: last.status, note: last.note },
  };
}
