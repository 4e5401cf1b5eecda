import { expect } from "vitest";
import type { FrequencyLimits } from "../../domain/frequency.ts";
import { ID_STEP, IdSource } from "../../domain/ids.ts";
import { NO_PLAN } from "../../domain/plan-of.ts";
import type { AccountPlan, ProvisioningPlan } from "../../domain/provisioning.ts";
import type { ChannelReceipt } from "../../domain/receipt.ts";
import type { NewMessage, NewSubmission } from "../../domain/submission.ts";
import type {
  AcceptOutcome,
  AttemptPart,
  AttemptResult,
  Claim,
  ClaimedMessage,
  NextStep,
  ReceiptOutcome,
  Store,
  StoredReport,
} from "../store.ts";
import { accountPlan, BASE_PLAN, channelPlan } from "./plans.ts";

/** An engine's store over data of its own, empty at first. */
export interface TestStore {
  readonly store: Store;
  /** Closes the store, where that hasn't happened, and opens the same data again. */
  reopen(): Promise<Store>;
  /** How another process opens the same data, once this one has closed it: `open(argument)` of the module with this URL. */
  readonly elsewhere: { readonly module: string; readonly argument: string };
  /** Whether several servers may share the data (and each has a node number), or one alone holds it. */
  readonly servers: "one" | "many";
  /** Closes the store and forgets the data. */
  discard(): Promise<void>;
}

export type OpenRig = () => Promise<Rig>;

/** A submission as a test asks for it. `to`: its messages, or how many of them. */
export interface Wish extends Partial<Omit<NewSubmission, "id" | "messages" | "charge">> {
  readonly to?: number | readonly Partial<NewMessage>[];
  readonly floor?: number;
}

export const LANE = 64;
export const LEASE = 60_000;
export const OPENING = 1_000;
/** Ids that no test uses. */
export const NOBODY = 999;

/** The platform's own numbers; a rig's messages are exempt unless a test says otherwise. */
export const FREQUENCY: FrequencyLimits = { codes: { limit: 3, window: 180_000 }, daily: { limit: 10 } };

/** A store with an account, two channels and a product, and what a test says again and again. */
export class Rig implements AsyncDisposable {
  readonly under: TestStore;
  readonly accountId: number;
  readonly channelId: number;
  readonly otherChannelId: number;
  store: Store;
  /** UTC ms; stands still unless a test moves it. */
  now = Date.UTC(2026, 10, 20, 1, 8, 10);
  #ids = new IdSource(() => this.now, 0);
  #phone = 13_800_000_000;
  #upstream = 0;

  private constructor(under: TestStore, ids: readonly [account: number, channel: number, other: number]) {
    this.under = under;
    this.store = under.store;
    [this.accountId, this.channelId, this.otherChannelId] = ids;
  }

  static async open(under: TestStore): Promise<Rig> {
    await provision(under.store, BASE_PLAN);
    const { accounts, channels } = await under.store.directory.load();
    return new Rig(under, [accounts[0]?.id ?? 0, channels[0]?.id ?? 0, channels[1]?.id ?? 0]);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.under.discard();
  }

  async reopen(): Promise<void> {
    this.store = await this.under.reopen();
  }

  /** Makes another account; answers its id. */
  async account(login: string, settings: Partial<AccountPlan> = {}): Promise<number> {
    await provision(this.store, { ...EMPTY_PLAN, accounts: [accountPlan(login, settings)] });
    const found = (await this.store.directory.load()).accounts.find((account) => account.login === login);
    return found?.id ?? 0;
  }

  /** Makes another channel; answers its id. */
  async channel(name: string): Promise<number> {
    await provision(this.store, { ...EMPTY_PLAN, channels: [channelPlan(name)] });
    return (await this.store.directory.load()).channels.find((channel) => channel.name === name)?.id ?? 0;
  }

  id(): number {
    return this.#ids.take(1);
  }

  submission(wish: Wish = {}): NewSubmission {
    const { to = 1, floor = 0, ...rest } = wish;
    const wishes: readonly Partial<NewMessage>[] = typeof to === "number" ? Array.from({ length: to }, () => ({})) : to;
    const id = this.#ids.take(wishes.length + 1);
    const messages = wishes.map((message, index) => ({ ...this.#message(), id: id + ID_STEP * (index + 1), ...message }));
    const credits = messages.reduce((sum, message) => sum + (message.state === "failed" ? 0 : message.segments), 0);
    return {
      id,
      accountId: this.accountId,
      dialect: "huaxin",
      medium: "sms",
      acceptedAt: this.now,
      sendAt: this.now,
      text: "您的订单已发货",
      ext: "",
      orderId: undefined,
      orderExpiresAt: this.now + 3_600_000,
      other: undefined,
      reports: { pull: true, push: false },
      numbered: false,
      charge: { credits, floor },
      refundUndelivered: false,
      atMostOnce: false,
      messages,
      ...rest,
    };
  }

  #message(): Omit<NewMessage, "id"> {
    this.#phone += 1;
    const phone = String(this.#phone);
    return {
      phone,
      operator: "mobile",
      class: "notice",
      text: undefined,
      segments: 1,
      state: "queued",
      code: undefined,
      lane: LANE,
      exempt: true,
    };
  }

  accept(submission: NewSubmission, queued = 1_000_000, daily = 0): Promise<AcceptOutcome> {
    return this.store.submissions.accept(submission, { queued, frequency: FREQUENCY, daily });
  }

  /** Accepts a submission that must go through. */
  async accepted(wish: Wish = {}): Promise<NewSubmission> {
    const submission = this.submission(wish);
    expect(await this.accept(submission)).toMatchObject({ kind: "accepted" });
    return submission;
  }

  claim(over: Partial<Claim> = {}): Promise<readonly ClaimedMessage[]> {
    return this.store.dispatch.claim({
      lane: LANE,
      node: 0,
      dueBefore: this.now,
      leaseUntil: this.now + LEASE,
      limit: 1_000,
      ...over,
    });
  }

  /** Accepts a submission and claims its messages. */
  async claimed(wish: Wish = {}): Promise<readonly ClaimedMessage[]> {
    const submission = await this.accepted(wish);
    const claimed = await this.claim();
    expect(claimed.map((message) => message.submissionId)).toEqual(submission.messages.map(() => submission.id));
    return claimed;
  }

  /** Accepts a submission to one phone, and claims it. */
  async claimedOne(wish: Wish = {}): Promise<ClaimedMessage> {
    return one(await this.claimed(wish));
  }

  result(message: ClaimedMessage, next: NextStep, parts: readonly Partial<AttemptPart>[] = []): AttemptResult {
    return {
      messageId: message.id,
      accountId: message.accountId,
      attempt: message.attempt,
      channelId: this.channelId,
      at: this.now,
      parts: parts.map((part, index) => ({ part: index + 1, outcome: "accepted", upstreamId: undefined, code: undefined, ...part })),
      next,
    };
  }

  async record(...results: readonly AttemptResult[]): Promise<readonly boolean[]> {
    return this.store.dispatch.record(results);
  }

  upstreamId(): string {
    this.#upstream += 1;
    return `up-${this.#upstream}`;
  }

  /** Sends a claimed message; answers the upstream ids of its parts. */
  async sent(message: ClaimedMessage, parts = 1, over: Partial<AttemptResult> = {}): Promise<readonly string[]> {
    const ids = Array.from({ length: parts }, () => this.upstreamId());
    const result = this.result(
      message,
      { to: "sent", expiresAt: this.now + 3_600_000 },
      ids.map((upstreamId) => ({ upstreamId })),
    );
    expect(await this.record({ ...result, ...over })).toEqual([true]);
    return ids;
  }

  /** Accepts, claims and sends a message of one part; answers it with its upstream id. */
  async sentOne(wish: Wish = {}): Promise<{ readonly message: ClaimedMessage; readonly upstreamId: string }> {
    const message = await this.claimedOne(wish);
    return { message, upstreamId: one(await this.sent(message)) };
  }

  receipt(
    upstreamId: string,
    code = "DELIVRD",
    status: ChannelReceipt["status"] = code === "DELIVRD" ? "delivered" : "failed",
  ): ChannelReceipt {
    return { upstreamId, status, code, at: this.now, raw: `id:${upstreamId} stat:${code}` };
  }

  receive(...receipts: readonly ChannelReceipt[]): Promise<readonly ReceiptOutcome[]> {
    return this.store.receipts.store(this.channelId, receipts);
  }

  /** Takes an account's waiting reports and hands them over. */
  async reports(accountId = this.accountId): Promise<readonly StoredReport[]> {
    const token = this.id();
    const reports = await this.store.reports.take({
      accountId,
      token,
      limit: 100_000,
      submissionId: undefined,
      notBefore: undefined,
      now: this.now,
      until: this.now + 60_000,
    });
    const ids = reports.map((report) => report.messageId);
    await this.store.reports.confirm(accountId, token, ids, this.now);
    return reports;
  }

  async credits(accountId = this.accountId, medium: "sms" | "mms" = "sms"): Promise<number> {
    return (await this.store.ledger.balance(accountId))[medium].credits;
  }
}

/** Changes nothing. */
export const EMPTY_PLAN: ProvisioningPlan = NO_PLAN;

/** The only element; fails the test where there are none or more. */
export function one<T>(items: readonly T[]): T {
  expect(items).toHaveLength(1);
  return items[0] as T;
}

async function provision(store: Store, plan: ProvisioningPlan): Promise<void> {
  expect(await store.directory.apply(plan, Date.UTC(2026, 10, 1))).toMatchObject({ ok: true });
}
