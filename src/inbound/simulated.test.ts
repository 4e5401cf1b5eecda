import { expect, it } from "vitest";
import { InboundRig } from "../../test/house/inbound-rig.ts";
import { sampleChannel } from "../../test/house/samples.ts";
import type { ChannelHost } from "../channels/channel.ts";
import { simulator } from "../channels/simulator/index.ts";

const PLAN = `
version: 1
channels:
  - { name: main, kind: scripted, operators: [mobile], code: "1069" }
products:
  - { name: one, routes: [{ media: sms, operators: [mobile], channels: [main] }] }
accounts:
  - { login: customer, dialects: [huaxin], product: one, code: "05", password: p, optOut: true }
`;

/** The room with the simulated carrier as its channel; `fail` says whether the next hand-over is refused. */
async function open(fail: () => boolean) {
  const rig = await InboundRig.open(PLAN);
  rig.matcher.start();
  const host: ChannelHost = {
    clock: rig.clock,
    receipts: async () => undefined,
    inbound: (batch) => (fail() ? Promise.reject(new Error("the store is full")) : rig.intake.take(rig.channel("main"), batch)),
    late: () => undefined,
    readyChanged: () => undefined,
    callback: () => () => undefined,
    outstanding: async () => [],
    submits: async () => [],
    log: () => undefined,
  };
  const own = { receiptDelay: 50, submitDelay: 0, failRate: 0 };
  const channel = simulator.create(sampleChannel({ id: rig.channel("main"), code: "1069", own }), host);
  await channel.start();
  return {
    rig,
    async send(phone: string): Promise<number> {
      const messageId = await rig.sent("customer", phone);
      const part = {
        messageId,
        attempt: 1,
        part: 1,
        parts: 1,
        medium: "sms",
        phone,
        source: "10690588",
        text: "您好",
        reference: 0,
      } as const;
      expect(await channel.send(part)).toMatchObject({ kind: "accepted" });
      return messageId;
    },
    async [Symbol.asyncDispose]() {
      await channel.stop(0);
      await rig[Symbol.asyncDispose]();
    },
  };
}

it.each([
  ["13800139010", "收到", false],
  ["13800139011", "T", true],
  ["13800139012", "一二三四五六七八九十".repeat(20), false],
])("the phone %s answers, once, and its account is told what and to which message", async (phone, text, optsOut) => {
  let refusals = 1;
  await using opened = await open(() => refusals-- > 0);
  const { rig, send } = opened;
  const messageId = await send(phone);
  for (let second = 0; second < 5; second++) await rig.pass(1_000);
  expect(await rig.pull("customer")).toMatchObject([
    { phone, text, accessCode: "10690588", accountCode: "05", ext: "88", answers: { messageId } },
  ]);
  const { blacklist } = await rig.store.rules.load();
  expect(blacklist).toEqual(optsOut ? [{ accountId: rig.account("customer").id, phone, expiresAt: undefined }] : []);
});
