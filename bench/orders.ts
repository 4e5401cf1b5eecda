import { hash } from "node:crypto";
import { KEY_PLACE, ORDER_PLACE, type Requests } from "./options.ts";

const SERIAL_DIGITS = 9;

/**
 * Gives requests order ids that were never used before, and the MD5 that signs each. The digests are worked out before the
 * load starts, as the load must stay cheap; where they run out, the others are worked out as they are needed.
 */
export class Orders {
  readonly #signing: NonNullable<Requests["orders"]>;
  /** What the ids of one load share: two loads that begin in different milliseconds have no id in common. */
  readonly #prefix: string;
  readonly #keys: Buffer;
  readonly #orderAt: number;
  readonly #keyAt: number;
  #next = 0;

  /**
   * @param request what `stamp` will be given, places and all
   * @param ready how many digests to work out now
   * @param now UTC ms
   */
  constructor(signing: NonNullable<Requests["orders"]>, request: Buffer, ready: number, now: number) {
    this.#signing = signing;
    this.#prefix = String(now).padStart(ORDER_PLACE.length - SERIAL_DIGITS, "0");
    this.#orderAt = placeOf(ORDER_PLACE, request);
    this.#keyAt = placeOf(KEY_PLACE, request);
    this.#keys = Buffer.alloc(ready * KEY_PLACE.length);
    for (let serial = 0; serial < ready; serial++) this.#keys.write(this.#sign(this.#id(serial)), serial * KEY_PLACE.length, "latin1");
  }

  /** Writes the next id and its digest into a request. */
  stamp(request: Buffer): void {
    const serial = this.#next++;
    const id = this.#id(serial);
    request.write(id, this.#orderAt, "latin1");
    const from = serial * KEY_PLACE.length;
    if (from < this.#keys.length) this.#keys.copy(request, this.#keyAt, from, from + KEY_PLACE.length);
    else request.write(this.#sign(id), this.#keyAt, "latin1");
  }

  #id(serial: number): string {
    return this.#prefix + String(serial).padStart(SERIAL_DIGITS, "0");
  }

  #sign(id: string): string {
    return hash("md5", this.#signing.before + id + this.#signing.after);
  }
}

function placeOf(place: string, request: Buffer): number {
  const at = request.indexOf(place, 0, "latin1");
  if (at < 0) throw new Error("the request has no place for an order id and its digest");
  return at;
}
