import type { FrequencyLimits } from "../../domain/frequency.ts";

const DAY = 86_400_000;
const SHANGHAI = 8 * 3_600_000;
const FIRST_SLOTS = 1 << 12;

/** UTC ms at which the Shanghai day of `time` began. */
export function dayStart(time: number): number {
  return Math.floor((time + SHANGHAI) / DAY) * DAY - SHANGHAI;
}

interface Undo {
  readonly key: number;
  readonly code: boolean;
}

/**
 * How often each phone was written to today, and when it was last sent codes. Counts stay in memory because a row a phone
 * would dirty a page a message; the messages themselves are the durable record that they are rebuilt from at start.
 *
 * 10 bytes a slot and at least half of the slots free: ten million phones a day take up to 330 MB.
 */
export class PhoneUse {
  #day = Number.NEGATIVE_INFINITY;
  #keys = new Float64Array(FIRST_SLOTS);
  #counts = new Uint16Array(FIRST_SLOTS);
  #used = 0;
  /** Times of codes by phone: those of this window's span and of the one before, so that old ones are dropped whole. */
  #codes = new Map<number, number[]>();
  #olderCodes = new Map<number, number[]>();
  #codesSince = Number.NEGATIVE_INFINITY;
  #undo: Undo[] = [];

  /** Counts one text to a phone unless that breaks a limit; answers which one it would break. */
  take(phone: string, code: boolean, at: number, limits: FrequencyLimits | undefined, window: number): "codes" | "daily" | undefined {
    this.#turn(at, window);
    const key = keyOf(phone);
    const slot = this.#slot(key);
    if (limits) {
      if (this.#count(slot, key) >= limits.daily.limit) return "daily";
      if (code && this.#codesWithin(key, at - limits.codes.window) >= limits.codes.limit) return "codes";
    }
    this.#add(slot, key, code, at);
    return undefined;
  }

  /** What was taken since the last call of this or `rollback` stays. */
  commit(): void {
    if (this.#undo.length > 0) this.#undo = [];
  }

  /** A point to roll back to within what is not committed. */
  mark(): number {
    return this.#undo.length;
  }

  /** What was taken since the mark, or since the last commit, never was. */
  rollback(mark = 0): void {
    for (const { key, code } of this.#undo.splice(mark).reverse()) {
      const slot = this.#slot(key);
      if (this.#keys[slot] === key) this.#counts[slot] = Math.max(0, (this.#counts[slot] ?? 0) - 1);
      if (code) (this.#codes.get(key) ?? this.#olderCodes.get(key))?.pop();
    }
  }

  #add(slot: number, key: number, code: boolean, at: number): void {
    if (this.#keys[slot] !== key) {
      this.#keys[slot] = key;
      this.#used += 1;
    }
    this.#counts[slot] = Math.min(0xffff, (this.#counts[slot] ?? 0) + 1);
    if (code) {
      const times = this.#codes.get(key);
      if (times) times.push(at);
      else this.#codes.set(key, [at]);
    }
    this.#undo.push({ key, code });
    if (this.#used * 2 > this.#keys.length) this.#grow();
  }

  #count(slot: number, key: number): number {
    return this.#keys[slot] === key ? (this.#counts[slot] ?? 0) : 0;
  }

  #codesWithin(key: number, after: number): number {
    const recent = (times: readonly number[] | undefined): number => times?.reduce((sum, time) => (time > after ? sum + 1 : sum), 0) ?? 0;
    return recent(this.#codes.get(key)) + recent(this.#olderCodes.get(key));
  }

  /** A new day forgets the counts; a new window the codes of the one before the last. */
  #turn(at: number, window: number): void {
    const day = dayStart(at);
    // a clock that is set back a little over midnight doesn't bring yesterday back
    if (day > this.#day) {
      this.#day = day;
      this.#keys = new Float64Array(FIRST_SLOTS);
      this.#counts = new Uint16Array(FIRST_SLOTS);
      this.#used = 0;
    }
    if (at >= this.#codesSince + window) {
      this.#olderCodes = at < this.#codesSince + 2 * window ? this.#codes : new Map();
      this.#codes = new Map();
      this.#codesSince = at;
    }
  }

  /** Where a phone's count is, or where it would go. 0 marks a free slot, and no phone has it for a key. */
  #slot(key: number): number {
    const mask = this.#keys.length - 1;
    let slot = (Math.imul(key % 0x7fffffff, 0x9e3779b1) >>> 7) & mask;
    while (this.#keys[slot] !== 0 && this.#keys[slot] !== key) slot = (slot + 1) & mask;
    return slot;
  }

  #grow(): void {
    const [keys, counts] = [this.#keys, this.#counts];
    this.#keys = new Float64Array(keys.length * 2);
    this.#counts = new Uint16Array(counts.length * 2);
    keys.forEach((key, old) => {
      if (key === 0) return;
      const slot = this.#slot(key);
      this.#keys[slot] = key;
      this.#counts[slot] = counts[old] ?? 0;
    });
  }
}

/** Mainland numbers are positive, international ones negative, so that equal digits of different countries differ. */
function keyOf(phone: string): number {
  return phone.startsWith("+") ? -Number(phone.slice(1)) : Number(phone);
}
