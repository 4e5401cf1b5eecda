import { describe, expect, it } from "vitest";
import { sampleChannel, sampleClaimed } from "../../test/house/samples.ts";
import { ScriptedChannel } from "../../test/house/scripted-carrier.ts";
import type { ChannelHost, Outcome, Part } from "../channels/channel.ts";
import type { ChannelConfig } from "../domain/directory.ts";
import { accountOf } from "../routing/lanes.ts";
import { ManualClock } from "../runtime/manual-clock.ts";
import { Attempt } from "./attempt.ts";
import { Outlet } from "./outlet.ts";
import { partsOf } from "./parts.ts";

const ACCEPTED: Outcome = { kind: "accepted", upstreamId: "1" };
const FAR = 10_000_000_000_000;

function open(own: Partial<ChannelConfig> = {}) {
  const clock = new ManualClock();
  const config = sampleChannel(own);
  const channel = new ScriptedChannel(config, { clock } as unknown as ChannelHost);
  const outlet = new Outlet(config, channel, clock);
  const attempt = (id: number, parts = 1, leaseUntil = FAR, lane = 16_384): Attempt => {
    const message = sampleClaimed({ id, lane, accountId: accountOf(lane), text: parts === 1 ? "短" : "长".repeat(67 * parts) });
    return new Attempt(message, partsOf(message, config, { medium: "sms", text: message.text, suffix: "" }), leaseUntil);
  };
  return { clock, channel, outlet, attempt };
}

/** Ids (and parts) of all that may leave now. */
function leave(outlet: Outlet): readonly string[] {
  const left: Part[] = [];
  for (let submit = outlet.next(); submit; submit = outlet.next()) left.push(submit.part);
  return left.map((part) => `${part.messageId}/${part.part}`);
}

describe("the appetite of an outlet", () => {
  it("is two windows over all sessions when nothing is under way", () => {
    expect(open({ window: 10, sessions: 2 }).outlet.appetite(0, 1)).toBe(40);
  });

  it("is a quarter of a second's worth where the pace is the narrower bound", () => {
    expect(open({ window: 100, rate: 50 }).outlet.appetite(0, 1)).toBe(13);
    expect(open({ window: 100, rate: 1 }).outlet.appetite(0, 1)).toBe(1);
    expect(open({ window: 2, rate: 1_000 }).outlet.appetite(0, 1)).toBe(4);
  });

  it("is nothing while the channel is down", () => {
    const { outlet, channel } = open();
    channel.up = false;
    expect(outlet.appetite(0, 1)).toBe(0);
  });

  it("shrinks by what was promised, waits or is under way, counted in parts", () => {
    const { outlet, attempt } = open({ window: 10 });
    outlet.promise(3, 0);
    expect(outlet.appetite(0, 1)).toBe(17);
    outlet.promise(-3, 0);
    outlet.queue(attempt(1));
    outlet.queue(attempt(2, 3));
    expect(outlet.appetite(0, 1)).toBe(16);
    expect(leave(outlet)).toHaveLength(4);
    expect(outlet.appetite(0, 1)).toBe(16);
  });

  it("is nothing rather than little, so that claims are few", () => {
    const { outlet, attempt } = open({ window: 10 });
    for (let id = 1; id <= 15; id++) outlet.queue(attempt(id));
    expect(outlet.appetite(0, 1)).toBe(5);
    outlet.queue(attempt(16));
    expect(outlet.appetite(0, 1)).toBe(0);
  });
});

describe("what may leave an outlet", () => {
  it("is in order, as much as the window and the channel have room for", () => {
    const { outlet, channel, attempt } = open({ window: 3 });
    for (let id = 1; id <= 5; id++) outlet.queue(attempt(id));
    channel.underWay = 3;
    expect(leave(outlet)).toEqual([]);
    channel.underWay = 0;
    expect(leave(outlet)).toEqual(["1/1", "2/1", "3/1"]);
  });

  it("is codes before notices before campaigns, but the rest of a message that has begun", () => {
    const { outlet, attempt } = open({ window: 3 });
    const [CODES, NOTICES, CAMPAIGN] = [16_384, 16_385, 16_386];
    outlet.queue(attempt(1, 2, FAR, CAMPAIGN));
    outlet.queue(attempt(2, 1, FAR, CAMPAIGN));
    expect(outlet.next()?.part.messageId).toBe(1);
    outlet.queue(attempt(3, 1, FAR, NOTICES));
    outlet.queue(attempt(4, 1, FAR, CODES));
    expect(leave(outlet)).toEqual(["1/2", "4/1"]);
    expect(outlet.empty().untouched.map((message) => message.id)).toEqual([3, 2]);
  });

  it("has room for codes where a campaign fills it", () => {
    const { outlet, attempt } = open({ window: 10 });
    for (let id = 1; id <= 20; id++) outlet.queue(attempt(id, 1, FAR, 16_386));
    expect([outlet.appetite(2, 1), outlet.appetite(1, 1), outlet.appetite(0, 1)]).toEqual([0, 20, 20]);
    outlet.queue(attempt(21, 1, FAR, 16_384));
    expect([outlet.appetite(1, 1), outlet.appetite(0, 1)]).toEqual([19, 19]);
    expect(leave(outlet)[0]).toBe("21/1");
  });

  it("has room for an account that has nothing in line where another one fills it, and for no more than a few such", () => {
    const { outlet, attempt } = open({ window: 16 });
    for (let id = 1; id <= 32; id++) outlet.queue(attempt(id));
    expect([outlet.appetite(0, 1), outlet.appetite(0, 2)]).toEqual([0, 2]);
    for (let account = 2; account <= 16; account++) outlet.queue(attempt(100 + account, 1, FAR, account * 16_384));
    expect([outlet.appetite(0, 2), outlet.appetite(0, 17)]).toEqual([0, 0]);
    expect(leave(outlet).slice(0, 3)).toEqual(["1/1", "102/1", "103/1"]);
  });

  it("grows only when an outcome is durable, not when the channel has answered", () => {
    const { outlet, attempt } = open({ window: 1 });
    const first = attempt(1);
    outlet.queue(first);
    outlet.queue(attempt(2));
    const submit = outlet.next();
    expect(submit && outlet.answered(submit, ACCEPTED)).toBe(true);
    expect(leave(outlet)).toEqual([]);
    outlet.closed(first);
    expect(leave(outlet)).toEqual(["2/1"]);
  });

  it("grows with each answer for a message of more parts than the window, which could not end otherwise", () => {
    const { outlet, attempt } = open({ window: 2 });
    const long = attempt(1, 3);
    outlet.queue(long);
    outlet.queue(attempt(2));
    const submit = outlet.next();
    expect(leave(outlet)).toEqual(["1/2"]);
    expect(submit && outlet.answered(submit, ACCEPTED)).toBe(false);
    expect(leave(outlet)).toEqual(["1/3"]);
  });

  it("follows the pace, and says how long until more may", async () => {
    const { outlet, clock, attempt } = open({ rate: 10 });
    for (let id = 1; id <= 3; id++) outlet.queue(attempt(id));
    expect(leave(outlet)).toEqual(["1/1"]);
    const wait = outlet.wait ?? 0;
    expect(wait).toBeGreaterThanOrEqual(80);
    await clock.advance(wait - 1);
    expect(leave(outlet)).toEqual([]);
    await clock.advance(1);
    expect(leave(outlet)).toEqual(["2/1"]);
  });

  it("has nothing to wait for when the line is empty or the channel is not paced", () => {
    expect(open({ rate: 10 }).outlet.wait).toBeUndefined();
    const { outlet, attempt } = open({ window: 1 });
    outlet.queue(attempt(1));
    expect(outlet.wait).toBeUndefined();
  });
});

describe("what is taken back from an outlet", () => {
  it("is all that waits, apart from it the message of which a part has left", () => {
    const { outlet, attempt } = open({ window: 3 });
    outlet.queue(attempt(1));
    outlet.queue(attempt(2, 3));
    outlet.queue(attempt(3));
    expect(leave(outlet)).toEqual(["1/1", "2/1", "2/2"]);
    const { untouched, begun } = outlet.empty();
    expect(untouched.map((message) => message.id)).toEqual([3]);
    expect(begun.map(({ message }) => message.id)).toEqual([2]);
    expect(leave(outlet)).toEqual([]);
    expect(outlet.empty()).toEqual({ untouched: [], begun: [] });
    expect(outlet.appetite(0, 1)).toBe(3);
  });

  it("is, of its own accord, only what might outlive its lease", () => {
    const { outlet, clock, attempt } = open({ responseTimeout: 1_000, window: 1 });
    const now = clock.now();
    outlet.queue(attempt(1, 1, now + 1_000));
    outlet.queue(attempt(2, 1, now + 1_001));
    expect(outlet.lapsing().untouched.map((message) => message.id)).toEqual([1]);
    expect(outlet.lapsing().untouched).toEqual([]);
    expect(leave(outlet)).toEqual(["2/1"]);
  });
});

describe("slots that nodes share", () => {
  const shared = (own: Partial<ChannelConfig>, slots: number) => {
    const clock = new ManualClock();
    const config = sampleChannel(own);
    return new Outlet(config, new ScriptedChannel(config, { clock } as unknown as ChannelHost), clock, undefined, slots);
  };

  it("make windows that add up to the channel's, however it is cut", () => {
    const windows = [[0, 3], [1, 4, 5], [2], [6, 7]].map((held) => {
      const outlet = shared({ window: 13, sessions: 1 }, 8);
      outlet.hold(held);
      return outlet.size;
    });
    expect(windows).toEqual([4, 5, 2, 2]);
  });

  it("make a pace of the channel's rate, from one moment to the next", () => {
    const outlet = shared({ window: 100, sessions: 1, rate: 400 }, 4);
    expect(outlet.appetite(0, 1)).toBe(100);
    outlet.hold([1]);
    expect(outlet.appetite(0, 1)).toBe(25);
  });

  it("that are all elsewhere leave nothing to take, and what waited goes back", () => {
    const { outlet, attempt } = open({ window: 4 });
    outlet.queue(attempt(1));
    outlet.hold([]);
    expect([outlet.serves, outlet.appetite(0, 1), outlet.next()]).toEqual([false, 0, undefined]);
    expect(outlet.stranded().untouched).toHaveLength(1);
    outlet.hold([0]);
    expect(outlet.serves).toBe(true);
  });

  it("that are being given back carry what has begun, and no more", () => {
    const { outlet, attempt } = open({ window: 1 });
    outlet.queue(attempt(1, 2));
    outlet.queue(attempt(2));
    const first = outlet.next();
    outlet.yielding = true;
    expect(outlet.stranded().untouched.map(({ id }) => id)).toEqual([2]);
    if (first) outlet.answered(first, ACCEPTED);
    expect(leave(outlet)).toEqual(["1/2"]);
  });
});
