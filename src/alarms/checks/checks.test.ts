import { describe, expect, it } from "vitest";
import { alarmRig, find, only } from "../../../test/house/alarm-rig.ts";
import type { ChannelState } from "../../domain/channel-state.ts";
import type { Rig } from "../../store/conformance/rig.ts";
import { DAY, HOUR, MINUTE } from "./check.ts";

const UP: ChannelState = {
  mode: "up",
  running: true,
  up: true,
  pulse: {},
  window: { used: 0, size: 16 },
  waiting: 0,
  submits: { last10s: 0, last60s: 0 },
  outcomes: { accepted: 0, refused: 0, deferred: 0, unknown: 0, throttled: 0 },
  receipts: { accepted: 0, delivered: 0, failed: 0 },
};

/** Sends so many messages, of which so many are delivered and as many fail; the rest have no receipt. */
async function sent(rig: Rig, count: number, delivered: number, failed: number): Promise<void> {
  const receipts: string[] = [];
  for (const message of await rig.claimed({ to: count })) receipts.push(...(await rig.sent(message)));
  const good = receipts.slice(0, delivered).map((id) => rig.receipt(id));
  const bad = receipts.slice(delivered, delivered + failed).map((id) => rig.receipt(id, "UNDELIV"));
  if (good.length + bad.length > 0) await rig.receive(...good, ...bad);
}

describe("channel-down", () => {
  it("finds channels that aren't connected, keep failing, or that no node runs, and none that is drained or off", async () => {
    await using rig = await alarmRig();
    const third = await rig.channel("third");
    const fourth = await rig.channel("fourth");
    await rig.store.channels.setMode({ channelId: fourth, mode: "drain", at: rig.now, actor: "test", note: "" });
    const trouble = { at: rig.now, what: "connection refused" };
    const states = [
      { channelId: rig.channelId, state: { ...UP, up: false, trouble } },
      { channelId: rig.otherChannelId, state: { ...UP, circuit: "open" as const } },
      { channelId: third, state: UP },
      { channelId: fourth, state: { ...UP, mode: "drain" as const } },
    ];
    await rig.store.channels.report(0, rig.now, states, 0);
    const found = await find(rig, only("channel-down"));
    expect(found.map(({ of, facts }) => [of, facts])).toEqual([
      [rig.channelId, { standing: "not connected", trouble: "connection refused" }],
      [rig.otherChannelId, { standing: "failing" }],
    ]);
    rig.now += MINUTE;
    expect((await find(rig, only("channel-down"))).map(({ facts }) => facts.standing)).toEqual(["unheard", "unheard", "unheard"]);
  });
});

describe("success-rate and receipt-rate", () => {
  it("find a channel that delivers too little of what ended, where enough did", async () => {
    await using rig = await alarmRig();
    await sent(rig, 10, 7, 3);
    const [low, ...more] = await find(rig, only("success-rate", { percent: 80, messages: 10 }));
    expect(more).toEqual([]);
    expect(low).toMatchObject({ of: rig.channelId, facts: { percent: 70, least: 80, messages: 10, minutes: 15 } });
    expect(await find(rig, only("success-rate", { percent: 70, messages: 10 }))).toEqual([]);
    expect(await find(rig, only("success-rate", { percent: 80, messages: 11 }))).toEqual([]);
    rig.now += 15 * MINUTE;
    expect(await find(rig, only("success-rate", { percent: 80, messages: 10 }))).toEqual([]);
  });

  it("find a channel that brings too few receipts for what was sent a minute ago and before", async () => {
    await using rig = await alarmRig();
    await sent(rig, 10, 4, 1);
    expect(await find(rig, only("receipt-rate", { messages: 10 }))).toEqual([]);
    rig.now += MINUTE;
    const [low] = await find(rig, only("receipt-rate", { percent: 51, messages: 10 }));
    expect(low).toMatchObject({ of: rig.channelId, facts: { percent: 50, least: 51, messages: 10 } });
    expect(await find(rig, only("receipt-rate", { percent: 50, messages: 10 }))).toEqual([]);
  });
});

describe("backlog-age", () => {
  it("finds messages that have been due for too long, and names the oldest one's account", async () => {
    await using rig = await alarmRig();
    const lane = rig.accountId * 16_384;
    await rig.accepted({ to: [{ lane }, { lane }, { lane }] });
    await rig.accepted({ to: [{ lane }], sendAt: rig.now + DAY });
    rig.now += 60_000;
    expect(await find(rig, only("backlog-age", { seconds: 60 }))).toEqual([]);
    rig.now += 1_000;
    const { login = "" } = (await rig.store.directory.load()).accounts[0] ?? {};
    const [old] = await find(rig, only("backlog-age", { seconds: 60 }));
    expect(old).toMatchObject({ of: "", subject: login, facts: { waiting: 4, age: 61, most: 60 } });
  });
});

describe("balance-low", () => {
  it("finds accounts in use that have few credits left, or few for what they use", async () => {
    await using rig = await alarmRig();
    await rig.account("idle");
    await rig.accepted({ to: 70 });
    const left = 1_000 - 70;
    expect(await find(rig, only("balance-low", { credits: left, days: 93 }))).toEqual([]);
    const [few] = await find(rig, only("balance-low", { credits: left + 1, days: 0 }));
    expect(few).toMatchObject({ of: rig.accountId, facts: { credits: left, daily: 10, days: 93 } });
    expect(await find(rig, only("balance-low", { credits: 0, days: 94 }))).toHaveLength(1);
    rig.now += 8 * DAY;
    expect(await find(rig, only("balance-low", { credits: left + 1 }))).toEqual([]);
  });
});

describe("push-dead", () => {
  it("finds an endpoint whose pushes aren't taken, and none of an account that isn't pushed to", async () => {
    await using rig = await alarmRig();
    const push = { mode: "push", method: undefined, reports: "http://customer.example/reports", inbound: undefined } as const;
    const pushed = await rig.account("pushed", { push });
    for (const accountId of [pushed, rig.accountId]) {
      const lane = accountId * 16_384;
      const submission = await rig.accepted({
        accountId,
        reports: { pull: false, push: true },
        to: [{ lane, state: "failed", code: "YZ:BLACK", segments: 0 }],
      });
      expect(submission.messages).toHaveLength(1);
    }
    expect(await find(rig, only("push-dead"))).toEqual([]);
    rig.now += 11 * MINUTE;
    const found = await find(rig, only("push-dead"));
    expect(found).toMatchObject([{ of: `${pushed}-report`, subject: "pushed", facts: { push: "report", age: 660 } }]);
  });

  it("finds one whose items have reached nobody several times, with why", async () => {
    await using rig = await alarmRig();
    const push = { mode: "push", method: undefined, reports: "http://customer.example/reports", inbound: undefined } as const;
    const accountId = await rig.account("pushed", { push });
    await rig.accepted({
      accountId,
      reports: { pull: false, push: true },
      to: [{ lane: accountId * 16_384, state: "failed", code: "YZ:BLACK", segments: 0 }],
    });
    for (let tries = 0; tries < 3; tries++) {
      rig.now += 5 * MINUTE;
      const token = rig.id();
      const items = await rig.store.pushes.take({ accountId, kind: "report", token, limit: 10, now: rig.now, until: rig.now + MINUTE });
      const results = items.map(({ content }) => ({
        accountId,
        kind: "report" as const,
        itemId: content.kind === "report" ? content.report.messageId : 0,
        token,
        at: rig.now,
        verdict: "unreached" as const,
        status: 0,
        note: "connection refused",
        nextAt: rig.now + 4 * MINUTE,
      }));
      expect(await rig.store.pushes.record(results)).toEqual([true]);
    }
    expect(await find(rig, only("push-dead"))).toMatchObject([{ facts: { push: "report", age: 900, note: "connection refused" } }]);
  });
});

describe("reviews-waiting", () => {
  it("finds what has waited for too long, or too much of it", async () => {
    await using rig = await alarmRig();
    const ask = (text: string) =>
      rig.store.requests.askSignature({ id: rig.id(), accountId: rig.accountId, text, note: "", at: rig.now, actor: "customer" }, 10);
    await ask("鸿运");
    await ask("智达");
    expect(await find(rig, only("reviews-waiting"))).toEqual([]);
    expect(await find(rig, only("reviews-waiting", { count: 1 }))).toMatchObject([{ facts: { count: 2, mostCount: 1 } }]);
    rig.now += 31 * MINUTE;
    expect(await find(rig, only("reviews-waiting"))).toMatchObject([{ facts: { count: 2, age: 31 * 60, most: 30 * 60 } }]);
  });
});

describe("account-silent", () => {
  /** What is accepted at this hour of so many days, the oldest of them a week ago. */
  async function days(rig: Rig, count: number, which: readonly number[]): Promise<void> {
    const { now } = rig;
    for (const day of [...which].sort((a, b) => b - a))
      for (const hour of [-1, 0]) {
        rig.now = now - day * DAY + hour * HOUR;
        await rig.accepted({ to: count });
      }
    rig.now = now;
  }

  it("finds an account that sent at this time on most days and a week ago, and sends nothing", async () => {
    await using rig = await alarmRig();
    await days(rig, 20, [1, 2, 4, 5, 7]);
    expect(await find(rig, only("account-silent"))).toMatchObject([{ of: rig.accountId, facts: { minutes: 60, usual: 20 } }]);
    expect(await find(rig, only("account-silent", { hourly: 21 }))).toEqual([]);
    await rig.accepted();
    expect(await find(rig, only("account-silent"))).toEqual([]);
  });

  it("misses nobody who sent on too few days, or not on this weekday", async () => {
    await using rig = await alarmRig();
    await days(rig, 20, [1, 2, 3, 4, 5, 6]);
    expect(await find(rig, only("account-silent"))).toEqual([]);
    await using other = await alarmRig();
    await days(other, 20, [1, 2, 3, 7]);
    expect(await find(other, only("account-silent"))).toEqual([]);
  });
});
