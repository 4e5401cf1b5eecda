import { describe, expect, it } from "vitest";
import { sampleChannel, sampleClaimed } from "../../test/house/samples.ts";
import type { Outcome } from "../channels/channel.ts";
import type { ChannelConfig } from "../domain/directory.ts";
import type { ClaimedMessage, NextStep } from "../store/store.ts";
import { decide } from "./decide.ts";

const ACCEPTED: Outcome = { kind: "accepted", upstreamId: "1" };
const REFUSED: Outcome = { kind: "refused", code: "45", final: false };
const FINAL: Outcome = { kind: "refused", code: "BLACK", final: true };
const THROTTLED: Outcome = { kind: "deferred", code: "88", why: "throttled" };
const DISCONNECTED: Outcome = { kind: "deferred", code: "DOWN", why: "disconnected" };
const UNKNOWN: Outcome = { kind: "unknown", code: "TIMEOUT" };

const NOW = 100_000;
const LATER = (ms: number, avoid?: number): NextStep => ({ to: "queued", dueAt: NOW + ms, avoid });
const FAILED = (code: string, refund = true): NextStep => ({ to: "failed", code, refund });
const LOST: NextStep = { to: "unknown", code: "UNKNOWN", refund: false };

interface Case {
  readonly name: string;
  readonly outcomes: readonly Outcome[];
  readonly next: NextStep;
  /** With another channel on the route, channel 1 being the one that was tried. */
  readonly next2?: NextStep;
  readonly message?: Partial<ClaimedMessage>;
  readonly channel?: Partial<ChannelConfig>;
}

const retry = sampleChannel().retry;
const NEVER_NEXT = { retry: { ...retry, thenNextChannel: false } };
const ONCE = { atMostOnce: true };
const EXPIRED_NEXT = { attempt: 2, sendAt: NOW - 600_000 };

// biome-ignore format: a table
const CASES: readonly Case[] = [
  { name: "accepted", outcomes: [ACCEPTED], next: { to: "sent", expiresAt: NOW + 72 * 3_600_000 } },
  { name: "all parts accepted", outcomes: [ACCEPTED, ACCEPTED], next: { to: "sent", expiresAt: NOW + 72 * 3_600_000 } },
  { name: "refused for good", outcomes: [FINAL], next: FAILED("BLACK") },
  { name: "refused for good in part: what was accepted is not refunded", outcomes: [ACCEPTED, FINAL], next: FAILED("BLACK", false) },
  { name: "refused for good in part, the other part unanswered", outcomes: [UNKNOWN, FINAL], next: FAILED("BLACK") },
  { name: "refused for good by a message that may go once", outcomes: [FINAL], message: ONCE, next: FAILED("BLACK") },
  { name: "refused", outcomes: [REFUSED], next: FAILED("45"), next2: LATER(0, 1) },
  { name: "refused, and others may not be asked", outcomes: [REFUSED], channel: NEVER_NEXT, next: FAILED("45"), next2: FAILED("45") },
  { name: "refused by the second channel, too", outcomes: [REFUSED], message: { attempt: 2, avoid: 2 }, next: FAILED("45"), next2: LATER(5_000, 1) },
  { name: "refused, a part accepted", outcomes: [ACCEPTED, REFUSED], next: FAILED("45", false), next2: LATER(0, 1) },
  { name: "refused, a part accepted, may go once", outcomes: [ACCEPTED, REFUSED], message: ONCE, next: LOST, next2: LOST },
  { name: "throttled", outcomes: [THROTTLED], next: LATER(1_000), next2: LATER(0, 1) },
  { name: "throttled the third time", outcomes: [THROTTLED], message: { attempt: 3 }, next: LATER(30_000), next2: LATER(0, 1) },
  { name: "throttled more often than the backoff is long", outcomes: [THROTTLED], message: { attempt: 9 }, next: LATER(120_000) },
  { name: "throttled by a channel that doesn't retry that", outcomes: [THROTTLED], channel: { retry: { ...retry, on: ["disconnected"] } }, next: FAILED("88"), next2: LATER(0, 1) },
  { name: "throttled with a time to wait", outcomes: [{ ...THROTTLED, retryAfter: 7_000 } as Outcome], next: LATER(7_000), next2: LATER(0, 1) },
  { name: "throttled, may go once", outcomes: [THROTTLED], message: ONCE, next: LATER(1_000) },
  { name: "throttled, a part accepted, may go once", outcomes: [ACCEPTED, THROTTLED], message: ONCE, next: LOST },
  { name: "disconnected", outcomes: [DISCONNECTED], next: LATER(1_000), next2: LATER(0, 1) },
  { name: "disconnected, and others may not be asked", outcomes: [DISCONNECTED], channel: NEVER_NEXT, next: LATER(1_000), next2: LATER(1_000) },
  { name: "unanswered", outcomes: [UNKNOWN], next: LATER(1_000), next2: LATER(0, 1) },
  { name: "unanswered, may go once", outcomes: [UNKNOWN], message: ONCE, next: LOST, next2: LOST },
  { name: "unanswered by a channel that sends once", outcomes: [UNKNOWN], channel: { delivery: "at-most-once" }, next: LOST, next2: LOST },
  { name: "unanswered in part", outcomes: [ACCEPTED, UNKNOWN], next: LATER(1_000) },
  { name: "unanswered and refused in part", outcomes: [REFUSED, UNKNOWN], next: LATER(1_000), next2: LATER(0, 1) },
  { name: "throttled, the next try after the give-up time", outcomes: [THROTTLED], message: EXPIRED_NEXT, next: FAILED("YZ:GIVEUP"), next2: LATER(0, 1) },
  { name: "throttled past the give-up time", outcomes: [THROTTLED], message: { attempt: 2, sendAt: NOW - 600_001 }, next: FAILED("YZ:GIVEUP"), next2: FAILED("YZ:GIVEUP") },
  { name: "refused past the give-up time by the second channel", outcomes: [REFUSED], message: { ...EXPIRED_NEXT, avoid: 2 }, next: FAILED("45"), next2: FAILED("YZ:GIVEUP") },
  { name: "given up, a part accepted", outcomes: [ACCEPTED, THROTTLED], message: EXPIRED_NEXT, next: FAILED("YZ:GIVEUP", false) },
  { name: "throttled on its first try, however late that was", outcomes: [THROTTLED], message: { sendAt: NOW - 999_999_999 }, next: LATER(1_000) },
];

describe("after a try that was", () => {
  it.each(CASES)("$name", ({ outcomes, next, next2, message, channel }) => {
    const tried = { outcomes, now: NOW, channel: sampleChannel(channel), message: sampleClaimed({ sendAt: NOW, ...message }) };
    expect(decide({ ...tried, alternative: () => false })).toEqual(next);
    if (next2) expect(decide({ ...tried, alternative: () => true })).toEqual(next2);
  });
});
