import { describe, expect, it } from "vitest";
import { sampleChannel, sampleClaimed } from "../../test/house/samples.ts";
import type { Outcome } from "../channels/channel.ts";
import type { ChannelConfig, UnknownChoice } from "../domain/directory.ts";
import type { ClaimedMessage, NextStep } from "../store/store.ts";
import { decide } from "./decide.ts";

const ACCEPTED: Outcome = { kind: "accepted", upstreamId: "1" };
const REFUSED: Outcome = { kind: "refused", code: "45", final: false };
const FINAL: Outcome = { kind: "refused", code: "BLACK", final: true };
const THROTTLED: Outcome = { kind: "deferred", code: "88", why: "throttled" };
const DISCONNECTED: Outcome = { kind: "deferred", code: "DOWN", why: "disconnected" };
const UNKNOWN: Outcome = { kind: "unknown", code: "TIMEOUT" };
const GONE: Outcome = { kind: "unknown", code: "DROPPED", lost: true };

const NOW = 100_000;
const LATER = (ms: number, avoid?: number): NextStep => ({ to: "queued", dueAt: NOW + ms, avoid });
const FAILED = (code: string, refund = true): NextStep => ({ to: "failed", code, refund });
const LOST: NextStep = { to: "unknown", code: "UNKNOWN", refund: false };
const VALID = 72 * 3_600_000;
const SET = (then: "hold" | "resend" | "end", rest: UnknownChoice = {}): UnknownChoice => ({ then, ...rest });
/** No answer came: again after so long, or UNKNOWN after so long. */
const AGAIN = (ms: number, avoid?: number): NextStep => ({ ...HELD(ms), otherwise: "queued", avoid }) as NextStep;
const HELD = (ms: number = VALID, matchSince: number | undefined = NOW - 120_000): NextStep => ({
  to: "unanswered",
  until: NOW + ms,
  otherwise: "unknown",
  avoid: undefined,
  expiresAt: NOW + VALID,
  matchSince,
});

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
const UNDELIVERED = { undelivered: "MA:1" };
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
  { name: "unanswered", outcomes: [UNKNOWN], next: AGAIN(5_000), next2: AGAIN(5_000, 1) },
  { name: "unanswered, and others may not be asked", outcomes: [UNKNOWN], channel: NEVER_NEXT, next: AGAIN(5_000), next2: AGAIN(5_000) },
  { name: "unanswered the third time", outcomes: [UNKNOWN], message: { attempt: 3 }, next: AGAIN(30_000), next2: AGAIN(30_000, 1) },
  { name: "unanswered, may go once", outcomes: [UNKNOWN], message: ONCE, next: HELD(), next2: HELD() },
  { name: "unanswered by a channel that sends once", outcomes: [UNKNOWN], channel: { delivery: "at-most-once" }, next: HELD(), next2: HELD() },
  { name: "unanswered by a channel that sends once, whatever it is told", outcomes: [UNKNOWN], channel: { delivery: "at-most-once", unknown: SET("resend", { after: 1_000 }) }, next: HELD() },
  { name: "unanswered by a channel that sends once and waits so long", outcomes: [UNKNOWN], channel: { delivery: "at-most-once", unknown: { after: 1_000 } }, next: HELD(1_000) },
  { name: "unanswered by a channel that holds", outcomes: [UNKNOWN], channel: { unknown: SET("hold") }, next: HELD(), next2: HELD() },
  { name: "unanswered by a channel that waits for no answer", outcomes: [UNKNOWN], channel: { unknown: SET("end") }, next: LOST, next2: LOST },
  { name: "unanswered by a channel that others use too", outcomes: [UNKNOWN], channel: { unknown: SET("hold", { byPhone: false }) }, next: { ...HELD(), matchSince: undefined } as NextStep },
  { name: "unanswered by a channel that takes its time", outcomes: [UNKNOWN], channel: { unknown: { after: 300_000 } }, next: AGAIN(300_000) },
  { name: "unanswered, the next try after the give-up time", outcomes: [UNKNOWN], message: EXPIRED_NEXT, next: HELD(5_000), next2: HELD(5_000) },
  { name: "lost", outcomes: [GONE], next: LATER(1_000), next2: LATER(0, 1) },
  { name: "lost, may go once", outcomes: [GONE], message: ONCE, next: LOST, next2: LOST },
  { name: "lost by a channel that is told to hold", outcomes: [GONE], channel: { unknown: SET("hold") }, next: HELD() },
  { name: "lost in part, the other part unanswered", outcomes: [GONE, UNKNOWN], next: AGAIN(5_000) },
  { name: "unanswered in part", outcomes: [ACCEPTED, UNKNOWN], next: AGAIN(5_000) },
  { name: "unanswered and refused in part", outcomes: [REFUSED, UNKNOWN], next: AGAIN(5_000), next2: AGAIN(5_000, 1) },
  { name: "throttled, the next try after the give-up time", outcomes: [THROTTLED], message: EXPIRED_NEXT, next: FAILED("YZ:GIVEUP"), next2: LATER(0, 1) },
  { name: "throttled past the give-up time", outcomes: [THROTTLED], message: { attempt: 2, sendAt: NOW - 600_001 }, next: FAILED("YZ:GIVEUP"), next2: FAILED("YZ:GIVEUP") },
  { name: "refused past the give-up time by the second channel", outcomes: [REFUSED], message: { ...EXPIRED_NEXT, avoid: 2 }, next: FAILED("45"), next2: FAILED("YZ:GIVEUP") },
  { name: "given up, a part accepted", outcomes: [ACCEPTED, THROTTLED], message: EXPIRED_NEXT, next: FAILED("YZ:GIVEUP", false) },
  { name: "refused for good after another channel had taken it", outcomes: [FINAL], message: UNDELIVERED, next: FAILED("BLACK", false) },
  { name: "given up after another channel had taken it", outcomes: [THROTTLED], message: { ...UNDELIVERED, ...EXPIRED_NEXT }, next: FAILED("MA:1", false) },
  { name: "throttled on its first try, however late that was", outcomes: [THROTTLED], message: { sendAt: NOW - 999_999_999 }, next: LATER(1_000) },
];

describe("after a try that was", () => {
  it("all accepted, it is sent on by the failed receipts that the product names", () => {
    const sent = { outcomes: [ACCEPTED], now: NOW, channel: sampleChannel(), message: sampleClaimed(), other: () => "none" as const };
    const again = { until: NOW + 1, codes: ["MA:*"] };
    expect(decide({ ...sent, again: () => again })).toMatchObject({ to: "sent", again });
  });

  it("moves at once only while somebody is up that was not asked", () => {
    const tried = {
      outcomes: [THROTTLED],
      now: NOW,
      channel: sampleChannel(),
      message: sampleClaimed({ sendAt: NOW, avoid: 2 }),
      again: () => undefined,
    };
    expect(decide({ ...tried, other: () => "fresh" })).toEqual(LATER(0, 1));
    expect(decide({ ...tried, other: () => "some" })).toEqual(LATER(1_000, 1));
    expect(decide({ ...tried, other: () => "none" })).toEqual(LATER(1_000));
  });

  it.each(CASES)("$name", ({ outcomes, next, next2, message, channel }) => {
    const again = (): undefined => undefined;
    const tried = { outcomes, now: NOW, again, channel: sampleChannel(channel), message: sampleClaimed({ sendAt: NOW, ...message }) };
    expect(decide({ ...tried, other: () => "none" })).toEqual(next);
    if (next2) expect(decide({ ...tried, other: () => (message?.avoid === undefined ? "fresh" : "some") })).toEqual(next2);
  });
});
