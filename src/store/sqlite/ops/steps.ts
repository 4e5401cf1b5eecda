import type { FinalState } from "../../../domain/message.ts";
import { DECISION, ENTRY, EVENT, OUTCOME, PUSH_STATE, RECEIPT, REPORT, STATE, VERDICT } from "../../shared/codes.ts";
import type { StoryActor, StoryFact, StoryMessage, StoryStep, StorySubmission } from "../../store.ts";
import type { Row } from "../db.ts";
import type { Tx } from "../tx.ts";

/** Steps of one kind that a story tells at most: what upstream may repeat without end must not make it endless. */
const MOST = 1_000;

const LEDGER = "SELECT credits, at, note FROM ledger WHERE account_id = ? AND ref = ? AND kind = ?";
const REVIEW = "SELECT created_at, decision, decided_at, actor, reason FROM review WHERE submission_id = ?";
const PARTS = `SELECT attempt, part, parts, channel_id, outcome, upstream_id, code, at, receipt FROM attempt
WHERE message_id = ? ORDER BY attempt, part LIMIT ${MOST}`;
const RECEIPTS = `SELECT channel_id, upstream_id, status, code, at, raw FROM receipt WHERE message_id = ? ORDER BY id LIMIT ${MOST}`;
const EVENTS = `SELECT at, kind, actor, note FROM event WHERE subject_id = ? ORDER BY id LIMIT ${MOST}`;
const ENDED = "SELECT outcome, code, at, state, handed_at FROM report WHERE message_id = ?";
const PUSH = "SELECT at, state, due_at, refused, unreached FROM push_item WHERE item_id = ?";
const TRIES = `SELECT at, verdict, status, note FROM push_try WHERE item_id = ? ORDER BY token LIMIT ${MOST}`;

interface ReviewRow extends Row {
  created_at: number;
  decision: number | null;
  decided_at: number | null;
  actor: string | null;
  reason: string | null;
}

/** By time; what stands first here comes first where times are equal. */
export function stepsOf(tx: Tx, message: StoryMessage, submission: StorySubmission): readonly StoryStep[] {
  const events = eventsOf(tx, message, submission);
  const before = [
    step(submission.acceptedAt, "account", { kind: "accepted" }),
    ...entry(tx, submission.accountId, submission.id, "charge"),
    ...(failedAtOnce(message) ? [] : review(tx, submission.id)),
    ...parts(tx, message.id),
    ...receipts(tx, message.id),
    ...events.filter(({ what }) => what.event !== "push-replayed"),
  ];
  return [
    ...before,
    ...reported(tx, message, endedBy(message, before)),
    ...entry(tx, submission.accountId, message.id, "refund"),
    ...push(tx, message.id),
    ...events.filter(({ what }) => what.event === "push-replayed"),
    ...tries(tx, message.id),
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
    if (what.kind === "event" && what.event === "receipt-overdue") return actor;
    if (what.kind === "reviewed" && what.decision === "rejected") return actor;
    if (what.kind === "receipt" && what.status !== "pending" && what.code === code && at === finalAt) return "carrier";
    if (what.kind === "part" && what.outcome !== "accepted" && what.code === code && at === finalAt) return "carrier";
  }
  return "platform";
}

function entry(tx: Tx, accountId: number, ref: number, kind: "charge" | "refund"): readonly StoryStep[] {
  const row = tx.db.get<{ credits: number; at: number; note: string | null }>(LEDGER, accountId, ref, ENTRY.code[kind]);
  if (!row) return [];
  const of = kind === "charge" ? "submission" : "message";
  const actor = kind === "charge" ? "account" : "platform";
  return [step(row.at, actor, { kind: "entry", entry: kind, of, credits: row.credits, note: row.note ?? undefined })];
}

function review(tx: Tx, submissionId: number): readonly StoryStep[] {
  const row = tx.db.get<ReviewRow>(REVIEW, submissionId);
  if (!row) return [];
  const held = step(row.created_at, "platform", { kind: "held" });
  if (row.decision === null || row.decided_at === null) return [held];
  const decision = DECISION.word(row.decision);
  return [held, step(row.decided_at, personOr(row.actor, "platform"), { kind: "reviewed", decision, reason: row.reason ?? "" })];
}

interface PartRow extends Row {
  attempt: number;
  part: number;
  parts: number;
  channel_id: number | null;
  outcome: number;
  upstream_id: string | null;
  code: string | null;
  at: number;
  receipt: number | null;
}

function parts(tx: Tx, messageId: number): readonly StoryStep[] {
  return tx.db.all<PartRow>(PARTS, messageId).map((row) =>
    step(row.at, "platform", {
      kind: "part",
      attempt: row.attempt,
      part: row.part,
      parts: row.parts,
      channelId: row.channel_id ?? undefined,
      outcome: OUTCOME.word(row.outcome),
      upstreamId: row.upstream_id ?? undefined,
      code: row.code ?? undefined,
      receipt: row.receipt === null ? undefined : (RECEIPT.word(row.receipt) as "delivered" | "failed"),
    }),
  );
}

function receipts(tx: Tx, messageId: number): readonly StoryStep[] {
  return tx.db
    .all<{ channel_id: number; upstream_id: string; status: number; code: string; at: number; raw: string }>(RECEIPTS, messageId)
    .map((row) =>
      step(row.at, "carrier", {
        kind: "receipt",
        channelId: row.channel_id,
        upstreamId: row.upstream_id,
        status: RECEIPT.word(row.status),
        code: row.code,
        raw: row.raw,
      }),
    );
}

/** Its own, and where it was cancelled the submission's. */
function eventsOf(tx: Tx, message: StoryMessage, submission: StorySubmission) {
  const subjects = message.state === "cancelled" ? [submission.id, message.id] : [message.id];
  return subjects
    .flatMap((id) => tx.db.all<{ at: number; kind: number; actor: string | null; note: string | null }>(EVENTS, id))
    .map((row) =>
      step(row.at, personOr(row.actor, "platform"), { kind: "event", event: EVENT.word(row.kind), note: row.note ?? undefined }),
    );
}

function reported(tx: Tx, { id }: StoryMessage, actor: StoryActor): readonly StoryStep[] {
  const row = tx.db.get<{ outcome: number; code: string; at: number; state: number; handed_at: number | null }>(ENDED, id);
  if (!row) return [];
  const outcome = STATE.word(row.outcome) as FinalState;
  const ended = step(row.at, actor, { kind: "reported", outcome, code: row.code, pull: REPORT.word(row.state) });
  return row.handed_at === null ? [ended] : [ended, step(row.handed_at, "account", { kind: "handed" })];
}

function push(tx: Tx, messageId: number): readonly StoryStep[] {
  const row = tx.db.get<{ at: number; state: number; due_at: number; refused: number; unreached: number }>(PUSH, messageId);
  if (!row) return [];
  const state = PUSH_STATE.word(row.state);
  const { refused, unreached } = row;
  return [step(row.at, "platform", { kind: "push", state, dueAt: state === "waiting" ? row.due_at : undefined, refused, unreached })];
}

function tries(tx: Tx, messageId: number): readonly StoryStep[] {
  return tx.db
    .all<{ at: number; verdict: number; status: number; note: string }>(TRIES, messageId)
    .sort((a, b) => a.at - b.at)
    .map((row, index) =>
      step(row.at, "platform", {
        kind: "push-try",
        number: index + 1,
        verdict: VERDICT.word(row.verdict),
        status: row.status,
        note: row.note,
      }),
    );
}
