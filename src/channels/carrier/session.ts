import type { Timer } from "../../runtime/clock.ts";
import { errorFact } from "../../runtime/log.ts";
import type { ChannelHost, Outcome, Part, Submitted } from "../channel.ts";
import { InFlight } from "./in-flight.ts";
import { Intake } from "./intake.ts";
import type { Link } from "./link.ts";
import type { CarrierProtocol, Heard, Role } from "./protocol.ts";
import { ThrottlePause } from "./throttle-pause.ts";

export interface SessionSettings {
  /** Unanswered submits. */
  readonly window: number;
  /** ms until an unanswered submit's outcome is unknown, and a login has failed. */
  readonly responseTimeout: number;
  /** ms of silence after which the peer is asked whether it is there. */
  readonly heartbeat: number;
}

export interface SessionDeps {
  readonly link: Link;
  readonly protocol: Pick<CarrierProtocol, "name" | "converse">;
  readonly role: Role;
  readonly settings: SessionSettings;
  readonly host: ChannelHost;
  /** `room` or `up` may have changed. */
  readonly changed: () => void;
}

/** How a session ended. */
export interface Ended {
  /** In plain words, for the log. */
  readonly why: string;
  /** Whether the login had been done. */
  readonly wasOpen: boolean;
}

/** What was written last may take this long to leave before the connection is cut, ms. */
const GRACE = 5_000;
/** Odd things that one session writes into the log. */
const MOST_NOTES = 10;
/** A login that isn't answered by then has failed, ms, whatever the response timeout. */
const LONGEST_LOGIN = 30_000;

/**
 * One connection from login to its end: a window of submits, heartbeats in both directions, deliveries. It begins with its
 * construction and ends for good; whoever wants another one makes a new link.
 *
 * A peer of which nothing was heard for `heartbeat`, or for half of the response timeout while it owes an answer, is asked
 * whether it is there; when as much time goes by again without a byte of a frame, the connection is dead.
 */
export class Session {
  /** Resolves when the connection is closed and everything that was open is settled. Never rejects. */
  readonly ended: Promise<Ended>;
  readonly #deps: SessionDeps;
  readonly #conversation: ReturnType<CarrierProtocol["converse"]>;
  readonly #inFlight: InFlight;
  readonly #intake: Intake;
  readonly #pause: ThrottlePause;
  #end!: (ended: Ended) => void;
  #state: "logging-in" | "open" | "leaving" | "ended" = "logging-in";
  /** Monotonic ms of the session's beginning, of the last whole frame, and of the question whether the peer is there. */
  readonly #began: number;
  #heard: number;
  #asked: number | undefined;
  #watch: { readonly timer: Timer; readonly at: number } | undefined;
  /** Told when nothing is under way any more, while it leaves. */
  #idle: (() => void) | undefined;
  #notes = 0;
  /** Submits that left and whose answers did not come in time, since the last one that did come. */
  #unanswered = 0;

  constructor(deps: SessionDeps) {
    this.#deps = deps;
    const { clock } = deps.host;
    const { responseTimeout } = deps.settings;
    this.ended = new Promise((resolve) => {
      this.#end = resolve;
    });
    this.#conversation = deps.protocol.converse(deps.role);
    this.#inFlight = new InFlight(
      clock,
      responseTimeout,
      { left: { kind: "unknown", code: this.#code("SILENT") }, held: { kind: "deferred", code: this.#code("STUCK"), why: "disconnected" } },
      (left) => this.#expired(left),
    );
    this.#intake = new Intake(deps.host, {
      write: (frame) => void deps.link.write(frame),
      full: (full) => (full ? deps.link.pause() : this.#resume()),
    });
    this.#pause = new ThrottlePause(clock, deps.changed);
    this.#began = clock.monotonic();
    this.#heard = this.#began;
    deps.link.open({ frame: (frame) => this.#hear(frame), closed: (why) => this.#settleAll(why) });
    const login = this.#attempt(() => this.#conversation.login());
    if (login) deps.link.write(login);
    this.#watchAt(this.#began + this.#loginTimeout);
  }

  get role(): Role {
    return this.#deps.role;
  }

  /** Whether the login is done and nothing has ended it. */
  get up(): boolean {
    return this.#state === "open";
  }

  /** Whether it pauses because it was throttled. */
  get throttled(): boolean {
    return this.#pause.active;
  }

  /** Submits that it can take now; none while it pauses because it was throttled. */
  get room(): number {
    return this.#pause.active ? 0 : this.slots;
  }

  /** Submits that fit its window, pause or not. */
  get slots(): number {
    return this.up && this.role.submits ? Math.max(0, this.#deps.settings.window - this.#inFlight.size) : 0;
  }

  /** Settles within the response timeout; never rejects. */
  send(part: Part): Promise<Outcome> {
    if (!this.up) return Promise.resolve({ kind: "deferred", code: this.#code("DISCONNECTED"), why: "disconnected" });
    const submit = this.#attempt(() => this.#conversation.submit(part));
    if (!submit) return Promise.resolve({ kind: "deferred", code: this.#code("DISCONNECTED"), why: "disconnected" });
    if (submit.kind !== "submit") return Promise.resolve(submit);
    if (this.#inFlight.has(submit.key)) return Promise.resolve({ kind: "deferred", code: this.#code("SEQUENCE"), why: "throttled" });
    const settled = this.#inFlight.add(submit, submittedOf(part), this.#deps.link.write(submit.frame));
    this.#watchAt(this.#doubtAt());
    return settled;
  }

  /** Takes no more submits, waits for those under way, says good-bye and closes: all of it within `deadline` ms. */
  async leave(deadline: number): Promise<void> {
    if (this.#state === "ended") return;
    const open = this.#state === "open";
    this.#state = "leaving";
    const { clock } = this.#deps.host;
    const drain = clock.after(deadline * (3 / 4), () => this.#idle?.());
    const cut = clock.after(deadline, () => this.#deps.link.close("it did not end in time"));
    if (this.#inFlight.size > 0) {
      await new Promise<void>((resolve) => {
        this.#idle = resolve;
      });
    }
    drain.cancel();
    const logout = open ? this.#attempt(() => this.#conversation.logout()) : undefined;
    if (logout) this.#deps.link.write(logout);
    else this.#deps.link.close("the channel stops");
    await this.ended;
    cut.cancel();
  }

  #hear(frame: Buffer): void {
    if (this.#state === "ended") return;
    this.#heard = this.#deps.host.clock.monotonic();
    this.#asked = undefined;
    const heard = this.#attempt(() => this.#conversation.hear(frame));
    if (!heard) return;
    if ("reply" in heard && heard.reply) this.#deps.link.write(heard.reply);
    this.#act(heard);
  }

  #act(heard: Heard): void {
    switch (heard.kind) {
      case "open":
        if (this.#state !== "logging-in") return;
        this.#state = "open";
        this.#watchAt(this.#doubtAt());
        this.#deps.changed();
        return;
      case "answer":
        this.#answered(heard.key, heard.outcome);
        return;
      case "delivery":
        void this.#intake.take(heard);
        return;
      case "life":
        if (heard.note !== undefined && this.#notes++ < MOST_NOTES) this.#log("the carrier sent something odd", { note: heard.note });
        return;
      case "end":
        this.#settleAll(heard.why);
        // its reply still has to leave
        this.#deps.link.end();
        this.#deps.host.clock.after(GRACE, () => this.#deps.link.close(heard.why));
    }
  }

  #answered(key: string | number, outcome: Outcome): void {
    this.#unanswered = 0;
    const at = this.#inFlight.answer(key, outcome);
    if (at === undefined) {
      const late = this.#inFlight.late(key);
      if (late) this.#deps.host.late(late, outcome);
      return;
    }
    if (outcome.kind === "deferred" && outcome.why === "throttled") this.#pause.throttled(at);
    else this.#pause.accepted();
    this.#settledSome();
  }

  /** A carrier that is there but answers none of a whole window is not one to send the next window to. */
  #expired(left: number): void {
    this.#unanswered += left;
    if (this.#unanswered >= this.#deps.settings.window) this.#deps.link.close("a whole window of submits was not answered");
    this.#settledSome();
  }

  #settledSome(): void {
    if (this.#inFlight.size === 0) this.#idle?.();
    this.#deps.changed();
  }

  /** What a conversation throws ends the session. */
  #attempt<T>(act: () => T): T | undefined {
    try {
      return act();
    } catch (error) {
      this.#deps.link.close(`a frame could not be handled: ${errorFact(error).error}`);
      return undefined;
    }
  }

  #resume(): void {
    // while nothing was read nothing could be heard
    this.#heard = this.#deps.host.clock.monotonic();
    this.#asked = undefined;
    this.#deps.link.resume();
  }

  /** When the peer's silence becomes doubtful, monotonic ms. */
  #doubtAt(): number {
    const { heartbeat } = this.#deps.settings;
    const oldest = this.#inFlight.oldest;
    const idle = this.#heard + heartbeat;
    return oldest === undefined ? idle : Math.min(idle, Math.max(this.#heard, oldest) + this.#patience);
  }

  get #patience(): number {
    const { heartbeat, responseTimeout } = this.#deps.settings;
    return Math.min(heartbeat, responseTimeout / 2);
  }

  get #loginTimeout(): number {
    return Math.min(this.#deps.settings.responseTimeout, LONGEST_LOGIN);
  }

  /** Sees to it that the silence is looked at no later than then. */
  #watchAt(at: number): void {
    if (this.#state === "ended" || (this.#watch && this.#watch.at <= at)) return;
    this.#watch?.timer.cancel();
    const { clock } = this.#deps.host;
    const timer = clock.after(at - clock.monotonic(), () => {
      this.#watch = undefined;
      this.#look();
    });
    this.#watch = { timer, at };
  }

  /** Asks whether the peer is there when its silence has become doubtful, and ends the session when it stays silent. */
  #look(): void {
    const { link, host } = this.#deps;
    const now = host.clock.monotonic();
    const due = this.#silentAt(now);
    if (due > now) this.#watchAt(due);
    else if (this.#state === "logging-in") link.close("the login was not answered in time");
    else if (this.#asked !== undefined) link.close("the carrier was not heard of any more");
    else {
      const heartbeat = this.#attempt(() => this.#conversation.heartbeat());
      if (heartbeat) link.write(heartbeat);
      this.#asked = now;
      this.#watchAt(now + this.#patience);
    }
  }

  /** When silence has a consequence, monotonic ms. */
  #silentAt(now: number): number {
    if (this.#state === "logging-in") return this.#began + this.#loginTimeout;
    if (this.#deps.link.paused) return now + this.#patience;
    return this.#asked === undefined ? this.#doubtAt() : this.#asked + this.#patience;
  }

  #settleAll(why: string): void {
    if (this.#state === "ended") return;
    const wasOpen = this.#state !== "logging-in";
    this.#state = "ended";
    this.#watch?.timer.cancel();
    this.#pause.stop();
    this.#inFlight.end({
      left: { kind: "unknown", code: this.#code("CLOSED") },
      held: { kind: "deferred", code: this.#code("DISCONNECTED"), why: "disconnected" },
    });
    this.#idle?.();
    this.#end({ why, wasOpen });
    this.#deps.changed();
  }

  #code(word: string): string {
    return `${this.#deps.protocol.name}:${word}`;
  }

  #log(message: string, facts: Readonly<Record<string, unknown>>): void {
    this.#deps.host.log("info", message, { peer: this.#deps.link.peer, role: this.role.name, ...facts });
  }
}

function submittedOf({ messageId, attempt, part, parts }: Part): Submitted {
  return { messageId, attempt, part, parts };
}
