import type { Socket } from "node:net";
import { Link, type Sent } from "../channels/carrier/link.ts";
import type { Clock, Timer } from "../runtime/clock.ts";
import type { Behaviour } from "./behaviour.ts";
import type { LabConversation, LabDelivery, LabHeard, LabProtocol, LabSubmit, Verdict } from "./protocol.ts";
import type { Script } from "./script.ts";

/** What a connection asks of its lab. */
export interface LabHouse {
  readonly protocol: LabProtocol;
  readonly script: Script;
  readonly clock: Clock;
  behaviour(submit: LabSubmit): Behaviour;
  serial(): number;
  /** A submit was accepted: its receipt is owed. */
  accepted(submit: LabSubmit, serial: number, behaviour: Behaviour): void;
  /** Deliveries may go over it now, or go on. */
  receiving(): void;
  /** A delivery was taken. */
  delivered(delivery: LabDelivery): void;
  /** A delivery was not taken and is to come again. */
  again(delivery: LabDelivery): void;
  note(what: string): void;
  /** A submit was not taken over. */
  refused(submit: LabSubmit, answer: "refused" | "throttled"): void;
  /** The script breaks a connection. */
  broke(): void;
  gone(connection: LabConnection): void;
}

/** ms */
const GRACE = 2_000;

/** One connection of the fake carrier. */
export class LabConnection {
  readonly #house: LabHouse;
  readonly #link: Link;
  readonly #conversation: LabConversation;
  readonly #unacknowledged = new Map<number | string, { readonly delivery: LabDelivery; readonly timer: Timer }>();
  #heartbeat: Timer | undefined;
  #loggedIn = false;
  #receives = false;
  /** Half-open: it neither hears nor says anything any more. */
  #deaf = false;
  #gone = false;
  /** It was told good-bye: what follows is not for us. */
  #leaving = false;

  /** @param outgoing whether the lab made the connection, and logs in */
  constructor(socket: Socket, house: LabHouse, outgoing: boolean) {
    this.#house = house;
    this.#link = new Link(socket, house.protocol.frames);
    this.#conversation = house.protocol.converse(house);
    this.#link.open({ frame: (frame) => this.#hear(frame), closed: (why) => this.#closed(why) });
    const login = outgoing ? this.#conversation.login?.() : undefined;
    if (login) this.#link.write(login);
  }

  get loggedIn(): boolean {
    return this.#loggedIn && !this.#gone;
  }

  /** Deliveries that it takes now. */
  get room(): number {
    return this.#receives && !this.#deaf && !this.#gone ? this.#house.script.deliverWindow - this.#unacknowledged.size : 0;
  }

  deliver(delivery: LabDelivery): void {
    const { key, frame } = this.#conversation.deliver(delivery);
    const timer = this.#house.clock.after(this.#house.script.deliverAgain, () => this.#settle(key, false));
    this.#unacknowledged.set(key, { delivery, timer });
    this.raw(frame);
  }

  /** Writes bytes as they are. */
  raw(bytes: Buffer): Sent | undefined {
    return this.#deaf ? undefined : this.#link.write(bytes);
  }

  close(why: string): void {
    this.#link.close(why);
  }

  /** From now on it is there for TCP and for nobody else. */
  deafen(): void {
    this.#deaf = true;
  }

  #hear(frame: Buffer): void {
    if (this.#deaf || this.#gone || this.#leaving) return;
    let heard: LabHeard;
    try {
      heard = this.#conversation.hear(frame);
    } catch (error) {
      this.close(`a frame could not be handled: ${String(error)}`);
      return;
    }
    this.#act(heard);
  }

  #act(heard: LabHeard): void {
    switch (heard.kind) {
      case "login":
        this.raw(heard.ok ? heard.accept : heard.refuse);
        if (!heard.ok) {
          this.#house.note("a login was refused");
          this.#hangUp("the login was refused");
        } else this.#open(heard.receives);
        return;
      case "open":
        this.#open(true);
        return;
      case "submit":
        if (this.#loggedIn) this.#submitted(heard);
        else this.close("a submit came before the login");
        return;
      case "acknowledged":
        this.#settle(heard.key, heard.ok);
        return;
      case "life":
        if (heard.reply && this.#house.script.answersHeartbeats) this.raw(heard.reply);
        return;
      case "end":
        if (heard.reply) this.raw(heard.reply);
        this.#hangUp(heard.why);
    }
  }

  #open(receives: boolean): void {
    this.#loggedIn = true;
    this.#receives = receives;
    this.#house.note("a client logged in");
    this.#beat();
    if (receives) this.#house.receiving();
  }

  #beat(): void {
    const { heartbeat } = this.#house.script;
    if (heartbeat === 0) return;
    this.#heartbeat = this.#house.clock.after(heartbeat, () => {
      this.raw(this.#conversation.heartbeat());
      this.#beat();
    });
  }

  #submitted(submit: LabSubmit): void {
    const behaviour = this.#house.behaviour(submit);
    if (behaviour.wire) {
      this.#break(behaviour.wire);
      return;
    }
    if (behaviour.answer === "silent") return;
    const { answerAfter } = this.#house.script;
    if (answerAfter === 0) this.#answer(submit, behaviour);
    else this.#house.clock.after(answerAfter, () => this.#answer(submit, behaviour));
  }

  #answer(submit: LabSubmit, behaviour: Behaviour): void {
    if (this.#gone) return;
    if (behaviour.answer === "refused" || behaviour.answer === "throttled") {
      this.#house.refused(submit, behaviour.answer);
      this.raw(submit.answer({ kind: behaviour.answer }));
      return;
    }
    const serial = this.#house.serial();
    const verdict: Verdict = { kind: "accepted", serial };
    const early = behaviour.receipt === "early";
    if (early) this.#house.accepted(submit, serial, behaviour);
    const frame = submit.answer(verdict);
    if (behaviour.answer === "wrong-sequence") this.raw(otherSequence(frame, this.#house.protocol.sequenceAt));
    else if (behaviour.answer !== "lost") this.raw(frame);
    if (behaviour.answer === "twice") this.raw(frame);
    if (!early) this.#house.accepted(submit, serial, behaviour);
  }

  #break(how: NonNullable<Behaviour["wire"]>): void {
    this.#house.note(`the script breaks a connection: ${how}`);
    this.#house.broke();
    if (how === "drop") this.close("the script drops it");
    else if (how === "half-open") this.deafen();
    else this.raw(BROKEN[how](this.#house.protocol.frames.shortest));
  }

  #settle(key: number | string, ok: boolean): void {
    const entry = this.#unacknowledged.get(key);
    if (!entry) return;
    this.#unacknowledged.delete(key);
    entry.timer.cancel();
    if (ok) this.#house.delivered(entry.delivery);
    else this.#house.again(entry.delivery);
    this.#house.receiving();
  }

  #hangUp(why: string): void {
    this.#leaving = true;
    this.#link.end();
    this.#house.clock.after(GRACE, () => this.close(why));
  }

  #closed(why: string): void {
    this.#gone = true;
    this.#heartbeat?.cancel();
    this.#house.note(`a connection ended: ${why}`);
    for (const { delivery, timer } of this.#unacknowledged.values()) {
      timer.cancel();
      this.#house.again(delivery);
    }
    this.#unacknowledged.clear();
    this.#house.gone(this);
  }
}

/** Frames that no protocol knows. */
const BROKEN = {
  nonsense: () => Buffer.from("HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n"),
  oversize: (header: number) => withLength(Buffer.alloc(header), 0x7fff_ffff),
  garbled: (header: number) => withLength(Buffer.alloc(header + 32, 0xee), header + 32),
} as const;

function withLength(frame: Buffer, length: number): Buffer {
  frame.writeUInt32BE(length);
  return frame;
}

function otherSequence(frame: Buffer, at: number): Buffer {
  const copy = Buffer.from(frame);
  copy.writeUInt32BE((copy.readUInt32BE(at) ^ 0x0f0f_0000) >>> 0, at);
  return copy;
}
