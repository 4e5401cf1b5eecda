import type { PushVerdict } from "../dialects/pushes.ts";
import type { PushKind } from "../domain/push.ts";

/** Requests that one endpoint is given at once. Inbound texts go one after the other, so that a conversation keeps its order. */
const AT_ONCE: Readonly<Record<PushKind, number>> = { report: 4, inbound: 1 };
/** Unreached tries in a row after which nobody seems to be there. */
const DEAD_AFTER = 3;
const FIRST_PROBE = 30_000;
const LAST_PROBE = 300_000;

/**
 * How an endpoint (an account's address for one kind of push) does, as this node has seen it: how many requests it may be
 * given now. One that was unreached three times in a row is dead. From then on it is given a single request at a time, first
 * after 30 s, then after twice as long each time up to 5 min, while everything else for it waits untried; the first answer of
 * somebody who could judge a push, whichever the verdict, brings it back to life.
 *
 * Times are monotonic ms.
 */
export class Endpoint {
  readonly accountId: number;
  readonly kind: PushKind;
  #underWay = 0;
  #unreached = 0;
  #wait = 0;
  #probeAt = 0;

  constructor(accountId: number, kind: PushKind) {
    this.accountId = accountId;
    this.kind = kind;
  }

  get dead(): boolean {
    return this.#unreached >= DEAD_AFTER;
  }

  /** Requests that it may be given now, beside those under way. */
  room(now: number): number {
    if (this.dead) return this.#underWay === 0 && now >= this.#probeAt ? 1 : 0;
    return AT_ONCE[this.kind] - this.#underWay;
  }

  begin(): void {
    this.#underWay += 1;
  }

  end(): void {
    this.#underWay -= 1;
  }

  /** A request ended with this verdict. Answers what that has turned the endpoint into, if anything. */
  heard(verdict: PushVerdict, now: number): "dead" | "alive" | undefined {
    const wasDead = this.dead;
    if (verdict !== "unreached") {
      this.#unreached = 0;
      return wasDead ? "alive" : undefined;
    }
    this.#unreached += 1;
    if (!this.dead) return undefined;
    if (!wasDead) this.#wait = FIRST_PROBE;
    // what was under way when it died says nothing new: only a probe makes the next one wait longer
    else if (now >= this.#probeAt) this.#wait = Math.min(2 * this.#wait, LAST_PROBE);
    else return undefined;
    this.#probeAt = now + this.#wait;
    return wasDead ? undefined : "dead";
  }
}
