import type { Outcome } from "../channels/channel.ts";
import type { OwnCode } from "../domain/codes.ts";
import { type ChannelConfig, type RetrySettings, unknownOf } from "../domain/directory.ts";
import type { ClaimedMessage, NextStep, SentAgain } from "../store/store.ts";

/** What a channel answered to the parts of one try, and what there was to choose from. */
export interface Tried {
  readonly message: ClaimedMessage;
  readonly channel: ChannelConfig;
  /** What other channels might carry it; asked only where that matters. */
  readonly other: () => Other;
  /** Which failed receipts make it another one's turn. */
  readonly again: () => SentAgain | undefined;
  readonly outcomes: readonly Outcome[];
  /** UTC ms. */
  readonly now: number;
}

/** `fresh`: one that is up and was not asked yet; `some`: others only. */
export type Other = "fresh" | "some" | "none";

const GIVEN_UP: OwnCode = "YZ:GIVEUP";
const NOT_TWICE: OwnCode = "UNKNOWN";

/**
 * Where a message goes after a try. All accepted means that its receipt is awaited; otherwise the worst part decides: a
 * final refusal ends it; one that was not answered is held for its answer; anything else waits or moves to another channel until
 * the give-up time. A retry sends every part again, so a message that may not be sent twice has none once a part of it has left;
 * parts that were merely put off beside accepted ones have left by themselves some times before it comes to that (`Outlet.repeat`).
 */
export function decide(tried: Tried): NextStep {
  const next = nextOf(tried);
  const { undelivered } = tried.message;
  if (next.to !== "failed" || undelivered === undefined) return next;
  // a channel took it once: it isn't paid back as one that none took, and ends with what a carrier said of it
  return { to: "failed", code: next.code === GIVEN_UP ? undelivered : next.code, refund: false };
}

function nextOf(tried: Tried): NextStep {
  const { outcomes, message, channel, now } = tried;
  if (outcomes.every((outcome) => outcome.kind === "accepted"))
    return { to: "sent", expiresAt: now + channel.validity, again: tried.again() };
  const final = outcomes.find((outcome) => outcome.kind === "refused" && outcome.final);
  if (final?.kind === "refused") return { to: "failed", code: final.code, refund: !someAccepted(outcomes) };
  const unknown = outcomes.some((outcome) => outcome.kind === "unknown");
  const once = message.atMostOnce || channel.delivery === "at-most-once";
  // one of which nothing more will be heard is waited for only where somebody says so
  const lost = channel.unknown?.then === undefined && !outcomes.some((outcome) => outcome.kind === "unknown" && !outcome.lost);
  if (unknown && !lost) return unanswered(tried, once);
  if (once && (unknown || someAccepted(outcomes))) return { to: "unknown", code: NOT_TWICE, refund: false };
  if (unknown) return retry(tried);
  const refused = outcomes.find((outcome) => outcome.kind === "refused");
  if (refused) return move(tried, refused.code);
  const deferred = outcomes.find((outcome) => outcome.kind === "deferred");
  if (!deferred || channel.retry.on.includes(deferred.why)) return retry(tried, deferred?.retryAfter);
  return move(tried, deferred.code);
}

/** It may have got through: what its channel is set to, but never twice where that may not be, nor after the give-up time. */
function unanswered(tried: Tried, once: boolean): NextStep {
  const { message, channel, now } = tried;
  const { does, after, byPhone } = unknownOf(channel, once);
  if (does === "end") return { to: "unknown", code: NOT_TWICE, refund: false };
  const wait = does === "hold" ? after : Math.max(after, backoff(channel.retry, message.attempt));
  const until = now + wait;
  const again = does === "resend" && (message.attempt === 1 || until <= message.sendAt + channel.retry.giveUpAfter);
  return {
    to: "unanswered",
    until,
    otherwise: again ? "queued" : "unknown",
    avoid: again && mayMove(tried) ? channel.id : undefined,
    expiresAt: now + channel.validity,
    again: tried.again(),
    // its parts left one after another, each with its own time for an answer
    matchSince: byPhone ? now - 2 * channel.responseTimeout : undefined,
  };
}

/** This channel won't take it, only another may. */
function move(tried: Tried, code: string): NextStep {
  return mayMove(tried) ? again(tried, true) : { to: "failed", code, refund: !someAccepted(tried.outcomes) };
}

/** It may be taken here later; another channel may take it now. */
function retry(tried: Tried, retryAfter?: number): NextStep {
  return again(tried, mayMove(tried), retryAfter);
}

/** While there is somebody who was not asked yet it need not wait. */
function again({ message, channel, other, outcomes, now }: Tried, moves: boolean, retryAfter?: number): NextStep {
  const wait = moves && other() === "fresh" ? 0 : (retryAfter ?? backoff(channel.retry, message.attempt));
  const dueAt = now + wait;
  if (dueAt > message.sendAt + channel.retry.giveUpAfter && message.attempt > 1)
    return { to: "failed", code: GIVEN_UP, refund: !someAccepted(outcomes) };
  return { to: "queued", dueAt, avoid: moves ? channel.id : undefined };
}

function mayMove({ channel, other }: Tried): boolean {
  return channel.retry.thenNextChannel && other() !== "none";
}

function someAccepted(outcomes: readonly Outcome[]): boolean {
  return outcomes.some((outcome) => outcome.kind === "accepted");
}

function backoff(settings: RetrySettings, attempt: number): number {
  return settings.backoff[Math.min(attempt, settings.backoff.length) - 1] ?? 1000;
}
