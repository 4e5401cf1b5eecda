import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CONTENT_CLASSES, MEDIA, OPERATORS } from "../../../domain/message.ts";
import type { ChannelReceipt } from "../../../domain/receipt.ts";
import type { NewSubmission } from "../../../domain/submission.ts";
import type { AcceptOutcome, AttemptResult, ClaimedMessage, NextStep, SentAgain } from "../../store.ts";
import type { WireCall, WireResult } from "../protocol.ts";
import { packCalls, packReplies, unpackCalls, unpackReplies } from "./batch.ts";
import type { Cells } from "./cells.ts";
import { packClaimed, unpackClaimed } from "./claimed.ts";
import { packOutcome, unpackOutcome } from "./outcome.ts";
import { packReceipts, unpackReceipts } from "./receipts.ts";
import { packResults, unpackResults } from "./results.ts";
import { packSubmission, unpackSubmission } from "./submission.ts";

const count = fc.oneof(fc.nat(), fc.maxSafeNat(), fc.constant(0));
const text = fc.oneof(fc.string({ unit: "binary" }), fc.constantFrom("", "\0", "null", "【驿站】\ud800", "0"));
const record = <T>(shape: { [K in keyof T]: fc.Arbitrary<T[K]> }): fc.Arbitrary<T> => fc.record<T>(shape, { noNullPrototype: true });
const maybe = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(arbitrary, { nil: undefined });

const submission: fc.Arbitrary<NewSubmission> = record({
  id: count,
  accountId: count,
  dialect: text,
  medium: fc.constantFrom(...MEDIA),
  acceptedAt: count,
  sendAt: count,
  text: maybe(text),
  ext: text,
  orderId: maybe(text),
  orderExpiresAt: count,
  other: maybe(text),
  reports: record({ pull: fc.boolean(), push: fc.boolean() }),
  numbered: fc.boolean(),
  charge: record({ credits: count, floor: fc.maxSafeInteger() }),
  refundUndelivered: fc.boolean(),
  atMostOnce: fc.boolean(),
  once: maybe(record({ key: text, expiresAt: count })),
  media: maybe(fc.uint8Array()),
  messages: fc.array(
    record({
      id: count,
      phone: text,
      operator: maybe(fc.constantFrom(...OPERATORS)),
      class: fc.constantFrom(...CONTENT_CLASSES),
      text: maybe(text),
      segments: count,
      state: fc.constantFrom("queued", "held", "failed"),
      code: maybe(text),
      lane: count,
      exempt: fc.boolean(),
    }),
  ),
});

const LANE = 4_242;
/** Runs of messages of one submission, and neighbours with equal texts, as claims bring them. */
const claimed: fc.Arbitrary<readonly ClaimedMessage[]> = fc
  .array(
    fc.tuple(
      record({
        submissionId: count,
        accountId: count,
        medium: fc.constantFrom(...MEDIA),
        ext: text,
        numbered: fc.boolean(),
        atMostOnce: fc.boolean(),
        sendAt: count,
      }),
      fc.array(
        record({
          id: count,
          phone: text,
          text: fc.oneof(text, fc.constant("甲")),
          segments: count,
          attempt: count,
          avoid: maybe(count),
          asked: fc.array(record({ channelId: count, failed: fc.boolean() }), { maxLength: 3 }),
          undelivered: maybe(text),
        }),
        { minLength: 1, maxLength: 4 },
      ),
    ),
    { maxLength: 6 },
  )
  // the cells that a submission's messages share are equal wherever it comes up
  .map((runs) => runs.filter(([shared], index) => runs.findIndex(([other]) => other.submissionId === shared.submissionId) === index))
  .map((runs) => runs.flatMap(([shared, messages]) => messages.map((message) => ({ ...shared, ...message, lane: LANE }))));

const again: fc.Arbitrary<SentAgain | undefined> = maybe(record({ until: count, codes: fc.array(text, { maxLength: 3 }) }));
const next: fc.Arbitrary<NextStep> = fc.oneof(
  record({ to: fc.constant("sent" as const), expiresAt: count, again }),
  record({ to: fc.constant("queued" as const), dueAt: count, avoid: maybe(count) }),
  record({
    to: fc.constant("unanswered" as const),
    until: count,
    otherwise: fc.constantFrom("queued" as const, "unknown" as const),
    avoid: maybe(count),
    expiresAt: count,
    matchSince: maybe(count),
    again,
  }),
  record({ to: fc.constantFrom("delivered" as const, "failed" as const, "unknown" as const), code: text, refund: fc.boolean() }),
);
const result: fc.Arbitrary<AttemptResult> = record({
  messageId: count,
  accountId: count,
  attempt: count,
  channelId: maybe(count),
  at: count,
  parts: fc.array(
    record({
      part: count,
      outcome: fc.constantFrom("accepted", "refused", "deferred", "unknown"),
      upstreamId: maybe(text),
      code: maybe(text),
    }),
    { maxLength: 4 },
  ),
  choice: maybe(text),
  next,
});

const said = { upstreamId: text, status: fc.constantFrom("delivered" as const, "failed" as const, "pending" as const), code: text };
const receipt: fc.Arbitrary<ChannelReceipt> = fc.oneof(
  record({ ...said, at: count, raw: text }),
  record({ ...said, at: count, raw: text, phone: text }),
);

/** Across to another thread: what a MessagePort does to a message. */
function across(cells: Cells): Cells {
  for (const cell of cells)
    expect(cell === null || typeof cell === "string" || typeof cell === "number" || cell instanceof Uint8Array).toBe(true);
  return structuredClone(cells);
}

describe("what crosses between the threads", () => {
  it("gives a submission back as it was", () => {
    fc.assert(
      fc.property(submission, (value) => {
        expect(unpackSubmission(across(packSubmission(value)))).toStrictEqual(value);
      }),
    );
  });

  it("gives claimed messages back as they were", () => {
    fc.assert(
      fc.property(claimed, (value) => {
        expect(unpackClaimed(across(packClaimed(value)), LANE)).toStrictEqual(value);
      }),
    );
  });

  it("gives outcomes back as they were", () => {
    fc.assert(
      fc.property(fc.array(result), (value) => {
        expect(unpackResults(across(packResults(value)))).toStrictEqual(value);
      }),
    );
  });

  it("gives receipts back as they were", () => {
    fc.assert(
      fc.property(fc.array(receipt), (value) => {
        expect(unpackReceipts(across(packReceipts(value)))).toStrictEqual(value);
      }),
    );
  });

  it("writes a text that many messages share once", () => {
    const shared = { accountId: 1, submissionId: 2, medium: "sms", lane: LANE, text: "甲".repeat(70), ext: "" } as const;
    const rest = { segments: 1, numbered: false, attempt: 1, avoid: undefined, asked: [], undelivered: undefined } as const;
    const meant = { atMostOnce: false, sendAt: 3 } as const;
    const messages = Array.from({ length: 100 }, (_, id) => ({ ...shared, ...rest, ...meant, id, phone: "13800138000" }));
    expect(packClaimed(messages).filter((cell) => cell === shared.text)).toHaveLength(1);
  });
});

describe("a receipt's raw form", () => {
  const kept = (raw: string): string =>
    unpackReceipts(packReceipts([{ upstreamId: "a", status: "failed", code: "C", at: 1, raw }]))[0]?.raw ?? "";

  it("is kept whole up to 4 KiB", () => {
    expect(kept("x".repeat(4096))).toBe("x".repeat(4096));
    expect(kept("报".repeat(1365))).toBe("报".repeat(1365));
  });

  it("is cut beyond that, between characters", () => {
    expect(kept("x".repeat(4097))).toBe("x".repeat(4096));
    expect(kept("报".repeat(1366))).toBe("报".repeat(1365));
    expect(kept(`xx${"😀".repeat(1024)}`)).toBe(`xx${"😀".repeat(1023)}`);
    expect(kept("报".repeat(1_000_000))).toBe("报".repeat(1365));
  });
});

describe("what came of a submission", () => {
  it.each<AcceptOutcome>([
    { kind: "accepted", balance: -3, charged: 7, limited: [] },
    { kind: "accepted", balance: 0, charged: 0, limited: [0, 2, 9] },
    { kind: "credits-short", balance: 1 },
    { kind: "order-duplicate", balance: 4, submissionId: 229_000_000_000_000 },
    { kind: "recipient-limited", balance: 5 },
    { kind: "busy" },
  ])("crosses as it is: %j", (outcome) => {
    expect(unpackOutcome(structuredClone(packOutcome(outcome)))).toEqual(outcome);
  });
});

describe("a batch", () => {
  it("crosses with its calls in order, however many arguments they have", () => {
    const calls: WireCall[] = [
      ["audit", []],
      ["balance", [1, "sms"]],
      ["renew", [0, 5]],
      ["lanes", [-1, 9]],
    ];
    expect(unpackCalls(structuredClone(packCalls(calls)))).toEqual(calls);
  });

  it("comes back with values and failures each in their place", () => {
    const results: WireResult[] = [
      [true, undefined],
      [false, "the disk is full"],
      [true, { a: [1] }],
      [false, ""],
    ];
    expect(unpackReplies(structuredClone(packReplies(results)))).toEqual(results);
  });
});
