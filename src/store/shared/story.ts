import type { FinalState } from "../../domain/message.ts";
import type { StoryActor, StoryFact, StoryMessage, StoryStep, StorySubmission } from "../store.ts";
import { DECISION, EVENT, OUTCOME, PUSH_STATE, RECEIPT, REPORT, STATE, VERDICT } from "./codes.ts";
import { unpackReceipt } from "./packed-receipt.ts";

/** Steps of one kind that a story tells at most: what upstream may repeat without end must not make it endless. */
export const MOST_STEPS = 1_000;

/** Everything that an engine has written of a message beside its own row and its submission's. Lists in the order in which they were written. */
export interface StoryRows {
  /** Of the submission. */
  readonly charge: EntryRow | undefined;
  /** Of the submission. */
  readonly review: ReviewRow | undefined;
  readonly choices: readonly ChoiceRow[];
  readonly parts: readonly PartRow[];
  readonly receipts: readonly ReceiptRow[];
  /** Its submission's first, where it was cancelled with it (`tellsSubmission`). */
  readonly events: readonly EventRow[];
  readonly ended: EndedRow | undefined;
  readonly refund: EntryRow | undefined;
  readonly push: PushRow | undefined;
  readonly tries: readonly TryRow[];
}

type Row<T> = Record<string, unknown> & T;
export type EntryRow = Row<{ credits: number; at: number; note: string | null }>;
export type ReviewRow = Row<{
  created_at: number;
  decision: number | null;
  decided_at: number | null;
  actor: string | null;
  reason: string | null;
}>;
export type ChoiceRow = Row<{ attempt: number; at: number; text: string }>;
export type PartRow = Row<{
  attempt: number;
  part: number;
  parts: number;
  channel_id: number | null;
  outcome: number;
  upstream_id: string | null;
  code: string | null;
  at: number;
  receipt: number | null;
}>;
/** Its raw form is packed, or plain. */
export type ReceiptRow = Row<{
  channel_id: number;
  upstream_id: string;
  status: number;
  code: string;
  at: number;
  raw: string;
  packed: Uint8Array | null;
}>;
export type EventRow = Row<{ at: number; kind: number; actor: string | null; note: string | null }>;
/** Where a receipt ended the message that has no row of its own: of which part it is, and its packed form. */
export type EndedRow = Row<{
  outcome: number;
  code: string;
  at: number;
  state: number;
  handed_at: number | null;
  by_attempt: number | null;
  by_part: number | null;
  receipt: Uint8Array | null;
}>;
export type PushRow = Row<{ at: number; state: number; due_at: number; refused: number; unreached: number }>;
export type TryRow = Row<{ at: number; verdict: number; status: number; note: string }>;

/** Whether the events of a message's submission are its own too. */
export function tellsSubmission({ state }: StoryMessage): boolean {
  return state === "cancelled";
}

/** By time; what stands first here comes first where times are equal. */
export function stepsOf(message: StoryMessage, submission: StorySubmission, rows: StoryRows): readonly StoryStep[] {
  const events = rows.events.map(eventOf);
  const before = [
    step(submission.acceptedAt, "account", { kind: "accepted" }),
    ...entries(rows.charge, "charge"),
    ...(rows.review && !failedAtOnce(message) ? review(rows.review) : []),
    ...rows.choices.map(({ attempt, at, text }) => step(at, "platform", { kind: "choice", attempt, text })),
    ...rows.parts.map(partOf),
    ...receiptsOf(rows, message.phone),
    ...events.filter(({ what }) => what.event !== "push-replayed"),
  ];
  return [
    ...before,
    ...(rows.ended ? reported(rows.ended, endedBy(message, before)) : []),
    ...entries(rows.refund, "refund"),
    ...(rows.push ? [pushOf(rows.push)] : []),
    ...events.filter(({ what }) => what.event === "push-replayed"),
    ...rows.tries.toSorted((a, b) => a.at - b.at).map(tryOf),
  ].sort((a, b) => a.at - b.at);
}

function step<F extends StoryFact>(at: number, actor: StoryActor, what: F): StoryStep & { readonly what: F } {
  return { at, actor, what };
}

function personOr(name: string | null, otherwise: StoryActor): StoryActor {
  return name === null ? otherwise : { person: name };
}

/** Refused by itself when its submission was accepted, so that no reviewer had to do with it. */
function failedAtOnce({ state, attempts, code }: StoryMessage): boolean {
  return state === "failed" && attempts === 0 && code !== "YZ:REVIEW";
}

/** Told by what was written, not by the code: an upstream platform may send codes that read like ours. */
function endedBy({ state, code, finalAt }: StoryMessage, steps: readonly StoryStep[]): StoryActor {
  for (const { at, actor, what } of steps) {
    if (what.kind === "event" && what.event === "cancelled" && state === "cancelled") return actor;
    if (what.kind === "event" && (what.event === "receipt-overdue" || (what.event === "answer-overdue" && at === finalAt))) return actor;
    if (what.kind === "reviewed" && what.decision === "rejected") return actor;
    if (what.kind === "receipt" && what.status !== "pending" && what.code === code && at === finalAt) return "carrier";
    if (what.kind === "part" && what.outcome !== "accepted" && what.code === code && at === finalAt) return "carrier";
  }
  return "platform";
}

function entries(row: EntryRow | undefined, entry: "charge" | "refund"): readonly StoryStep[] {
  if (!row) return [];
  const of = entry === "charge" ? "submission" : "message";
  const actor = entry === "charge" ? "account" : "platform";
  return [step(row.at, actor, { kind: "entry", entry, of, credits: row.credits, note: row.note ?? undefined })];
}

function review(row: ReviewRow): readonly StoryStep[] {
  const held = step(row.created_at, "platform", { kind: "held" });
  if (row.decision === null || row.decided_at === null) return [held];
  const decision = DECISION.word(row.decision);
  return [held, step(row.decided_at, personOr(row.actor, "platform"), { kind: "reviewed", decision, reason: row.reason ?? "" })];
}

function partOf(row: PartRow): StoryStep {
  return step(row.at, "platform", {
    kind: "part",
    attempt: row.attempt,
    part: row.part,
    parts: row.parts,
    channelId: row.channel_id ?? undefined,
    outcome: OUTCOME.word(row.outcome),
    upstreamId: row.upstream_id ?? undefined,
    code: row.code ?? undefined,
    receipt: row.receipt === null ? undefined : (RECEIPT.word(row.receipt) as "delivered" | "failed"),
  });
}

function receiptOf(row: ReceiptRow, phone?: string): StoryStep {
  const { upstream_id: upstreamId, code, at } = row;
  return step(at, "carrier", {
    kind: "receipt",
    channelId: row.channel_id,
    upstreamId,
    status: RECEIPT.word(row.status),
    code,
    raw: row.packed === null ? row.raw : unpackReceipt(row.packed, { upstreamId, code, at, phone }),
  });
}

/** With the one that ended the message, where that is kept with the report: what contradicts it came later. */
function receiptsOf({ receipts, ended, parts }: StoryRows, phone: string): readonly StoryStep[] {
  const part = parts.find(({ attempt, part }) => attempt === ended?.by_attempt && part === ended.by_part);
  if (!ended?.receipt || !part) return receipts.map((row) => receiptOf(row));
  const { channel_id: channel, upstream_id: upstreamId, receipt: status } = part;
  const { code, at, receipt: packed } = ended;
  const ending = { channel_id: channel ?? 0, upstream_id: upstreamId ?? "", status: status ?? 0, code, at, raw: "", packed };
  const contradicts = (row: ReceiptRow): boolean => row.upstream_id === upstreamId && row.status !== RECEIPT.code.pending;
  const before = receipts.filter((row) => !contradicts(row)).map((row) => receiptOf(row));
  return [...before, receiptOf(ending, phone), ...receipts.filter(contradicts).map((row) => receiptOf(row))];
}

function eventOf(row: EventRow) {
  return step(row.at, personOr(row.actor, "platform"), { kind: "event", event: EVENT.word(row.kind), note: row.note ?? undefined });
}

function reported(row: EndedRow, actor: StoryActor): readonly StoryStep[] {
  const outcome = STATE.word(row.outcome) as FinalState;
  const ended = step(row.at, actor, { kind: "reported", outcome, code: row.code, pull: REPORT.word(row.state) });
  return row.handed_at === null ? [ended] : [ended, step(row.handed_at, "account", { kind: "handed" })];
}

function pushOf({ at, state: code, due_at, refused, unreached }: PushRow): StoryStep {
  const state = PUSH_STATE.word(code);
  return step(at, "platform", { kind: "push", state, dueAt: state === "waiting" ? due_at : undefined, refused, unreached });
}

function tryOf(row: TryRow, index: number): StoryStep {
  const { at, verdict, status, note } = row;
  return step(at, "platform", { kind: "push-try", number: index + 1, verdict: VERDICT.word(verdict), status, note });
}
