import { type AddressInfo, createServer, connect as dialTcp, type Server, type Socket } from "node:net";
import { createServer as createTlsServer, type TlsOptions } from "node:tls";
import type { Clock, Timer } from "../runtime/clock.ts";
import { splitForChannel } from "../text/segments.ts";
import { type Behaviour, Behaviours } from "./behaviour.ts";
import { LabConnection, type LabHouse } from "./connection.ts";
import type { LabDelivery, LabInbound, LabProtocol, LabReceipt, LabSubmit } from "./protocol.ts";
import type { Script, ScriptedInbound } from "./script.ts";

export interface LabOptions {
  readonly protocol: LabProtocol;
  readonly script: Script;
  readonly clock: Clock;
  /** 0 picks a free one. */
  readonly port: number;
  /** By default 127.0.0.1. */
  readonly host?: string;
  readonly tls?: TlsOptions;
  /** Told what happens, without phones and texts. */
  readonly note?: (what: string) => void;
  /** Told what a carrier would have in its books. */
  readonly record?: (entry: LabEntry) => void;
}

/** A line of the lab's books. `at`: UTC ms. */
export type LabEntry =
  /** A submit was taken over, whether or not its answer arrives. `unfinished`: a part of a long message, and not its last one. */
  | {
      readonly at: number;
      readonly event: "accepted";
      readonly serial: number;
      readonly phone: string;
      readonly source: string;
      readonly unfinished: boolean;
    }
  | { readonly at: number; readonly event: "refused" | "throttled"; readonly phone: string }
  /** The client took a delivery. `stat`: of a receipt. */
  | {
      readonly at: number;
      readonly event: "acknowledged";
      readonly kind: LabDelivery["kind"];
      readonly serial: number;
      readonly phone: string;
      readonly stat?: string;
    }
  /** The script broke a connection. */
  | { readonly at: number; readonly event: "broke" };

/** What the lab has done so far. */
export interface LabCounts {
  readonly submits: number;
  readonly accepted: number;
  readonly delivered: number;
  readonly waiting: number;
  readonly connections: number;
}

/** Submits that it keeps for tests to look at. */
const MOST_SEEN = 1_000;
/** Deliveries that may wait; older receipts are dropped beyond. */
const MOST_WAITING = 1_000_000;
/** ms between tries to connect to where deliveries go. */
const RECONNECT = 1_000;
/** UTF-16 code units that a text needs to be sent in parts, out of order: last one first. */
const OUT_OF_ORDER = (a: number, b: number): number => b - a;

/** Opens a fake carrier. Resolves once it listens. */
export async function startLab(options: LabOptions): Promise<Lab> {
  const lab = new Lab(options);
  await lab.listen();
  return lab;
}

/**
 * A fake carrier: accepts submits, owes receipts, delivers them again until they are acknowledged, and breaks things as its
 * script says. A test's peer, and what `yizhan simulate` runs.
 */
export class Lab implements AsyncDisposable {
  /** The latest submits, oldest first. */
  readonly seen: LabSubmit[] = [];
  /** Deliveries in the order in which they were acknowledged; the latest ones. */
  readonly taken: LabDelivery[] = [];
  readonly #options: LabOptions;
  readonly #behaviours: Behaviours;
  readonly #server: Server;
  readonly #connections = new Set<LabConnection>();
  readonly #house: LabHouse;
  readonly #timers = new Set<Timer>();
  /** What phones write back once their receipt was taken, by its serial. */
  readonly #replies = new Map<number, { readonly from: string; readonly to: string; readonly text: string }>();
  #waiting: LabDelivery[] = [];
  #serial: number;
  #accepted = 0;
  #delivered = 0;
  #begun = false;
  #reaching = false;
  #stopped = false;

  constructor(options: LabOptions) {
    this.#options = options;
    const { script, clock, protocol, tls } = options;
    this.#behaviours = new Behaviours(script);
    // ids that an earlier life has not used
    this.#serial = Math.floor(clock.now() / 1000) * 1000;
    this.#server = tls
      ? createTlsServer(tls, (socket) => this.#connected(socket, false))
      : createServer((socket) => this.#connected(socket, false));
    this.#house = {
      protocol,
      script,
      clock,
      behaviour: (submit) => this.#behaviour(submit),
      serial: () => ++this.#serial,
      accepted: (submit, serial, behaviour) => this.#owe(submit, serial, behaviour),
      receiving: () => this.#receiving(),
      delivered: (delivery) => this.#took(delivery),
      again: (delivery) => this.#later(this.#options.script.deliverAgain, () => this.#wait([delivery])),
      note: (what) => options.note?.(what),
      refused: ({ phone }, answer) => options.record?.({ at: clock.now(), event: answer, phone }),
      broke: () => options.record?.({ at: clock.now(), event: "broke" }),
      gone: (connection) => this.#connections.delete(connection),
    };
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  get counts(): LabCounts {
    const { size } = this.#connections;
    return {
      submits: this.#behaviours.count,
      accepted: this.#accepted,
      delivered: this.#delivered,
      waiting: this.#waiting.length,
      connections: size,
    };
  }

  /** Clients that are logged in. */
  get clients(): number {
    return [...this.#connections].filter((connection) => connection.loggedIn).length;
  }

  listen(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#server.once("error", reject);
      this.#server.listen(this.#options.port, this.#options.host ?? "127.0.0.1", () => resolve());
    });
  }

  /** A phone sends a text: in parts, last one first, where it is long. */
  say({ from, to, text }: { readonly from: string; readonly to: string; readonly text: string }): void {
    const texts = splitForChannel(text, "ucs2");
    const reference = this.#serial % 256;
    const order = texts.map((_, index) => index).sort(OUT_OF_ORDER);
    this.#wait(
      order.map((index): LabInbound => {
        this.#serial += 1;
        const inbound = {
          kind: "inbound",
          phone: from,
          to,
          text: texts[index] ?? "",
          serial: this.#serial,
          at: this.#options.clock.now(),
        } as const;
        return texts.length === 1 ? inbound : { ...inbound, part: { reference, number: index + 1, of: texts.length } };
      }),
    );
  }

  /** A receipt of the lab's own making, for one that nobody is owed. */
  tell(receipt: LabReceipt): void {
    this.#wait([receipt]);
  }

  /** Writes bytes to every client. */
  raw(bytes: Buffer): void {
    for (const connection of this.#connections) connection.raw(bytes);
  }

  /** Closes every connection. */
  drop(): void {
    for (const connection of this.#connections) connection.close("the lab drops it");
  }

  /** Every connection stays open, and nothing comes from it any more. */
  deafen(): void {
    for (const connection of this.#connections) connection.deafen();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    for (const timer of this.#timers) timer.cancel();
    this.drop();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  #connected(socket: Socket, outgoing: boolean): void {
    this.#connections.add(new LabConnection(socket, this.#house, outgoing));
  }

  #behaviour(submit: LabSubmit): Behaviour {
    this.seen.push(submit);
    if (this.seen.length > MOST_SEEN) this.seen.shift();
    return this.#behaviours.next(submit.phone);
  }

  #owe(submit: LabSubmit, serial: number, behaviour: Behaviour): void {
    this.#accepted += 1;
    const { phone, source } = submit;
    const submittedAt = this.#options.clock.now();
    const { unfinished = false } = submit;
    this.#options.record?.({ at: submittedAt, event: "accepted", serial, phone, source, unfinished });
    const receipt = { kind: "receipt", serial, stat: behaviour.stat, phone, source, submittedAt } as const;
    const { reply } = behaviour;
    if (!submit.wantsReceipt || behaviour.receipt === "never") return;
    if (reply !== undefined && !submit.unfinished) this.#replies.set(serial, { from: phone, to: source, text: reply });
    const due = behaviour.receipt === "early" ? 0 : (behaviour.receiptAfter ?? this.#options.script.receiptAfter);
    const make = (): LabDelivery[] => {
      const one = { ...receipt, doneAt: this.#options.clock.now() };
      if (behaviour.receipt === "unknown-id") return [{ ...one, serial: serial + 500_000_000 }, one];
      return behaviour.receipt === "twice" ? [one, one] : [one];
    };
    if (due === 0) this.#wait(make());
    else this.#later(due, () => this.#wait(make()));
  }

  #took(delivery: LabDelivery): void {
    this.#delivered += 1;
    const { kind, serial, phone } = delivery;
    const entry = { at: this.#options.clock.now(), event: "acknowledged", kind, serial, phone } as const;
    this.#options.record?.(delivery.kind === "receipt" ? { ...entry, stat: delivery.stat } : entry);
    this.taken.push(delivery);
    if (this.taken.length > MOST_SEEN) this.taken.shift();
    const reply = delivery.kind === "receipt" ? this.#replies.get(delivery.serial) : undefined;
    if (!reply) return;
    this.#replies.delete(delivery.serial);
    this.say(reply);
  }

  #wait(deliveries: readonly LabDelivery[]): void {
    this.#waiting.push(...deliveries);
    if (this.#waiting.length > MOST_WAITING) this.#waiting.splice(0, this.#waiting.length - MOST_WAITING);
    this.#flush();
  }

  #flush(): void {
    if (this.#stopped) return;
    let sent = 0;
    for (const connection of this.#connections) {
      for (let room = connection.room; room > 0 && sent < this.#waiting.length; room--)
        connection.deliver(this.#waiting[sent++] as LabDelivery);
    }
    this.#waiting.splice(0, sent);
    if (this.#waiting.length > 0) this.#reach();
  }

  #receiving(): void {
    if (!this.#begun) {
      this.#begun = true;
      for (const inbound of this.#options.script.inbound) this.#plan(inbound, inbound.after, inbound.times);
    }
    this.#flush();
  }

  #plan(inbound: ScriptedInbound, after: number, left: number): void {
    this.#later(after, () => {
      this.say(inbound);
      if (left > 1) this.#plan(inbound, inbound.every, left - 1);
    });
  }

  /** Connects to where deliveries go, where that isn't over the clients' own connections. */
  #reach(): void {
    const { deliverTo } = this.#options.script;
    if (!deliverTo || this.#reaching) return;
    this.#reaching = true;
    const socket = dialTcp(deliverTo);
    socket.on("error", () => undefined);
    socket.once("connect", () => this.#connected(socket, true));
    socket.once("close", () => {
      this.#reaching = false;
      this.#later(RECONNECT, () => this.#flush());
    });
  }

  #later(delay: number, act: () => void): void {
    if (this.#stopped) return;
    const timer = this.#options.clock.after(delay, () => {
      this.#timers.delete(timer);
      act();
    });
    this.#timers.add(timer);
  }
}
