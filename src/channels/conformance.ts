import { describe, expect, it } from "vitest";
import type { ChannelInbound } from "../domain/inbound.ts";
import type { ChannelReceipt, Outstanding } from "../domain/receipt.ts";
import type { Clock } from "../runtime/clock.ts";
import { normalizePhone } from "../text/phone.ts";
import type { CallbackHandler, Channel, ChannelHost, Outcome, Part } from "./channel.ts";

/** What a channel's folder gives the suite: the channel, connected to a peer that behaves in one of these ways. */
export interface ChannelSubject {
  readonly name: string;
  /**
   * Makes a channel (not started) with a window of `WINDOW` over one session and a response timeout of `TIMEOUT`, whose
   * peer accepts and delivers what it gets, or never answers.
   */
  open(host: ChannelHost, peer: "willing" | "silent"): Promise<ChannelUnderTest>;
  /** The host's time; each call begins a new one. */
  clock(): SubjectClock;
  /** Phones to which the willing peer refuses for good, and says "not now" to the first try, where it knows such. */
  readonly phones: {
    readonly refused?: string;
    readonly throttled?: string;
    /** And whose owner answers what it gets, with this text. */
    readonly answering?: { readonly phone: string; readonly text: string };
  };
}

export interface ChannelUnderTest extends AsyncDisposable {
  readonly channel: Channel;
}

/** Time as the suite needs it: `pass` resolves when so much of it has gone by and channel and peer have come to rest. */
export interface SubjectClock {
  readonly clock: Clock;
  pass(ms: number): Promise<void>;
}

export const WINDOW = 4;
export const TIMEOUT = 2_000;
/** Longer than a willing peer takes for anything. */
const LONG = 30_000;

function part(index: number, own: Partial<Part> = {}): Part {
  return {
    messageId: 64 + 32 * index,
    attempt: 1,
    part: 1,
    parts: 1,
    medium: "sms",
    phone: `1380013${String(1000 + index)}`,
    source: "1069000005",
    text: "您好",
    reference: 0,
    ...own,
  };
}

/** A host that writes down what a channel does. */
class Host implements ChannelHost {
  readonly clock: Clock;
  readonly received: ChannelReceipt[] = [];
  readonly answers: ChannelInbound[] = [];
  /** Of all that was handed over, taken or not. */
  readonly answerKeys = new Set<string>();
  readonly callbacks = new Map<string, CallbackHandler>();
  readonly notices: number[] = [];
  owing: readonly Outstanding[] = [];
  /** Calls of `receipts`, and of `inbound`, that are still to be refused. */
  failures = 0;
  inboundFailures = 0;
  refused = 0;
  channel: Channel | undefined;

  constructor(clock: Clock) {
    this.clock = clock;
  }

  async receipts(batch: readonly ChannelReceipt[]): Promise<void> {
    if (this.failures > 0) {
      this.failures -= 1;
      this.refused += batch.length;
      throw new Error("the store is full");
    }
    this.received.push(...batch);
  }

  async inbound(batch: readonly ChannelInbound[]): Promise<void> {
    for (const { key } of batch) this.answerKeys.add(key);
    if (this.inboundFailures > 0) {
      this.inboundFailures -= 1;
      throw new Error("the store is full");
    }
    this.answers.push(...batch);
  }

  late(): void {}

  readyChanged(): void {
    this.notices.push(this.channel?.ready() ?? 0);
  }

  async submits(): Promise<readonly never[]> {
    return [];
  }

  async outstanding(after: { readonly messageId: number } | undefined, limit: number): Promise<readonly Outstanding[]> {
    return this.owing.filter((submit) => submit.messageId > (after?.messageId ?? 0)).slice(0, limit);
  }

  callback(path: string, handler: CallbackHandler): () => void {
    this.callbacks.set(path, handler);
    return () => this.callbacks.delete(path);
  }

  log(): void {}
}

/** Runs the suite for one channel kind, as vitest tests. A case that a peer can't play is left out by its missing phone. */
export function testChannel(subject: ChannelSubject): void {
  async function open(peer: "willing" | "silent" = "willing") {
    const { clock, pass } = subject.clock();
    const host = new Host(clock);
    const under = await subject.open(host, peer);
    host.channel = under.channel;
    return { host, pass, channel: under.channel, [Symbol.asyncDispose]: () => under[Symbol.asyncDispose]() };
  }

  async function started(peer?: "willing" | "silent") {
    const opened = await open(peer);
    await opened.channel.start();
    await opened.pass(0);
    return opened;
  }

  describe(`the channel ${subject.name}`, () => {
    it("is down before it starts and after it stops, and takes nothing", async () => {
      await using opened = await open();
      const { channel, host, pass } = opened;
      const down = async (): Promise<void> => {
        expect([channel.ready(), channel.isUp()]).toEqual([0, false]);
        expect(await channel.send(part(1))).toMatchObject({ kind: "deferred", why: "disconnected" });
      };
      await down();
      await channel.start();
      await pass(0);
      expect(channel.isUp()).toBe(true);
      await channel.stop(1_000);
      await down();
      await pass(LONG);
      expect(host.received).toEqual([]);
    });

    it("starts once and stops once, however often it is told", async () => {
      await using opened = await open();
      const { channel, host, pass } = opened;
      await Promise.all([channel.start(), channel.start()]);
      await channel.start();
      await pass(0);
      await settled(channel.send(part(1)), pass);
      await pass(LONG);
      expect(host.received).toHaveLength(1);
      await Promise.all([channel.stop(1_000), channel.stop(1_000)]);
      await channel.stop(1_000);
    });

    it("can be stopped without having been started", async () => {
      await using opened = await open();
      await opened.channel.stop(1_000);
      expect(opened.channel.ready()).toBe(0);
    });

    it("tells its pulse at any time, where it has one", async () => {
      await using opened = await open();
      const { channel, pass } = opened;
      const bound = (): readonly [bound: number, wanted: number] | undefined => {
        const sessions = channel.pulse?.().sessions;
        return sessions && [sessions.bound, sessions.wanted];
      };
      const none = bound();
      if (none) expect(none[0]).toBe(0);
      await channel.start();
      await pass(0);
      const all = bound();
      if (all) expect(all[0]).toBe(all[1]);
      await channel.stop(1_000);
      expect(bound()).toEqual(none);
    });

    it("says that it has room when it is up, its window's worth, and less with every submit under way", async () => {
      await using opened = await started("silent");
      const { channel, host } = opened;
      expect(host.notices.at(-1)).toBe(WINDOW);
      const sends: Promise<Outcome>[] = [];
      for (let room = WINDOW; room > 0; room--) {
        expect(channel.ready()).toBe(room);
        sends.push(channel.send(part(room)));
      }
      expect(channel.ready()).toBe(0);
      await channel.stop(1_000);
      await Promise.all(sends);
    });

    it("says when it has room again", async () => {
      await using opened = await started();
      const { channel, host, pass } = opened;
      host.notices.length = 0;
      await settled(Promise.all([1, 2, 3, 4].map((index) => channel.send(part(index)))), pass);
      expect(channel.ready()).toBe(WINDOW);
      expect(host.notices).toContain(WINDOW);
    });

    it("accepts under ids that it has not used before, and brings one receipt for each", async () => {
      await using opened = await started();
      const { channel, host, pass } = opened;
      const ids: string[] = [];
      for (let round = 0; round < 5; round++) {
        const parts = [0, 1, 2, 3].map((index) => part(round * 4 + index));
        for (const outcome of await settled(Promise.all(parts.map((each) => channel.send(each))), pass)) {
          expect(outcome.kind).toBe("accepted");
          if (outcome.kind === "accepted") ids.push(outcome.upstreamId);
        }
      }
      expect(new Set(ids).size).toBe(20);
      expect(ids.every((id) => id !== "")).toBe(true);
      await pass(LONG);
      expect(host.received.map((receipt) => receipt.upstreamId).sort()).toEqual([...ids].sort());
      for (const receipt of host.received) {
        expect(receipt).toMatchObject({ status: "delivered", code: "DELIVRD" });
        expect(receipt.at).toBeLessThanOrEqual(host.clock.now());
        expect(receipt.raw).not.toBe("");
      }
    });

    it("takes the parts of a long message one by one", async () => {
      await using opened = await started();
      const { channel, host, pass } = opened;
      const parts = [1, 2, 3].map((number) => part(1, { part: number, parts: 3, reference: 7 }));
      const outcomes = await settled(Promise.all(parts.map((each) => channel.send(each))), pass);
      expect(new Set(outcomes.map((outcome) => (outcome.kind === "accepted" ? outcome.upstreamId : ""))).size).toBe(3);
      await pass(LONG);
      expect(host.received).toHaveLength(3);
    });

    it("brings receipts again that were not stored, until they are", async () => {
      await using opened = await started();
      const { channel, host, pass } = opened;
      host.failures = 3;
      await settled(channel.send(part(1)), pass);
      await pass(LONG);
      expect(host.refused).toBe(3);
      expect(host.received).toHaveLength(1);
    });

    it("settles a submit that is not answered as unknown within its response timeout, and not before half of it", async () => {
      await using opened = await started("silent");
      const { channel, pass } = opened;
      let outcome: Outcome | undefined;
      void channel.send(part(1)).then((settled) => {
        outcome = settled;
      });
      await pass(TIMEOUT / 2);
      expect(outcome).toBeUndefined();
      await pass(TIMEOUT / 2 + 1);
      expect(outcome).toMatchObject({ kind: "unknown" });
      expect(channel.ready()).toBe(WINDOW);
    });

    it("settles what is open when it stops, as unknown where it may have left", async () => {
      await using opened = await started("silent");
      const { channel } = opened;
      const sends = [1, 2, 3].map((index) => channel.send(part(index)));
      await channel.stop(1_000);
      for (const outcome of await Promise.all(sends)) expect(outcome.kind).toBe("unknown");
    });

    const { refused, throttled, answering } = subject.phones;
    if (refused !== undefined) {
      it("says so when upstream refuses for good, and gives the slot back", async () => {
        await using opened = await started();
        const { channel, host, pass } = opened;
        expect(await settled(channel.send(part(1, { phone: refused })), pass)).toMatchObject({ kind: "refused", final: true });
        await pass(LONG);
        expect([channel.ready(), host.received]).toEqual([WINDOW, []]);
      });
    }
    if (throttled !== undefined) {
      it("says so when upstream wants it later", async () => {
        await using opened = await started();
        const { channel, pass } = opened;
        const first = await settled(channel.send(part(1, { phone: throttled })), pass);
        expect(first).toMatchObject({ kind: "deferred", why: "throttled" });
        const second = await settled(channel.send(part(1, { phone: throttled, attempt: 2 })), pass);
        expect(second).toMatchObject({ kind: "accepted" });
      });
    }
    if (answering !== undefined) {
      it("brings what a phone answers to the access code that it saw, again until it is stored, and under the same key", async () => {
        await using opened = await started();
        const { channel, host, pass } = opened;
        host.inboundFailures = 2;
        for (let count = 0; count < 2; count++) {
          const answered = part(count, { phone: answering.phone, source: `106900000${count}` });
          expect(await settled(channel.send(answered), pass)).toMatchObject({ kind: "accepted" });
        }
        await pass(LONG);
        expect(host.inboundFailures).toBe(0);
        expect(host.answerKeys.size).toBe(2);
        const texts = new Map(host.answers.map((inbound) => [inbound.key, inbound]));
        expect([...texts.values()].map(({ accessCode, text }) => [accessCode, text]).sort()).toEqual([
          ["1069000000", answering.text],
          ["1069000001", answering.text],
        ]);
        for (const { at, phone } of texts.values()) {
          expect(at).toBeLessThanOrEqual(host.clock.now());
          expect(normalizePhone(phone)).toBe(answering.phone);
        }
      });
    }
  });
}

/** Awaits what needs time to pass. */
async function settled<T>(work: Promise<T>, pass: (ms: number) => Promise<void>): Promise<T> {
  let done = false;
  void work.finally(() => {
    done = true;
  });
  for (let step = 0; step < 10; step++) {
    await pass(0);
    if (!done) await pass(TIMEOUT / 20);
  }
  return work;
}
