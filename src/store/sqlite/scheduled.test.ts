import { expect, it } from "vitest";
import type { NewSubmission } from "../../domain/submission.ts";
import { Db } from "./db.ts";
import { migrate } from "./migrate.ts";
import { accept } from "./ops/accept.ts";
import { rescue } from "./ops/sweep.ts";
import { MIGRATIONS } from "./schema/index.ts";
import { Tx } from "./tx.ts";

const NOW = 1_795_136_890_000;
const LIMITS = { queued: 9, frequency: { codes: { limit: 3, window: 180_000 }, daily: { limit: 10 } }, daily: 0 };
const MESSAGE = {
  phone: "13800138000",
  operator: "mobile",
  class: "notice",
  text: undefined,
  segments: 1,
  state: "queued",
  code: undefined,
  lane: 64,
  exempt: true,
} as const;

function submission(id: number, sendAt: number): NewSubmission {
  return {
    id,
    accountId: 1,
    dialect: "huaxin",
    medium: "sms",
    acceptedAt: NOW,
    sendAt,
    text: "您好",
    media: undefined,
    ext: "",
    orderId: undefined,
    orderExpiresAt: NOW,
    once: undefined,
    other: undefined,
    reports: { pull: true, push: false },
    numbered: false,
    charge: { credits: 1, floor: -9 },
    refundUndelivered: false,
    atMostOnce: false,
    messages: [{ ...MESSAGE, id: id + 32 }],
  };
}

it("writes a row of its own only for a submission that goes later, and sweeps it away when its time has come", () => {
  const db = new Db(":memory:");
  migrate(db, MIGRATIONS, NOW);
  const tx = new Tx(db);
  tx.begin();
  accept(tx, submission(64, NOW), LIMITS);
  accept(tx, submission(128, NOW + 5), LIMITS);
  accept(tx, submission(192, NOW + 5), LIMITS);
  accept(tx, submission(256, NOW + 6), LIMITS);
  const rows = () => db.all<{ submission_id: number }>("SELECT submission_id FROM scheduled").map((row) => row.submission_id);
  expect(rows()).toEqual([128, 192, 256]);
  rescue(tx, NOW + 4, 9);
  expect(rows()).toEqual([128, 192, 256]);
  rescue(tx, NOW + 5, 1);
  expect(rows()).toHaveLength(2);
  rescue(tx, NOW + 5, 9);
  expect(rows()).toEqual([256]);
  tx.commit();
  db.close();
});
