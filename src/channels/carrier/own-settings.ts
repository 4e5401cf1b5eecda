import { parseDuration } from "../../text/duration.ts";
import type { ChannelKind } from "../channel.ts";

type Parsed = ReturnType<ChannelKind["parseOwn"]>;

/** Reads a channel kind's own settings key by key, and says in plain sentences what is wrong with them. */
export class OwnSettings {
  readonly #kind: string;
  readonly #given: Readonly<Record<string, unknown>>;
  readonly #known = new Set<string>();
  readonly #problems: { path: (string | number)[]; message: string }[] = [];

  /** @param kind the name of the block, for the sentences; @param own what was written under it */
  constructor(kind: string, own: unknown) {
    this.#kind = kind;
    const mapping = own !== null && typeof own === "object" && !Array.isArray(own);
    this.#given = mapping ? (own as Record<string, unknown>) : {};
    if (!mapping) this.#problems.push({ path: [], message: `${kind} must be a mapping` });
  }

  /** Printable ASCII of at most `max` characters. Without a fallback it must be given. */
  text(key: string, { max, fallback }: { readonly max: number; readonly fallback?: string }): string {
    const value = this.#take(key);
    if (value === undefined) return this.#missing(key, fallback, "");
    if (typeof value === "string" && value.length <= max && /^[\x20-\x7e]*$/.test(value) && (value !== "" || fallback !== undefined))
      return value;
    const quotes = typeof value === "number" ? ", in quotes" : "";
    return this.#wrong(key, `must be a text of ${fallback === undefined ? 1 : 0} to ${max} plain characters${quotes}`, "");
  }

  /** One of some words; a number that is written as one of them will do. */
  word<W extends string>(key: string, words: readonly W[], fallback: NoInfer<W>): W;
  word<W extends string>(key: string, words: readonly W[], fallback: undefined): W | undefined;
  word<W extends string>(key: string, words: readonly W[], fallback: NoInfer<W> | undefined): W | undefined {
    const value = this.#take(key);
    if (value === undefined) return fallback;
    const word = words.find((candidate) => candidate === value || (typeof value === "number" && Number(candidate) === value));
    return word ?? this.#wrong(key, `must be ${words.join(" or ")}`, fallback);
  }

  /** A whole number. Without a fallback it must be given. */
  whole(key: string, { min, max, fallback }: { readonly min: number; readonly max: number; readonly fallback?: number }): number {
    const value = this.#take(key);
    if (value === undefined) return this.#missing(key, fallback, min);
    if (typeof value === "number" && Number.isInteger(value) && value >= min && value <= max) return value;
    return this.#wrong(key, `must be a whole number from ${min} to ${max}`, min);
  }

  flag(key: string, fallback: boolean): boolean {
    const value = this.#take(key) ?? fallback;
    return typeof value === "boolean" ? value : this.#wrong(key, "must be true or false", fallback);
  }

  /** ms, written as `500ms`, `5s`, `3m` or `1h`. */
  duration(key: string, { max, fallback }: { readonly max: number; readonly fallback: number }): number {
    const value = this.#take(key);
    if (value === undefined) return fallback;
    const ms = typeof value === "string" ? parseDuration(value) : undefined;
    return ms !== undefined && ms <= max
      ? ms
      : this.#wrong(key, `must be a duration of at most ${max / 1000} seconds, such as 5s`, fallback);
  }

  /** For what no other method knows: `read` answers undefined for what is wrong. */
  own<T>(key: string, read: (value: unknown) => T | undefined, must: string, fallback: T): T {
    const value = this.#take(key);
    return value === undefined ? fallback : (read(value) ?? this.#wrong(key, `must be ${must}`, fallback));
  }

  /** A problem that concerns several keys. */
  problem(key: string, message: string): void {
    this.#problems.push({ path: [key], message });
  }

  /** Ends the reading: `settings` where nothing was wrong and no key was left over. */
  done(settings: object): Parsed {
    for (const key of Object.keys(this.#given)) {
      if (!this.#known.has(key)) this.problem(key, `unknown key "${key}"; ${this.#kind} has ${[...this.#known].join(", ")}`);
    }
    return this.#problems.length === 0 ? { ok: true, own: { ...settings } } : { ok: false, problems: this.#problems };
  }

  #take(key: string): unknown {
    this.#known.add(key);
    return Object.hasOwn(this.#given, key) ? (this.#given[key] ?? undefined) : undefined;
  }

  #missing<T>(key: string, fallback: T | undefined, filler: T): T {
    if (fallback !== undefined) return fallback;
    this.#problems.push({ path: [], message: `${key} is missing: ${this.#kind} needs one` });
    return filler;
  }

  #wrong<T>(key: string, must: string, filler: T): T {
    this.problem(key, `${key} ${must}`);
    return filler;
  }
}
