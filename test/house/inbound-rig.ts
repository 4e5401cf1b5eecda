import { type DirectoryIndex, indexDirectory } from "../../src/directory/directory-index.ts";
import type { Account } from "../../src/domain/directory.ts";
import { IdSource, messageId } from "../../src/domain/ids.ts";
import type { ChannelInbound, Inbound } from "../../src/domain/inbound.ts";
import { InboundIntake } from "../../src/inbound/intake.ts";
import { Matcher } from "../../src/inbound/matcher.ts";
import { pullInbound } from "../../src/inbound/pull.ts";
import { ManualClock } from "../../src/runtime/manual-clock.ts";
import type { InboundStore, Store } from "../../src/store/store.ts";
import { applyText } from "./apply-text.ts";
import { ScriptedCarrier } from "./scripted-carrier.ts";
import { TempStore } from "./temp-store.ts";
import { turnOfLoop } from "./until.ts";

const FACTS = { dialects: ["huaxin"], kinds: [new ScriptedCarrier()] };
const LIMITS = { queued: 1_000_000, frequency: { codes: { limit: 3, window: 180_000 }, daily: { limit: 10 } }, daily: 0 };
const LANE = 64;
/** More than the calls that one round of matching makes one after the other. */
const ROUND_TRIPS = 8;

/** Where inbound texts come in and where they are matched, over the real store, in a time that stands still until a test moves it. */
export class InboundRig implements AsyncDisposable {
  readonly clock = new ManualClock();
  readonly log: string[] = [];
  readonly intake: InboundIntake;
  readonly matcher: Matcher;
  /** How often texts were given out. */
  assigned = 0;
  readonly #temp: TempStore;
  readonly #ids = new IdSource(() => this.clock.now(), 0);
  #directory: DirectoryIndex | undefined;
  #texts = 0;

  private constructor(temp: TempStore, between: (store: InboundStore) => InboundStore) {
    this.#temp = temp;
    const { clock } = this;
    const store = between(temp.store.inbound);
    this.intake = new InboundIntake({ store, ids: this.#ids, clock, stored: () => this.matcher.wake() });
    this.matcher = new Matcher({
      store,
      directory: () => this.directory,
      clock,
      log: (level, message, facts) => this.log.push(`${level}: ${message} ${JSON.stringify(facts ?? {})}`),
      assigned: () => {
        this.assigned += 1;
      },
    });
  }

  /** Provisioned, and not started. @param between puts something between the room and the store */
  static async open(plan: string, between: (store: InboundStore) => InboundStore = (store) => store): Promise<InboundRig> {
    const rig = new InboundRig(await TempStore.open(), between);
    await rig.provision(plan);
    return rig;
  }

  get store(): Store {
    return this.#temp.store;
  }

  get directory(): DirectoryIndex {
    if (!this.#directory) throw new Error("the rig is not provisioned");
    return this.#directory;
  }

  async provision(plan: string): Promise<void> {
    await applyText(this.store, plan, FACTS, this.clock.now());
    this.#directory = indexDirectory(await this.store.directory.load());
  }

  account(login: string): Account {
    const account = this.directory.accountByLogin.get(login);
    if (!account) throw new Error(`no account ${login}`);
    return account;
  }

  channel(name: string): number {
    return [...this.directory.channelById.values()].find((channel) => channel.name === name)?.id ?? 0;
  }

  /** Has a message accepted and tried; its id. */
  async sent(login: string, phone: string, orderId?: string): Promise<number> {
    const now = this.clock.now();
    const id = this.#ids.take(2);
    const message = { phone, operator: "mobile", class: "notice", text: undefined, segments: 0, code: undefined, exempt: true } as const;
    await this.store.submissions.accept(
      {
        ...{ id, accountId: this.account(login).id, dialect: "huaxin", medium: "sms", acceptedAt: now, sendAt: now, text: "您好" },
        ...{ media: undefined, ext: "", orderId, orderExpiresAt: now + 1, once: undefined, other: undefined, numbered: false },
        ...{ reports: { pull: true, push: false }, charge: { credits: 0, floor: 0 }, refundUndelivered: false, atMostOnce: false },
        messages: [{ ...message, id: messageId(id, 0), state: "queued", lane: LANE }],
      },
      LIMITS,
    );
    await this.store.dispatch.claim({ lane: LANE, node: 0, dueBefore: now, leaseUntil: now + 1, limit: 10 });
    return messageId(id, 0);
  }

  /** Has a channel hand over a text to an access code. */
  async arrive(channel: string, accessCode: string, over: Partial<ChannelInbound> = {}): Promise<void> {
    this.#texts += 1;
    const text = { key: `k${this.#texts}`, phone: "13800138000", accessCode, text: "收到", at: this.clock.now(), ...over };
    await this.intake.take(this.channel(channel), [text]);
  }

  /** Moves time on, and lets what that sets off come to rest. */
  async pass(ms: number): Promise<void> {
    await this.clock.advance(ms);
    for (let trip = 0; trip < ROUND_TRIPS; trip++) {
      await this.store.directory.version();
      await turnOfLoop();
    }
  }

  /** Pulls an account's texts, each once. */
  async pull(login: string): Promise<readonly Inbound[]> {
    const now = this.clock.now();
    const result = await pullInbound({ store: this.store.inbound, ids: this.#ids }, this.account(login), { limit: 1_000, now });
    if (!result.ok) throw new Error(`refused: ${result.refusal.reason}`);
    await result.handOver.done(now);
    return result.inbound;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.matcher.stop();
    await this.#temp[Symbol.asyncDispose]();
  }
}
