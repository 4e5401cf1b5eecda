import { describe, expect, it } from "vitest";
import { sampleChannel } from "../../../test/house/samples.ts";
import { Gate } from "../../../test/house/scripted-carrier.ts";
import { passTime } from "../../../test/house/sockets-at-rest.ts";
import type { ChannelConfig } from "../../domain/directory.ts";
import type { ChannelReceipt } from "../../domain/receipt.ts";
import { ManualClock } from "../../runtime/manual-clock.ts";
import type { ChannelHost, Outcome, Part, Submitted } from "../channel.ts";
import { CarrierChannel } from "./channel.ts";
import { MOST_UNACKNOWLEDGED } from "./intake.ts";
import { friendly, ToyPeer, toy, toyFrame } from "./toy.testing.ts";

const SECOND = 1_000;
const TIMEOUT = 20 * SECOND;
const HEARTBEAT = 30 * SECOND;
const PART: Part = {
  messageId: 64,
  attempt: 1,
  part: 1,
  parts: 1,
  medium: "sms",
  phone: "13800138000",
  source: "1069",
  text: "a",
  reference: 0,
};

type Answer = ToyPeer["answer"];

interface Options extends Partial<ChannelConfig> {
  readonly answer?: Answer;
  readonly random?: () => number;
  /** Awaited before receipts are taken; may reject. */
  readonly taking?: () => Promise<void>;
}

async function open({ answer, random = () => 0, taking, ...config }: Options = {}) {
  const clock = new ManualClock();
  const peer = new ToyPeer();
  if (answer) peer.answer = answer;
  await peer.listen();
  const receipts: ChannelReceipt[] = [];
  const late: [Submitted, Outcome][] = [];
  const logged: string[] = [];
  const host: ChannelHost = {
    clock,
    receipts: async (batch) => {
      await taking?.();
      receipts.push(...batch);
    },
    inbound: async () => undefined,
    late: (submit, outcome) => late.push([submit, outcome]),
    readyChanged: () => undefined,
    callback: () => () => undefined,
    outstanding: async () => [],
    submits: async () => [],
    log: (_level, message, facts) => logged.push([message, ...Object.values(facts ?? {})].join(" | ")),
  };
  const connect = { host: "127.0.0.1", port: peer.port, tls: false, timeout: 5 * SECOND };
  const settings = sampleChannel({ window: 4, responseTimeout: TIMEOUT, heartbeat: HEARTBEAT, connect, ...config });
  const channel = new CarrierChannel(settings, host, toy, { random });
  await channel.start();
  const pass = (ms: number, step?: number): Promise<void> => passTime(clock, ms, step);
  await pass(0);
  const outcomes: Outcome[] = [];
  const send = (text = "a"): void => void channel.send({ ...PART, text }).then((outcome) => outcomes.push(outcome));
  return {
    clock,
    peer,
    channel,
    receipts,
    late,
    logged,
    outcomes,
    pass,
    send,
    async [Symbol.asyncDispose]() {
      const stopped = channel.stop(SECOND);
      await pass(SECOND);
      await stopped;
      await peer.close();
    },
  };
}

/** Answers as usual, but for one letter. */
function except(letter: string, answer: Answer): Answer {
  return (given, key, text) => (given === letter ? answer(given, key, text) : friendly(given, key, text));
}

const silence: Answer = () => undefined;

describe("submits", () => {
  it("are refused without leaving where the protocol can't say them", async () => {
    await using opened = await open();
    opened.send("unspeakable");
    await opened.pass(0);
    expect(opened.outcomes).toEqual([{ kind: "refused", code: "TOY:TEXT", final: true }]);
    expect(opened.peer.heard).toEqual(["L"]);
  });

  it("are spread over the sessions, and beyond their windows deferred", async () => {
    await using opened = await open({ sessions: 3, window: 2, answer: except("S", silence) });
    expect(opened.channel.ready()).toBe(6);
    for (let count = 0; count < 7; count++) opened.send();
    await opened.pass(0);
    expect(opened.peer.sockets.map((socket) => socket.bytesRead)).toEqual([9 + 20, 9 + 20, 9 + 20]);
    expect(opened.outcomes).toEqual([{ kind: "deferred", code: "TOY:FULL", why: "throttled" }]);
  });

  it("under way are unknown when the connection drops, and the channel comes back", async () => {
    await using opened = await open({ answer: except("S", silence) });
    opened.send();
    opened.send();
    await opened.pass(0);
    opened.peer.sockets[0]?.destroy();
    await opened.pass(0);
    expect(opened.outcomes).toEqual([1, 2].map(() => ({ kind: "unknown", code: "TOY:CLOSED" })));
    expect([opened.channel.isUp(), opened.channel.ready()]).toEqual([false, 0]);
    opened.send();
    await opened.pass(SECOND);
    expect(opened.outcomes[2]).toEqual({ kind: "deferred", code: "TOY:DISCONNECTED", why: "disconnected" });
    expect([opened.channel.isUp(), opened.channel.ready()]).toEqual([true, 4]);
  });

  it("that had not left when the connection drops are deferred", async () => {
    await using opened = await open({ window: 200 });
    opened.peer.sockets[0]?.pause();
    const large = "x".repeat(190_000);
    for (let count = 0; count < 200; count++) opened.send(large);
    await opened.pass(0);
    opened.peer.sockets[0]?.destroy();
    await opened.pass(0);
    const kinds = opened.outcomes.map(({ kind }) => kind);
    expect(kinds).toHaveLength(200);
    const unknown = kinds.filter((kind) => kind === "unknown").length;
    // what the operating system takes for itself differs from machine to machine, but not so much
    expect(unknown).toBeGreaterThan(0);
    expect(unknown).toBeLessThan(200);
    expect(kinds.slice(unknown).every((kind) => kind === "deferred")).toBe(true);
  });

  it("that had not left by their deadline are deferred and never leave", async () => {
    await using opened = await open({ window: 200 });
    const [socket] = opened.peer.sockets;
    socket?.pause();
    const large = "x".repeat(190_000);
    for (let count = 0; count < 200; count++) opened.send(large);
    await opened.pass(TIMEOUT / 2 - 1, TIMEOUT);
    // a sign of life, or the connection would be given up
    opened.peer.write(toyFrame("p"));
    await opened.pass(TIMEOUT / 2 + 1, TIMEOUT);
    const stuck = opened.outcomes.filter((outcome) => outcome.kind === "deferred" && outcome.code === "TOY:STUCK").length;
    expect(opened.outcomes).toHaveLength(200);
    expect(stuck).toBeGreaterThan(0);
    socket?.resume();
    await opened.pass(0);
    expect(opened.peer.heard.filter((heard) => heard.startsWith("S"))).toHaveLength(200 - stuck);
  });

  it("answered late are said to be so once, and answered twice or to nothing change nothing", async () => {
    await using opened = await open({ answer: except("S", silence) });
    opened.send();
    await opened.pass(TIMEOUT);
    expect(opened.outcomes).toEqual([{ kind: "unknown", code: "TOY:SILENT" }]);
    for (const key of [1, 1, 77]) opened.peer.write(toyFrame("s", key, "late"));
    await opened.pass(0);
    expect(opened.outcomes).toHaveLength(1);
    expect(opened.late).toEqual([
      [
        { messageId: 64, attempt: 1, part: 1, parts: 1 },
        { kind: "accepted", upstreamId: "late" },
      ],
    ]);
    expect([opened.channel.isUp(), opened.channel.ready()]).toEqual([true, 4]);
  });

  it("answered over another connection than theirs are nobody's", async () => {
    await using opened = await open({ answer: except("S", silence) });
    opened.send();
    await opened.pass(TIMEOUT);
    opened.peer.sockets[0]?.destroy();
    await opened.pass(2 * SECOND);
    opened.peer.write(toyFrame("s", 1, "late"));
    await opened.pass(0);
    expect([opened.late, opened.channel.isUp()]).toEqual([[], true]);
  });
});

describe("a peer that says nothing any more", () => {
  it("is asked when it has been silent for a heartbeat's time, and lost when it doesn't answer", async () => {
    await using opened = await open({ responseTimeout: 2 * HEARTBEAT });
    await opened.pass(HEARTBEAT);
    expect(opened.peer.pings).toBe(1);
    opened.peer.answer = silence;
    await opened.pass(2 * HEARTBEAT - SECOND);
    expect([opened.peer.pings, opened.channel.isUp()]).toEqual([2, true]);
    await opened.pass(SECOND);
    expect(opened.channel.isUp()).toBe(false);
    expect(opened.logged.join()).toContain("the carrier was not heard of any more");
  });

  it("is asked at half the response timeout where it owes answers, and takes one window with it, not two", async () => {
    await using opened = await open({ responseTimeout: TIMEOUT });
    opened.peer.answer = silence;
    for (let count = 0; count < 4; count++) opened.send();
    await opened.pass(TIMEOUT / 2);
    expect([opened.peer.pings, opened.channel.isUp()]).toEqual([1, true]);
    await opened.pass(TIMEOUT / 2);
    expect(opened.outcomes.map(({ kind }) => kind)).toEqual(["unknown", "unknown", "unknown", "unknown"]);
    expect([opened.channel.isUp(), opened.channel.ready()]).toEqual([false, 0]);
  });

  it("is not lost while it is we who don't read", async () => {
    const gate = new Gate();
    await using opened = await open({ taking: () => gate.opened });
    opened.peer.write(Buffer.concat(Array.from({ length: MOST_UNACKNOWLEDGED + 1 }, (_, key) => toyFrame("D", key))));
    await opened.pass(4 * HEARTBEAT, HEARTBEAT / 4);
    expect(opened.channel.isUp()).toBe(true);
    gate.open();
    await opened.pass(0);
    expect(opened.peer.heard.filter((heard) => heard === "a")).toHaveLength(MOST_UNACKNOWLEDGED + 1);
  });

  it("is left alone where it does answer", async () => {
    await using opened = await open();
    await opened.pass(20 * HEARTBEAT, SECOND);
    expect([opened.channel.isUp(), opened.peer.sockets.length]).toEqual([true, 1]);
  });

  it("answers heartbeats but no submits is left once that was a whole window, and not before", async () => {
    await using opened = await open({ answer: except("S", silence) });
    for (let count = 0; count < 3; count++) opened.send();
    await opened.pass(TIMEOUT);
    expect([opened.outcomes.length, opened.channel.isUp()]).toEqual([3, true]);
    opened.send();
    await opened.pass(TIMEOUT);
    expect(opened.outcomes).toHaveLength(4);
    expect(opened.logged.join()).toContain("a whole window of submits was not answered");
  });

  it("before its login is answered is given up, whatever else it says, and tried again", async () => {
    await using opened = await open({ answer: silence });
    await opened.pass(TIMEOUT / 2);
    opened.peer.write(toyFrame("P"));
    await opened.pass(TIMEOUT / 2);
    expect(opened.logged.join()).toContain("the login was not answered in time");
    opened.peer.answer = friendly;
    await opened.pass(SECOND);
    expect(opened.channel.isUp()).toBe(true);
  });
});

describe("a carrier that is throttling", () => {
  const throttle = except("S", (_letter, key) => toyFrame("s", key, "throttled"));

  it("gets nothing for a moment, longer each time, until it takes one", async () => {
    await using opened = await open({ answer: throttle });
    const { channel, pass, send, peer } = opened;
    for (const pause of [250, 500, 1_000]) {
      for (let count = 0; count < 4; count++) send();
      await pass(0);
      expect([channel.ready(), channel.isUp()]).toEqual([0, true]);
      await pass(pause - 1, pause);
      expect(channel.ready()).toBe(0);
      await pass(1);
      expect(channel.ready()).toBe(4);
    }
    peer.answer = friendly;
    send();
    await pass(0);
    peer.answer = throttle;
    send();
    await pass(250);
    expect(channel.ready()).toBe(4);
    expect(opened.outcomes[0]).toEqual({ kind: "deferred", code: "TOY:FAST", why: "throttled" });
  });
});

describe("deliveries", () => {
  it("are acknowledged when the host has them, and not before", async () => {
    const gate = new Gate();
    await using opened = await open({ taking: () => gate.opened });
    opened.peer.write(toyFrame("D", 7, "id"));
    await opened.pass(SECOND);
    expect(opened.peer.heard).toEqual(["L"]);
    gate.open();
    await opened.pass(0);
    expect(opened.receipts).toMatchObject([{ upstreamId: "id" }]);
    expect(opened.peer.heard).toEqual(["L", "a"]);
  });

  it("are refused when the host can't take them, and the log hears of it once", async () => {
    let failures = 3;
    await using opened = await open({
      taking: async () => {
        if (failures-- > 0) throw new Error("the store is full");
      },
    });
    for (let key = 0; key < 4; key++) opened.peer.write(toyFrame("D", key));
    await opened.pass(0);
    expect(opened.peer.heard.sort()).toEqual(["L", "a", "r", "r", "r"]);
    expect(opened.logged.filter((line) => line.includes("the store is full"))).toHaveLength(1);
  });

  it("are read no faster than the host takes them", async () => {
    const gate = new Gate();
    let asked = 0;
    await using opened = await open({
      taking: () => {
        asked += 1;
        return gate.opened;
      },
    });
    const batch = Buffer.concat(Array.from({ length: 100 }, (_, key) => toyFrame("D", key, "x".repeat(1_000))));
    for (let count = 0; count < 100; count++) opened.peer.write(batch);
    await opened.pass(0);
    // what one read of a socket may bring on top
    expect(asked).toBeLessThan(MOST_UNACKNOWLEDGED + 100);
    gate.open();
    await opened.pass(0);
    expect(opened.receipts).toHaveLength(10_000);
  });
});

describe("a session ends, and the next one begins, where the peer", () => {
  // biome-ignore format: a table
  it.each([
    ["sends a frame that can't be", () => Buffer.from("HTTP/1.1 400 Bad Request\r\n\r\n"), /no frame of this protocol/],
    ["sends a frame that nobody understands", () => toyFrame("?"), /a frame could not be handled: no such letter/],
    ["says good-bye", () => toyFrame("B"), /the peer says good-bye/],
  ])("%s", async (_what, bytes, why) => {
    await using opened = await open({ answer: except("S", silence) });
    opened.send();
    await opened.pass(0);
    opened.peer.write(bytes());
    await opened.pass(0);
    expect(opened.outcomes).toEqual([{ kind: "unknown", code: "TOY:CLOSED" }]);
    expect(opened.logged.join()).toMatch(why);
    await opened.pass(SECOND);
    expect([opened.channel.isUp(), opened.peer.sockets.length]).toEqual([true, 2]);
    expect(opened.logged.at(-1)).toMatch(/^the carrier is back/);
  });

  it("refuses the login: more and more slowly, by chance up to half sooner", async () => {
    const tries = async (random: () => number): Promise<number> => {
      await using opened = await open({ random, answer: () => toyFrame("l", 0, "no") });
      await opened.pass(125 * SECOND, SECOND / 2);
      expect(opened.logged.join()).toContain("the login was refused");
      return opened.peer.sockets.length;
    };
    // at 0, 1, 3, 7, 15, 31, 63 and 123 s
    expect(await tries(() => 0)).toBe(8);
    expect(await tries(() => 0.999)).toBeGreaterThan(8);
  });

  it("was not to be reached", async () => {
    await using opened = await open();
    const { port } = opened.peer;
    await opened.peer.close();
    await opened.pass(SECOND);
    expect(opened.logged.join()).toMatch(new RegExp(`ECONNREFUSED.*${port}`));
  });
});

describe("sessions that nodes share", () => {
  const sharing = (opened: Awaited<ReturnType<typeof open>>, slots: number, deadline = TIMEOUT): { done: boolean } => {
    const state = { done: false };
    void opened.channel
      .share(
        Array.from({ length: slots }, (_, slot) => slot),
        deadline,
      )
      .then(() => {
        state.done = true;
      });
    return state;
  };

  it("grow beside those that are there", async () => {
    await using opened = await open({ sessions: 3 });
    sharing(opened, 1);
    await opened.pass(0);
    expect(opened.channel.pulse().sessions).toEqual({ wanted: 1, bound: 1 });
    const [kept] = opened.peer.sockets.filter((socket) => !socket.destroyed);
    sharing(opened, 3);
    await opened.pass(0);
    expect([opened.channel.pulse().sessions, opened.channel.ready()]).toEqual([{ wanted: 3, bound: 3 }, 12]);
    expect(kept?.destroyed).toBe(false);
  });

  it("take nothing new when they are to go, and go when they have been answered", async () => {
    const held: number[] = [];
    await using opened = await open({ sessions: 1, answer: except("S", (_letter, key) => void held.push(key)) });
    opened.send();
    await opened.pass(0);
    const share = sharing(opened, 0);
    await opened.pass(SECOND);
    expect([share.done, opened.channel.ready(), opened.channel.isUp()]).toEqual([false, 0, false]);
    opened.peer.sockets[0]?.write(toyFrame("s", held[0] ?? 0, "up-1"));
    await opened.pass(0);
    expect([share.done, opened.outcomes]).toEqual([true, [{ kind: "accepted", upstreamId: "up-1" }]]);
    sharing(opened, 1);
    await opened.pass(0);
    expect(opened.channel.isUp()).toBe(true);
  });

  it("are cut when their time is over, whatever is unanswered", async () => {
    await using opened = await open({ sessions: 2, answer: except("S", silence) });
    opened.send();
    opened.send();
    await opened.pass(0);
    const share = sharing(opened, 0, SECOND);
    await opened.pass(SECOND);
    expect([share.done, opened.outcomes.map(({ kind }) => kind)]).toEqual([true, ["unknown", "unknown"]]);
    expect(opened.peer.sockets.every((socket) => socket.destroyed)).toBe(true);
  });
});

describe("the pulse", () => {
  it("has the connections that are wanted and those that are bound", async () => {
    await using opened = await open({ sessions: 3 });
    expect(opened.channel.pulse()).toEqual({ sessions: { wanted: 3, bound: 3 }, throttled: false });
    opened.peer.sockets[0]?.destroy();
    await opened.pass(0);
    expect(opened.channel.pulse()).toMatchObject({ sessions: { wanted: 3, bound: 2 } });
    await opened.pass(SECOND);
    expect(opened.channel.pulse()).toMatchObject({ sessions: { wanted: 3, bound: 3 } });
  });

  it("says that it rests while every session does", async () => {
    await using opened = await open({ answer: except("S", (_letter, key) => toyFrame("s", key, "throttled")) });
    opened.send();
    await opened.pass(0);
    expect(opened.channel.pulse().throttled).toBe(true);
    await opened.pass(250);
    expect(opened.channel.pulse().throttled).toBe(false);
  });
});

describe("a channel that stops", () => {
  it("waits for what is under way, says good-bye and closes", async () => {
    const answers: (() => void)[] = [];
    await using opened = await open();
    opened.peer.answer = except("S", (_letter, key) => {
      answers.push(() => opened.peer.write(toyFrame("s", key, "late-id")));
      return undefined;
    });
    opened.send();
    await opened.pass(0);
    let stopped = false;
    const stopping = opened.channel.stop(10 * SECOND).then(() => {
      stopped = true;
    });
    await opened.pass(SECOND);
    expect([stopped, opened.channel.ready(), opened.channel.isUp()]).toEqual([false, 0, false]);
    for (const answer of answers) answer();
    await opened.pass(0);
    await stopping;
    expect(opened.outcomes).toEqual([{ kind: "accepted", upstreamId: "late-id" }]);
    expect(opened.peer.heard.at(-1)).toBe("B");
  });

  it("ends by its deadline where the peer doesn't answer", async () => {
    await using opened = await open();
    opened.peer.answer = silence;
    opened.send();
    await opened.pass(0);
    const stopping = opened.channel.stop(10 * SECOND);
    await opened.pass(10 * SECOND);
    await stopping;
    expect(opened.outcomes).toEqual([{ kind: "unknown", code: "TOY:CLOSED" }]);
  });

  it("does not wait for a connection that is being made", async () => {
    await using opened = await open({ answer: silence });
    await opened.channel.stop(10 * SECOND);
    await opened.pass(100 * SECOND, SECOND);
    expect(opened.peer.sockets).toHaveLength(1);
  });
});
