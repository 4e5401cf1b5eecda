import type { Outcome } from "../channels/channel.ts";
import type { OwnCode } from "../domain/codes.ts";
import type { ChannelConfig, RetrySettings } from "../domain/directory.ts";
import type { ClaimedMessage, NextStep } from "../store/store.ts";

/** What a channel answered to the parts of one try, and what there was to choose from. */
export interface Tried {
  readonly message: ClaimedMessage;
  readonly channel: ChannelConfig;
  /** Whether another channel might carry it; asked only where that matters. */
  readonly alternative: () => boolean;
  readonly outcomes: readonly Outcome[];
  /** UTC ms. */
  readonly now: number;
}

const GIVEN_UP: OwnCode = "YZ:GIVEUP";
const NOT_TWICE: OwnCode = "UNKNOWN";

/**
 * Where a message goes after a try. All accepted means that its receipt is awaited; otherwise the worst part decides: a
 * final refusal ends it; anything else waits or moves to another channel until the give-up time. A retry sends every part
 * again, so a message that may not be sent twice has none once a part of it may have left.
 */
export function decide(tried: Tried): NextStep {
  const { outcomes, message, channel, now } = tried;
  if (outcomes.every((outcome) => outcome.kind === "accepted")) return { to: "sent", expiresAt: now + channel.validity };
  const final = outcomes.find((outcome) => outcome.kind === "refused" && outcome.final);
  if (final?.kind === "refused") return { to: "failed", code: final.code, refund: !someAccepted(outcomes) };
  const unknown = outcomes.some((outcome) => outcome.kind === "unknown");
  const once = message.atMostOnce || channel.delivery === "at-most-once";
  if (once && (unknown || someAccepted(outcomes))) return { to: "unknown", code: NOT_TWICE, refund: false };
  if (unknown) return retry(tried);
  const refused = outcomes.find((outcome) => outcome.kind === "refused");
  if (refused) return move(tried, refused.code);
  const deferred = outcomes.find((outcome) => outcome.kind === "deferred");
  if (!deferred || channel.retry.on.includes(deferred.why)) return retry(tried, deferred?.retryAfter);
  return move(tried, deferred.code);
}

/** This channel won't take it, only another may. */
function move(tried: Tried, code: string): NextStep {
  return mayMove(tried) ? again(tried, true) : { to: "failed", code, refund: !someAccepted(tried.outcomes) };
}

/** It may be taken here later; another channel may take it now. */
function retry(tried: Tried, retryAfter?: number): NextStep {
  return again(tried, mayMove(tried), retryAfter);
}

/** The first time it moves it need not wait: nobody else has been asked yet. */
function again({ message, channel, outcomes, now }: Tried, moves: boolean, retryAfter?: number): NextStep {
  const wait = moves && message.avoid === undefined ? 0 : (retryAfter ?? backoff(channel.retry, message.attempt));
  const dueAt = now + wait;
  if (dueAt > message.sendAt + channel.retry.giveUpAfter && message.attempt > 1)
    return { to: "failed", code: GIVEN_UP, refund: !someAccepted(outcomes) };
  return { to: "queued", dueAt, avoid: moves ? channel.id : undefined };
}

function mayMove({ channel, alternative }: Tried): boolean {
  return channel.retry.thenNextChannel && alternative();
}

function someAccepted(outcomes: readonly Outcome[]): boolean {
  return outcomes.some((outcome) => outcome.kind === "accepted");
}

function backoff(settings: RetrySettings, attempt: number): number {
  return settings.backoff[Math.min(attempt, settings.backoff.length) - 1] ?? 1000;
}
