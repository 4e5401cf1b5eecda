import type { Static } from "typebox";
import type { MessageState } from "../../domain/message.ts";
import type { FoundMessage, Story, StoryActor, StoryFact, StorySubmission } from "../../store/store.ts";
import { maskPhone } from "../../text/phone.ts";
import type { messages, PORTAL_STATES, PortalFactOf } from "../contract/portal/messages.ts";
import type { Caller } from "../handlers.ts";

export type PortalStateName = (typeof PORTAL_STATES)[number];
type Told = Static<typeof messages.story.output>;
type Step = Told["steps"][number];

const SEEN_AS: Readonly<Record<MessageState, PortalStateName>> = {
  held: "held",
  queued: "queued",
  leased: "queued",
  sent: "sent",
  unanswered: "sent",
  delivered: "delivered",
  failed: "failed",
  unknown: "unknown",
  cancelled: "cancelled",
};

export function seenAs(state: MessageState): PortalStateName {
  return SEEN_AS[state];
}

/** The store's states that are seen as this one. */
export function statesSeenAs(seen: PortalStateName): readonly MessageState[] {
  return (Object.keys(SEEN_AS) as MessageState[]).filter((state) => SEEN_AS[state] === seen);
}

/** An account's phones are whole for those of its people who could write to them. */
export function phoneFor(caller: Caller, phone: string): string {
  return caller.may("portal.send") ? phone : maskPhone(phone);
}

export function messageRow(caller: Caller, message: FoundMessage): Told["message"] {
  const { id, submissionId, medium, operator, state, code, segments, text, acceptedAt, finalAt } = message;
  return {
    id,
    submissionId,
    medium,
    phone: phoneFor(caller, message.phone),
    ...(operator === undefined ? {} : { operator }),
    state: seenAs(state),
    ...(code === undefined ? {} : { code }),
    segments,
    text,
    acceptedAt,
    ...(finalAt === undefined ? {} : { finalAt }),
  };
}

export function submissionFacts(submission: StorySubmission): Told["submission"] {
  const { id, dialect, acceptedAt, sendAt, recipients, credits, ext, orderId, other } = submission;
  return {
    ...{ id, dialect, acceptedAt, sendAt, recipients, credits, ext },
    ...(orderId === undefined ? {} : { orderId }),
    ...(other === undefined ? {} : { other }),
  };
}

/**
 * A story without what is the platform's own business: channels and why one was chosen, upstream ids, frames, codes of refused tries,
 * and what its nodes did among themselves.
 *
 * @param people names of the account's own; others who did something are the platform
 */
export function stepsFor({ steps }: Story, people: ReadonlySet<string>): readonly Step[] {
  const told: Step[] = [];
  for (const step of steps) {
    const what = factFor(step.what);
    if (what === undefined) continue;
    const last = told.at(-1);
    if (what.kind === "tried" && last && samePlace(last.what, what)) last.what.parts = Math.max(last.what.parts, what.parts);
    else told.push({ at: step.at, ...actorFor(step, people), what });
  }
  return told;
}

function samePlace(last: PortalFactOf, what: Extract<PortalFactOf, { kind: "tried" }>): last is Extract<PortalFactOf, { kind: "tried" }> {
  return last.kind === "tried" && last.number === what.number && last.outcome === what.outcome;
}

function actorFor({ actor }: { readonly actor: StoryActor }, people: ReadonlySet<string>): Pick<Step, "by" | "person"> {
  if (typeof actor === "string") return { by: actor };
  return people.has(actor.person) ? { by: "person", person: actor.person } : { by: "platform" };
}

const EVENTS = ["receipt-overdue", "cancelled", "push-replayed", "undelivered"] as const;

function factFor(what: StoryFact): PortalFactOf | undefined {
  switch (what.kind) {
    case "accepted":
    case "held":
    case "handed":
      return { kind: what.kind };
    case "entry":
      return { kind: what.entry === "charge" ? "charged" : "refunded", credits: Math.abs(what.credits), whole: what.of === "submission" };
    case "reviewed":
      return { kind: "reviewed", decision: what.decision, reason: what.reason };
    case "part":
      return { kind: "tried", number: what.attempt, parts: what.parts, outcome: what.outcome };
    case "receipt":
      return { kind: "receipt", status: what.status, code: what.code };
    case "event": {
      const event = EVENTS.find((known) => known === what.event);
      return event && { kind: "event", event };
    }
    case "reported":
      return { kind: "reported", outcome: what.outcome, code: what.code, pull: what.pull };
    case "push":
      return { kind: "push", state: what.state, ...(what.dueAt === undefined ? {} : { dueAt: what.dueAt }) };
    case "push-try":
      return { kind: "push-try", number: what.number, verdict: what.verdict, status: what.status, note: what.note };
    case "choice":
      return undefined;
  }
}
