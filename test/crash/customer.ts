import { setTimeout as sleep } from "node:timers/promises";
import { Connection } from "../support/connection.ts";
import {
  type Credentials,
  overageRequest,
  queryRequest,
  readOverage,
  readReports,
  readSendReply,
  sendRequest,
} from "../support/huaxin-wire.ts";
import { phone } from "../support/phones.ts";
import type { Random } from "../support/random.ts";
import { type Attempt, type AttemptEnd, type Books, type Handover, type Life, openBooks } from "./books.ts";

const SHORT_TEXT = "您的包裹已到驿站，请凭取件码领取。";
/** 80 UTF-16 code units: two segments. */
const LONG_TEXT = "驿站春节期间照常营业。".repeat(8).slice(0, 80);
const PULL_SIZE = 200;
const PULL_PAUSE = 20;
const REFUSED_PAUSE = 10;

/**
 * A customer's program: sends to ever new phones, retries what got no answer, pulls its reports, and keeps books of what
 * it was told. It works on one life of the server until that ends; its books go on over all of them.
 */
export class Customer {
  readonly books: Books;
  readonly #who: Credentials;
  readonly #random: Random;
  readonly #nextPhone: () => number;
  readonly #retries: Pick<Attempt, "phones" | "segments">[] = [];

  /** @param nextPhone a number for `phone()` that no customer has used yet */
  constructor(who: Credentials, opening: number, random: Random, nextPhone: () => number) {
    this.#who = who;
    this.#random = random;
    this.#nextPhone = nextPhone;
    this.books = openBooks(opening);
  }

  /** Sends over one connection after another until the server has ended. `pause`: ms between two submissions. */
  send(life: Life, pause: number): Promise<void> {
    return this.#converse(life, async (connection) => {
      const wish = this.#retries.pop() ?? this.#newWish();
      const content = wish.segments === 1 ? SHORT_TEXT : LONG_TEXT;
      const method = this.#random.chance(0.7) ? "GET" : "POST";
      const excused = life.mayFail?.() ?? false;
      const exchange = await connection.request(sendRequest(this.#who, wish.phones, content, method), life.patience);
      const end = exchange.kind === "answered" ? readEnd(exchange, wish.phones.length) : ({ kind: "unanswered" } as const);
      this.books.attempts.push({ ...wish, end });
      if (end.kind === "acknowledged") {
        life.acknowledgedAt = Date.now();
        return sleep(pause);
      }
      this.#retries.push(wish);
      if (exchange.kind === "unanswered") return this.#noteBreak(life, exchange);
      if (end.kind === "failed" && life.ending === undefined && !excused && !life.mayFail?.())
        this.books.troubles.push(`a submission was answered with the platform's own failure at ${new Date().toISOString()}`);
      if (end.kind === "refused" && life.ending === undefined) this.books.troubles.push(`a submission was refused: ${end.message}`);
      return sleep(REFUSED_PAUSE);
    });
  }

  /** Pulls reports over one connection after another until the server has ended. */
  async pull(life: Life): Promise<void> {
    let last: Handover | undefined;
    await this.#converse(life, async (connection) => {
      const handover = await this.#pullOnce(life, connection);
      last = handover ?? last;
      if (handover?.reports.length === 0) await sleep(PULL_PAUSE);
    });
    if (last && life.ending === "kill") last.last = true;
  }

  /** Pulls what waits now. Answers how many reports that were. */
  async pullAll(life: Life): Promise<number> {
    const connection = await Connection.open(life.port);
    let pulled = 0;
    while (connection?.usable) {
      const handover = await this.#pullOnce(life, connection);
      if (!handover || handover.reports.length === 0) break;
      pulled += handover.reports.length;
    }
    await connection?.close();
    return pulled;
  }

  async balance(life: Life): Promise<number> {
    const connection = await Connection.open(life.port);
    const exchange = await connection?.request(overageRequest(this.#who));
    await connection?.close();
    if (exchange?.kind !== "answered") throw new Error("the server gave no answer about the balance");
    return readOverage(exchange.body);
  }

  /** Repeats `step` until the server has ended, on a new connection where the old one was closed. */
  async #converse(life: Life, step: (connection: Connection) => Promise<void> | void): Promise<void> {
    for (;;) {
      const connection = await Connection.open(life.port);
      if (!connection) {
        if (life.ending === undefined) this.books.troubles.push("a connection was refused while the server was up");
        return;
      }
      try {
        while (connection.usable) await step(connection);
      } catch (error) {
        this.books.troubles.push(`an answer made no sense: ${(error as Error).message}`);
        return;
      } finally {
        await connection.close();
      }
    }
  }

  async #pullOnce(life: Life, connection: Connection): Promise<Handover | undefined> {
    const exchange = await connection.request(queryRequest(this.#who, PULL_SIZE));
    if (exchange.kind === "unanswered") {
      this.#noteBreak(life, exchange);
      return undefined;
    }
    if (exchange.status !== 200) {
      if (life.ending === undefined) this.books.troubles.push(`a pull was answered with HTTP ${exchange.status}`);
      await sleep(REFUSED_PAUSE);
      return undefined;
    }
    const handover = { reports: readReports(exchange.body), life, last: false };
    this.books.handovers.push(handover);
    return handover;
  }

  #noteBreak(life: Life, exchange: { readonly why: "closed" | "timeout"; readonly received: number }): void {
    const what = exchange.why === "timeout" ? "a request got no answer in time" : "a connection broke without an answer";
    if (life.ending === undefined) this.books.troubles.push(`${what} while the server was up`);
    else if (life.ending === "term" && (exchange.received > 0 || exchange.why === "timeout")) {
      this.books.troubles.push(`${what} (${exchange.received} bytes of it came) while the server drained`);
    }
  }

  /** Mostly one recipient, sometimes many; mostly one segment, sometimes two. */
  #newWish(): Pick<Attempt, "phones" | "segments"> {
    const die = this.#random.next();
    const recipients = die < 0.7 ? 1 : die < 0.95 ? this.#random.integer(2, 4) : 20;
    return { phones: Array.from({ length: recipients }, () => phone(this.#nextPhone())), segments: this.#random.chance(0.2) ? 2 : 1 };
  }
}

/** Result 9999 of the interface's document. */
const OWN_FAILURE = "系统内部错误";

function readEnd(answer: { readonly status: number; readonly body: Buffer }, recipients: number): AttemptEnd {
  if (answer.status !== 200) return { kind: "refused", message: `HTTP ${answer.status}` };
  const reply = readSendReply(answer.body);
  if (!reply.success && reply.message === OWN_FAILURE) return { kind: "failed" };
  if (!reply.success) return { kind: "refused", message: reply.message };
  if (reply.successCounts !== recipients)
    return { kind: "refused", message: `${reply.successCounts} of ${recipients} recipients were taken` };
  return { kind: "acknowledged", taskId: reply.taskId };
}
