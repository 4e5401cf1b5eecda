import { parseDuration } from "../text/duration.ts";

/** A script can't be used; its message says where and why. */
export class ScriptError extends Error {
  override readonly name = "ScriptError";
}

const MOST_ITEMS = 1_000;

/** One mapping of the script, read key by key. */
export class Section {
  readonly #name: string;
  readonly #given: Readonly<Record<string, unknown>>;
  readonly #known = new Set<string>();

  constructor(name: string, given: unknown) {
    if (given === null || typeof given !== "object" || Array.isArray(given))
      throw new ScriptError(`${name} must be a mapping (key: value)`);
    this.#name = name;
    this.#given = given as Record<string, unknown>;
  }

  section(key: string): Section | undefined {
    return this.optional(key) ? new Section(key, this.#take(key)) : undefined;
  }

  list(key: string): readonly Section[] {
    const value = this.#take(key) ?? [];
    if (!Array.isArray(value) || value.length > MOST_ITEMS) return this.#wrong(key, `must be a list of at most ${MOST_ITEMS}`);
    return value.map((item, index) => new Section(`${key} ${index + 1}`, item));
  }

  optional(key: string): boolean {
    return this.#take(key) !== undefined;
  }

  /** Without a fallback it must be given. */
  text(key: string, fallback?: string): string {
    const value = this.#take(key) ?? fallback;
    return typeof value === "string" && value.length <= 10_000 ? value : this.#wrong(key, "must be a text (numbers in quotes)");
  }

  word<W extends string>(key: string, words: readonly W[], fallback: NoInfer<W>): W {
    const value = this.#take(key) ?? fallback;
    return words.find((word) => word === value) ?? this.#wrong(key, `must be one of ${words.join(", ")}`);
  }

  flag(key: string, fallback: boolean): boolean {
    const value = this.#take(key) ?? fallback;
    return typeof value === "boolean" ? value : this.#wrong(key, "must be true or false");
  }

  whole(key: string, fallback: number, min: number, max = 1_000_000_000): number {
    const value = this.#take(key) ?? fallback;
    const fits = typeof value === "number" && Number.isInteger(value) && value >= min && value <= max;
    return fits ? value : this.#wrong(key, `must be a whole number from ${min} to ${max}`);
  }

  duration(key: string, fallback: number): number {
    const value = this.#take(key);
    if (value === undefined) return fallback;
    return (typeof value === "string" ? parseDuration(value) : undefined) ?? this.#wrong(key, "must be a duration such as 50ms, 1s or 3m");
  }

  /** `100-120`, or one number. */
  range(key: string): { readonly from: number; readonly to: number } {
    const value = this.#take(key);
    if (value === undefined) return { from: 1, to: Number.POSITIVE_INFINITY };
    const [, from = "", to = from] = /^(\d{1,9})(?:-(\d{1,9}))?$/.exec(String(value)) ?? [];
    return from === "" ? this.#wrong(key, "must be a number, or a range such as 100-120") : { from: Number(from), to: Number(to) };
  }

  /** Refuses what nobody asked for. */
  done(): void {
    for (const key of Object.keys(this.#given))
      if (!this.#known.has(key)) throw new ScriptError(`${this.#name}: unknown key "${key}"; there are ${[...this.#known].join(", ")}`);
  }

  #take(key: string): unknown {
    this.#known.add(key);
    return Object.hasOwn(this.#given, key) ? (this.#given[key] ?? undefined) : undefined;
  }

  #wrong(key: string, must: string): never {
    throw new ScriptError(`${this.#name}: ${key} ${must}`);
  }
}
