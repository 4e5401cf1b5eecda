import { expect, it } from "vitest";
import { Gate } from "../../test/house/scripted-carrier.ts";
import { turnOfLoop } from "../../test/house/until.ts";
import type { ChannelReceipt } from "../domain/receipt.ts";
import type { ReceiptStore } from "../store/store.ts";
import { ReceiptIntake } from "./intake.ts";

function receipts(...ids: readonly string[]): readonly ChannelReceipt[] {
  return ids.map((upstreamId) => ({ upstreamId, status: "delivered", code: "DELIVRD", at: 0, raw: "" }));
}

/** A store whose calls a test answers one by one. */
function heldStore() {
  const calls: { readonly channel: number; readonly ids: readonly string[]; readonly gate: Gate<Error | undefined> }[] = [];
  const store: ReceiptStore = {
    async store(channel, batch) {
      const gate = new Gate<Error | undefined>();
      calls.push({ channel, ids: batch.map((receipt) => receipt.upstreamId), gate });
      const error = await gate.opened;
      if (error) throw error;
      return batch.map(() => "settled");
    },
    submits: async () => [],
  };
  return { store, calls };
}

it("acknowledges receipts when they are stored, and not before", async () => {
  const { store, calls } = heldStore();
  let settled = 0;
  const intake = new ReceiptIntake(store, () => {
    settled += 1;
  });
  let acknowledged = false;
  const taking = intake.take(1, receipts("a")).then(() => {
    acknowledged = true;
  });
  await turnOfLoop();
  expect([acknowledged, settled]).toEqual([false, 0]);
  calls[0]?.gate.open(undefined);
  await taking;
  expect(settled).toBe(1);
});

it("stores what comes meanwhile in one call, in order, and acknowledges each hand-over", async () => {
  const { store, calls } = heldStore();
  const intake = new ReceiptIntake(store, () => undefined);
  const first = intake.take(1, receipts("a"));
  const rest = [intake.take(1, receipts("b", "c")), intake.take(1, receipts("d"))];
  calls[0]?.gate.open(undefined);
  await first;
  await turnOfLoop();
  expect(calls.map((call) => call.ids)).toEqual([["a"], ["b", "c", "d"]]);
  calls[1]?.gate.open(undefined);
  await Promise.all(rest);
});

it("does not let one channel wait for another", async () => {
  const { store, calls } = heldStore();
  const intake = new ReceiptIntake(store, () => undefined);
  const slow = intake.take(1, receipts("a"));
  const quick = intake.take(2, receipts("b"));
  expect(calls.map((call) => call.channel)).toEqual([1, 2]);
  calls[1]?.gate.open(undefined);
  await quick;
  calls[0]?.gate.open(undefined);
  await slow;
});

it("leaves unacknowledged what could not be stored, and goes on", async () => {
  const { store, calls } = heldStore();
  const intake = new ReceiptIntake(store, () => undefined);
  const failing = intake.take(1, receipts("a"));
  const next = intake.take(1, receipts("b"));
  calls[0]?.gate.open(new Error("the disk is full"));
  await expect(failing).rejects.toThrow("the disk is full");
  await turnOfLoop();
  calls[1]?.gate.open(undefined);
  await next;
});

it("cuts calls at a bound, but never a hand-over in two", async () => {
  const { store, calls } = heldStore();
  const intake = new ReceiptIntake(store, () => undefined);
  const many = (count: number, name: string) => receipts(...Array.from({ length: count }, (_, index) => `${name}${index}`));
  const all = [intake.take(1, many(1, "a")), intake.take(1, many(499, "b")), intake.take(1, many(900, "c")), intake.take(1, many(1, "d"))];
  for (let call = 0; call < 3; call++) {
    calls[call]?.gate.open(undefined);
    await turnOfLoop();
  }
  await Promise.all(all);
  expect(calls.map((call) => call.ids.length)).toEqual([1, 1_399, 1]);
});

it("takes nothing for nothing", async () => {
  const { store, calls } = heldStore();
  await new ReceiptIntake(store, () => undefined).take(1, []);
  expect(calls).toEqual([]);
});
