import type { ChannelReceipt } from "../../domain/receipt.ts";
import type { NewMessage, NewSubmission } from "../../domain/submission.ts";
import type { AttemptResult, ClaimedMessage, LateAnswer, NextStep, StoredReport, Tally } from "../store.ts";
import { purge } from "./retention.ts";
import { LEASE, type Rig } from "./rig.ts";

/** One thing that happens to a store. `pick` chooses among what there is. */
export type Step =
  | {
      readonly kind: "accept";
      readonly segments: readonly number[];
      readonly refused: boolean;
      readonly held: boolean;
      readonly undelivered: boolean;
      readonly atMostOnce: boolean;
      readonly order: number | undefined;
      readonly sendIn: number;
    }
  | { readonly kind: "claim"; readonly limit: number; readonly node: number }
  | { readonly kind: "record"; readonly pick: number; readonly parts: number; readonly to: string }
  | { readonly kind: "receipt"; readonly pick: number; readonly part: number; readonly status: string; readonly times: number }
  | { readonly kind: "late"; readonly pick: number; readonly outcome: string; readonly final: boolean }
  | { readonly kind: "review"; readonly pick: number; readonly approve: boolean }
  | { readonly kind: "fold"; readonly days: number }
  | { readonly kind: "wait"; readonly ms: number }
  | { readonly kind: "rescue" | "expire"; readonly limit: number }
  | { readonly kind: "leave"; readonly node: number }
  | { readonly kind: "cancel"; readonly pick: number }
  | { readonly kind: "reports"; readonly limit: number; readonly end: string }
  | { readonly kind: "recharge"; readonly credits: number; readonly pick: number }
  | { readonly kind: "purge"; readonly limit: number }
  | { readonly kind: "restart" };

const DAY = 86_400_000;
const VALIDITY = 300_000;
/** The code of a failure after which no channel had taken the message: its credits go back whatever the account pays for. */
const REFUNDED = "REFUNDED";

/**
 * What one account lives through, and what must be true of it afterwards. It knows nothing of how messages move: only what
 * it was told (accepted, reported) and the rule by which a report says whether its message is paid for.
 */
export class History {
  readonly accountId: number;
  readonly #rig: Rig;
  readonly #channelId: number;
  readonly #lane: number;
  readonly #opening: number;
  readonly #floor: number;
  #bought = 0;
  readonly #recharges: number[] = [];
  readonly #accepted: NewSubmission[] = [];
  readonly #claimed: ClaimedMessage[] = [];
  /** Claimed, and no outcome written yet. */
  readonly #open: ClaimedMessage[] = [];
  readonly #sent: { readonly message: ClaimedMessage; readonly parts: number }[] = [];
  readonly #handed: StoredReport[] = [];
  readonly #pushed: StoredReport[] = [];
  readonly #delivered = new Set<number>();
  readonly #problems: string[] = [];

  private constructor(rig: Rig, ids: readonly [account: number, channel: number, lane: number], opening: number, floor: number) {
    this.#rig = rig;
    [this.accountId, this.#channelId, this.#lane] = ids;
    this.#opening = opening;
    this.#floor = floor;
  }

  static async begin(rig: Rig, run: number, account: { readonly credits: number; readonly floor: number }): Promise<History> {
    const payment = account.floor < 0 ? "postpaid" : "prepaid";
    const accountId = await rig.account(`account-${run}`, { credits: account.credits, payment, creditLimit: -account.floor });
    return new History(rig, [accountId, await rig.channel(`channel-${run}`), 1_000 + run], account.credits, account.floor);
  }

  async happen(step: Step): Promise<void> {
    const { store } = this.#rig;
    const { now } = this.#rig;
    switch (step.kind) {
      case "accept":
        return this.#accept(step);
      case "claim":
        return this.#claim(step);
      case "record":
        return this.#record(step);
      case "receipt":
        return this.#receive(step);
      case "wait":
        this.#rig.now += step.ms;
        return;
      case "rescue":
        await store.dispatch.rescue({ now, limit: step.limit });
        return;
      case "expire":
        await store.dispatch.expire({ now, limit: step.limit });
        return;
      case "leave":
        return store.nodes.leave(step.node, "a", now);
      case "cancel": {
        const submission = pick(this.#accepted, step.pick);
        if (submission) await store.submissions.cancel(submission.id, this.accountId, now, "test");
        return;
      }
      case "late":
        return this.#late(step);
      case "review": {
        const submission = pick(this.#accepted, step.pick);
        const decided = { approve: step.approve, reason: "", actor: "test", at: now };
        if (submission) await store.reviews.decide({ submissionId: submission.id, ...decided });
        return;
      }
      case "fold":
        await store.tallies.fold(now + step.days * DAY);
        return;
      case "reports":
        return this.#reports(step.limit, step.end);
      case "recharge":
        return this.#recharge(step.credits, step.pick);
      case "purge":
        return this.#purge(step.limit);
      case "restart":
        return this.#rig.reopen();
    }
  }

  /** Lets everything come to its end: leases lapse, what waits fails, receipts are overdue, reports are handed over. */
  async rest(): Promise<void> {
    this.#rig.now += 10 * VALIDITY;
    const { dispatch } = this.#rig.store;
    for (let n = 0; n < this.#accepted.length; n++) await this.happen({ kind: "review", pick: n, approve: true });
    await dispatch.rescue({ now: this.#rig.now, limit: 10_000 });
    await dispatch.expire({ now: this.#rig.now, limit: 10_000 });
    const claimed = await this.#rig.claim({ lane: this.#lane });
    await dispatch.record(claimed.map((message) => this.#result(message, 1, "failed")));
    await this.#handOut();
  }

  /** What must have been counted, by what was accepted and what was reported of it. */
  counts(): Partial<Tally> {
    const counts: Partial<Record<keyof Tally, number>> = {};
    const add = (count: keyof Tally, by: number): void => {
      if (by > 0) counts[count] = (counts[count] ?? 0) + by;
    };
    for (const { messages, charge } of this.#accepted) {
      add("accepted", messages.length);
      add("refused", messages.filter(({ state }) => state === "failed").length);
      add("segments", charge.credits);
    }
    for (const { outcome, code } of this.#handed) {
      add(outcome, 1);
      if (code === "EXPIRED") add("expired", 1);
    }
    add("refunded", this.#back());
    return counts;
  }

  async #handOut(): Promise<void> {
    await this.#reports(10_000, "confirm");
    const { accountId } = this;
    const { now } = this.#rig;
    const endpoint = { accountId, kind: "report", token: this.#rig.id() } as const;
    const pushed = await this.#rig.store.pushes.take({ ...endpoint, limit: 10_000, now, until: now + LEASE });
    for (const { content } of pushed) if (content.kind === "report") this.#pushed.push(content.report);
  }

  /** Hands out all reports there are, and forgets all that is over by now: the bound lies ahead. */
  async #purge(limit: number): Promise<void> {
    this.#rig.now += LEASE;
    await this.#handOut();
    const { unreported } = await purge(this.#rig, limit, -2 * DAY);
    if (unreported > 0) this.#problems.push(`${unreported} reports went that nobody was given`);
  }

  /** What the balance must be, by what was accepted and what was reported of it. */
  balance(): number {
    const charged = this.#accepted.reduce((sum, submission) => sum + submission.charge.credits, 0);
    return this.#opening + this.#bought - charged + this.#back();
  }

  /** Credits that were given back. */
  #back(): number {
    return this.#handed.reduce((sum, report) => {
      const { submission, message } = this.#find(report);
      const never = report.outcome === "cancelled" || report.code === REFUNDED || report.code === "YZ:REVIEW";
      const unpaid = report.outcome !== "delivered" && (submission?.refundUndelivered || never);
      return sum + (unpaid ? (message?.segments ?? 0) : 0);
    }, 0);
  }

  problems(): readonly string[] {
    const problems = [...this.#problems];
    const reports = Map.groupBy(this.#handed, (report) => report.messageId);
    const pushes = Map.groupBy(this.#pushed, (report) => report.messageId);
    for (const submission of this.#accepted) {
      for (const { id } of submission.messages) {
        const count = reports.get(id)?.length ?? 0;
        if (count !== 1) problems.push(`message ${id} has ${count} reports`);
        const pushed = pushes.get(id)?.length ?? 0;
        if (pushed !== 1) problems.push(`message ${id} is to be pushed ${pushed} times`);
      }
    }
    for (const report of this.#handed) {
      if (!this.#find(report).message) problems.push(`a report of a message that was never accepted: ${report.messageId}`);
      if (report.outcome === "delivered" && !this.#delivered.has(report.messageId))
        problems.push(`no carrier delivered ${report.messageId}`);
    }
    return problems;
  }

  #find(report: StoredReport): { readonly submission: NewSubmission | undefined; readonly message: NewMessage | undefined } {
    const submission = this.#accepted.find(({ id }) => id === report.submissionId);
    return { submission, message: submission?.messages.find(({ id }) => id === report.messageId) };
  }

  async #accept(step: Step & { kind: "accept" }): Promise<void> {
    const lane = this.#lane;
    const refused = { state: "failed", code: "YZ:BLACK", segments: 0, lane } as const;
    const held = step.held ? ({ state: "held" } as const) : {};
    const submission = this.#rig.submission({
      accountId: this.accountId,
      to: [...step.segments.map((segments) => ({ segments, lane, ...held })), ...(step.refused ? [refused] : [])],
      // a text that was approved before isn't held again
      text: `text ${this.#rig.id()}`,
      floor: this.#floor,
      refundUndelivered: step.undelivered,
      atMostOnce: step.atMostOnce,
      orderId: step.order === undefined ? undefined : `order-${step.order}`,
      sendAt: this.#rig.now + step.sendIn,
      reports: { pull: true, push: true },
    });
    const outcome = await this.#rig.accept(submission);
    if (outcome.kind === "busy") this.#problems.push("busy, though nothing limits it");
    if (outcome.kind !== "accepted") return;
    this.#accepted.push(submission);
    if (outcome.balance < this.#floor) this.#problems.push(`accepted down to ${outcome.balance}`);
  }

  async #claim(step: Step & { kind: "claim" }): Promise<void> {
    const claimed = await this.#rig.claim({ lane: this.#lane, limit: step.limit, node: step.node });
    this.#claimed.push(...claimed);
    this.#open.push(...claimed);
  }

  /** Of a message that awaits its outcome, as a rule; else again, or of an attempt that is long past. */
  async #record(step: Step & { kind: "record" }): Promise<void> {
    const [open] = step.pick % 4 > 0 ? this.#open.splice(step.pick % Math.max(1, this.#open.length), 1) : [];
    const message = open ?? pick(this.#claimed, step.pick);
    if (!message) return;
    const unanswered = step.to.startsWith("unanswered");
    const parts = unanswered ? 1 : step.parts;
    if (step.to === "sent" || unanswered) this.#sent.push({ message, parts });
    await this.#rig.record(this.#result(message, parts, step.to));
  }

  /** An answer to a submit of which there was none, as a rule. */
  async #late({ pick: choice, outcome, final }: Step & { kind: "late" }): Promise<void> {
    const message = pick(this.#sent, choice)?.message;
    if (!message) return;
    const { id: messageId, attempt } = message;
    const answer = { messageId, attempt, part: 1, parts: 1, upstreamId: undefined, code: REFUNDED, final, at: this.#rig.now };
    await this.#rig.store.dispatch.late(this.#channelId, [{ ...answer, outcome: outcome as LateAnswer["outcome"] }]);
  }

  #result(message: ClaimedMessage, parts: number, to: string): AttemptResult {
    const left = to === "sent" || to.startsWith("unanswered");
    const outcome = to === "sent" ? "accepted" : "unknown";
    const tried = Array.from(
      { length: left ? parts : 0 },
      (_, index) => ({ outcome, upstreamId: upstreamId(message, index + 1) }) as const,
    );
    return { ...this.#rig.result(message, this.#next(to), tried), channelId: this.#channelId };
  }

  #next(to: string): NextStep {
    const { now } = this.#rig;
    if (to === "sent") return { to, expiresAt: now + VALIDITY };
    if (to === "queued") return { to, dueAt: now + LEASE / 2, avoid: this.#channelId };
    if (to === "unknown") return { to, code: "UNKNOWN", refund: false };
    if (to.startsWith("unanswered")) {
      const otherwise = to === "unanswered" ? "unknown" : "queued";
      return { to: "unanswered", until: now + LEASE, otherwise, avoid: undefined, expiresAt: now + VALIDITY, matchSince: undefined };
    }
    return { to: "failed", code: to === "refunded" ? REFUNDED : "KEPT", refund: to === "refunded" };
  }

  /** Of a submit that was recorded, as a rule; else of one that will be, or that never will. */
  async #receive(step: Step & { kind: "receipt" }): Promise<void> {
    const sent = step.pick % 4 > 0 ? pick(this.#sent, step.pick) : undefined;
    const message = sent?.message ?? pick(this.#claimed, step.pick);
    if (!message) return;
    const status = step.status as ChannelReceipt["status"];
    if (status === "delivered") this.#delivered.add(message.id);
    const part = sent ? 1 + (step.part % sent.parts) : step.part;
    const receipt = this.#rig.receipt(upstreamId(message, part), status.toUpperCase(), status);
    await this.#rig.store.receipts.store(this.#channelId, Array(step.times).fill(receipt));
  }

  async #reports(limit: number, end: string): Promise<void> {
    const { reports } = this.#rig.store;
    const { accountId } = this;
    const { now } = this.#rig;
    const token = this.#rig.id();
    const taken = await reports.take({ accountId, token, limit, submissionId: undefined, notBefore: undefined, now, until: now + LEASE });
    const ids = taken.map((report) => report.messageId);
    if (end === "release") await reports.release(accountId, token, ids);
    if (end !== "confirm") return;
    await reports.confirm(accountId, token, ids, now);
    this.#handed.push(...taken);
  }

  /** Sometimes under a ref that was booked before. */
  async #recharge(credits: number, choice: number): Promise<void> {
    const ref = (choice % 2 === 0 ? pick(this.#recharges, choice) : undefined) ?? this.#rig.id();
    this.#recharges.push(ref);
    const entry = {
      ref,
      accountId: this.accountId,
      medium: "sms",
      kind: "recharge",
      credits,
      at: this.#rig.now,
      actor: "test",
      note: "",
    } as const;
    const { booked } = await this.#rig.store.ledger.book(entry);
    if (booked) this.#bought += credits;
  }
}

function upstreamId(message: ClaimedMessage, part: number): string {
  return `${message.id}/${message.attempt}/${part}`;
}

function pick<T>(items: readonly T[], choice: number): T | undefined {
  return items[choice % Math.max(1, items.length)];
}
