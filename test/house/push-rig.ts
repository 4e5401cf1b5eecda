import type { Dialect } from "../../src/dialects/dialect.ts";
import type { Pushes } from "../../src/dialects/pushes.ts";
import { type DirectoryIndex, indexDirectory } from "../../src/directory/directory-index.ts";
import { IdSource, messageId } from "../../src/domain/ids.ts";
import type { PushKind } from "../../src/domain/push.ts";
import type { NewMessage } from "../../src/domain/submission.ts";
import type { Resolve } from "../../src/push/address-guard.ts";
import type { PushObserver } from "../../src/push/courier.ts";
import { PushDesk } from "../../src/push/push-desk.ts";
import { ManualClock } from "../../src/runtime/manual-clock.ts";
import type { PushStore, Store } from "../../src/store/store.ts";
import { toy } from "../toy-dialect/dialect.ts";
import { toyPushes } from "../toy-dialect/pushes.ts";
import { applyText } from "./apply-text.ts";
import type { Seen } from "./customer-server.ts";
import { ScriptedCarrier } from "./scripted-carrier.ts";
import { TempStore } from "./temp-store.ts";
import { turnOfLoop, until } from "./until.ts";

export interface PushPlan {
  /** Login → settings of the account, e.g. `push: { reports: "http://…" }`; it has the dialect `toy` unless it says otherwise. */
  readonly accounts: Readonly<Record<string, string>>;
  /** Blocks that may be pushed to; the loopback where it is left out. */
  readonly allow?: string;
}

/** Dialects that push (`toy` two reports a request, `solo` one, `broken` none, as it throws), and one that doesn't. */
const DIALECTS: readonly Dialect[] = [
  { ...toy, pushes: toyPushes(2) },
  { ...toy, name: "solo", pushes: toyPushes(1) },
  { ...toy, name: "broken", pushes: brokenPushes() },
  { ...toy, name: "mute" },
];
const FACTS = { dialects: DIALECTS.map(({ name }) => name), kinds: [new ScriptedCarrier()] };
const LIMITS = { queued: 1_000_000, frequency: { codes: { limit: 3, window: 180_000 }, daily: { limit: 10 } }, daily: 0 };

/** Push desks over the real store and real sockets, in a time that stands still until a test moves it. Nothing jitters. */
export class PushRig implements AsyncDisposable {
  readonly clock = new ManualClock();
  readonly log: string[] = [];
  readonly observed: string[] = [];
  readonly desks: PushDesk[] = [];
  /** What the network says of names. */
  resolve: Resolve = async () => ["127.0.0.1"];
  readonly #temp: TempStore;
  readonly #ids = new IdSource(() => this.clock.now(), 0);
  #directory: DirectoryIndex | undefined;

  private constructor(temp: TempStore) {
    this.#temp = temp;
  }

  /** Provisioned, and without a desk. */
  static async open(plan: PushPlan): Promise<PushRig> {
    const rig = new PushRig(await TempStore.open());
    await rig.provision(plan);
    return rig;
  }

  /** With one account, `customer`, whose pushes go to this server. @param more settings of the account, beginning with a comma */
  static for(customer: { readonly url: string }, more = ""): Promise<PushRig> {
    return PushRig.open({ accounts: { customer: pushTo(customer, more) } });
  }

  get store(): Store {
    return this.#temp.store;
  }

  async provision({ accounts, allow = "127.0.0.0/8" }: PushPlan): Promise<void> {
    await applyText(this.store, planOf(accounts, allow), FACTS, this.clock.now());
    this.#directory = indexDirectory(await this.store.directory.load());
  }

  account(login: string): number {
    return this.#directory?.accountByLogin.get(login)?.id ?? 0;
  }

  /** Starts another desk, as another node would have one. @param between puts something between it and the store */
  desk(between: (store: PushStore) => PushStore = (store) => store): PushDesk {
    const node = this.desks.length + 1;
    const observer: PushObserver = {
      tried: (kind, dialect, verdict, items) => this.observed.push(`${items} ${kind} by ${dialect}: ${verdict}`),
      givenUp: (kind, items) => this.observed.push(`${items} ${kind} given up`),
      turned: (kind, into) => this.observed.push(`${kind} ${into}`),
    };
    const desk = new PushDesk({
      store: between(this.store.pushes),
      clock: this.clock,
      log: (level, message, facts) => this.log.push(`${level}: ${message} ${JSON.stringify(facts ?? {})}`),
      ids: new IdSource(() => this.clock.now(), node),
      dialects: DIALECTS,
      directory: () => this.#directory as DirectoryIndex,
      observer,
      resolve: (host) => this.resolve(host),
      random: () => 0.5,
    });
    this.desks.push(desk);
    desk.start();
    return desk;
  }

  /** Has reports made that are to be pushed; answers the ids of their messages. */
  async reports(login: string, count: number, dialect = "toy"): Promise<readonly number[]> {
    const now = this.clock.now();
    const id = this.#ids.take(count + 1);
    const message: Omit<NewMessage, "id"> = {
      phone: "13800138000",
      operator: "mobile",
      class: "notice",
      text: undefined,
      segments: 0,
      state: "failed",
      code: "YZ:BLACK",
      lane: 0,
      exempt: true,
    };
    const messages = Array.from({ length: count }, (_, index) => ({ ...message, id: messageId(id, index) }));
    await this.store.submissions.accept(
      {
        ...{ id, accountId: this.account(login), dialect, medium: "sms", acceptedAt: now, sendAt: now, text: "您好", media: undefined },
        ...{ ext: "88", orderId: undefined, orderExpiresAt: now, once: undefined, other: undefined, numbered: false },
        ...{
          reports: { pull: false, push: true },
          charge: { credits: 0, floor: 0 },
          refundUndelivered: false,
          atMostOnce: false,
          messages,
        },
      },
      LIMITS,
    );
    return messages.map((each) => each.id);
  }

  /** Has inbound texts come that are to be pushed, one after the other. */
  async inbound(login: string, texts: readonly string[]): Promise<void> {
    for (const text of texts) {
      const id = this.#ids.take();
      const at = this.clock.now();
      const arrival = {
        id,
        key: String(id),
        phone: "13800138000",
        accessCode: "1069",
        text,
        at,
        reference: 0,
        part: 1,
        parts: 1,
        mergeBy: at,
      };
      await this.store.inbound.store(1, [arrival]);
      const own = { accountId: this.account(login), accountCode: "", ext: "", answers: undefined };
      await this.store.inbound.assign([{ id, ...own, pull: false, push: true, optOut: false, at }]);
    }
  }

  /** Moves time on in steps, and lets what that sets off come to an end after each. Not for servers that hang. */
  async pass(ms: number, step = 1_000): Promise<void> {
    for (let passed = 0; passed < ms; passed += step) {
      await this.clock.advance(Math.min(step, ms - passed));
      await this.quiet();
    }
  }

  /** Resolves when no desk has anything under way, and what is due was looked at. */
  async quiet(): Promise<void> {
    for (let trip = 0; trip < 3; trip++) {
      await this.store.pushes.due(0);
      await turnOfLoop();
      await until("the desks are at rest", () => this.desks.every((desk) => desk.underWay === 0));
    }
  }

  /** Endpoints that have anything left to push, be it due or not. */
  async waiting(): Promise<readonly string[]> {
    const logins = new Map(this.#directory?.accounts.map(({ id, login }) => [id, login]));
    return (await this.store.pushes.due(Number.MAX_SAFE_INTEGER)).map(({ accountId, kind }) => `${logins.get(accountId)} ${kind}`).sort();
  }

  async replay(login: string, kind: PushKind, from: number): Promise<number> {
    const now = this.clock.now();
    return this.store.pushes.replay({ accountId: this.account(login), kind, from, to: now + 1, now });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const stopped = Promise.all(this.desks.map((desk) => desk.stop()));
    await this.clock.advance(10_000);
    await stopped;
    await this.#temp[Symbol.asyncDispose]();
  }
}

/** Settings of an account whose pushes of both kinds go to this server. */
export function pushTo({ url }: { readonly url: string }, more = ""): string {
  return `push: { reports: "${url}", inbound: "${url}" }${more}`;
}

/** Ids of the items in requests, request by request. */
export function idsIn(seen: readonly Seen[]): readonly (readonly number[])[] {
  return seen.map(({ body }) => (JSON.parse(body).items as { id: number }[]).map(({ id }) => id));
}

/** Texts in requests, in order. */
export function textsIn(seen: readonly Seen[]): readonly string[] {
  return seen.flatMap(({ body }) => (JSON.parse(body).items as { text: string }[]).map(({ text }) => text));
}

function brokenPushes(): Pushes {
  const { reports, inbound } = toyPushes(1);
  const encode = (): never => {
    throw new Error("no such field");
  };
  return { reports: { ...reports, encode }, inbound: { ...inbound, encode } };
}

function planOf(accounts: PushPlan["accounts"], allow: string): string {
  return [
    "version: 1",
    `settings: { push: { allowAddresses: [${allow}] } }`,
    "channels:",
    '  - { name: a, kind: scripted, operators: [mobile], code: "1069" }',
    "accounts:",
    ...Object.entries(accounts).map(([login, own]) => {
      const usual = { dialects: "[toy]", code: '"05"', password: "Secret-1" };
      const left = Object.entries(usual).filter(([key]) => !own.includes(`${key}:`));
      return `  - { login: ${login}, ${[...left.map(([key, value]) => `${key}: ${value}`), own].filter(Boolean).join(", ")} }`;
    }),
    "",
  ].join("\n");
}
