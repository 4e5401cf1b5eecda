import { expect, it } from "vitest";
import {
  CLASS,
  DECISION,
  ENTRY,
  EVENT,
  FLAG,
  INBOUND,
  LEASED_QUEUE,
  MEDIUM,
  OPERATOR,
  OUTCOME,
  PUSH_KIND,
  PUSH_STATE,
  RECEIPT,
  REPORT,
  STATE,
  sentQueue,
  VERDICT,
} from "./codes.ts";

it("keeps the numbers that stored data was written with", () => {
  expect(STATE.code).toEqual({ held: 0, queued: 1, leased: 2, sent: 3, delivered: 4, failed: 5, unknown: 6, cancelled: 7, unanswered: 8 });
  expect(MEDIUM.code).toEqual({ sms: 0, mms: 1 });
  expect(OPERATOR.code).toEqual({ mobile: 0, unicom: 1, telecom: 2, international: 3 });
  expect(CLASS.code).toEqual({ verification: 0, notice: 1, marketing: 2 });
  expect(OUTCOME.code).toEqual({ accepted: 0, refused: 1, deferred: 2, unknown: 3 });
  expect(RECEIPT.code).toEqual({ delivered: 0, failed: 1, pending: 2 });
  expect(ENTRY.code).toEqual({ charge: 0, refund: 1, recharge: 2, adjust: 3, opening: 4, carried: 5 });
  expect(REPORT.code).toEqual({ waiting: 0, taken: 1, handed: 2, kept: 3 });
  expect(DECISION.code).toEqual({ approved: 1, rejected: 2, cancelled: 3 });
  expect(PUSH_KIND.code).toEqual({ report: 0, inbound: 1 });
  expect(PUSH_STATE.code).toEqual({ waiting: 0, received: 1, undelivered: 2 });
  expect(VERDICT.code).toEqual({ received: 0, refused: 1, unreached: 2 });
  expect(Object.entries(EVENT.code)).toEqual([
    ["lease-lapsed", 0],
    ["node-left", 1],
    ["server-restarted", 2],
    ["receipt-overdue", 3],
    ["cancelled", 4],
    ["push-replayed", 5],
    ["answered-late", 6],
    ["answer-overdue", 7],
    ["undelivered", 8],
  ]);
  expect(INBOUND.code).toEqual({ waiting: 0, taken: 1, handed: 2, kept: 3, partial: 4, whole: 5 });
  expect(FLAG).toEqual({ pullReports: 1, numbered: 2, refundUndelivered: 4, atMostOnce: 8, pushReports: 16 });
});

it("reads back what it wrote, and refuses a number that it never wrote", () => {
  for (const [word, code] of Object.entries(STATE.code)) expect(STATE.word(code)).toBe(word);
  for (const [word, code] of Object.entries(DECISION.code)) expect(DECISION.word(code)).toBe(word);
  expect(() => STATE.word(99)).toThrow("stored code 99 is not one of held, queued");
  expect(() => STATE.word(-1)).toThrow(RangeError);
});

it("keeps the queues of lanes, of leases and of every channel apart", () => {
  const queues = [LEASED_QUEUE, ...[undefined, 1, 2, 2 ** 31].map(sentQueue)];
  expect(new Set(queues).size).toBe(queues.length);
  expect(Math.max(...queues)).toBeLessThan(0);
});
