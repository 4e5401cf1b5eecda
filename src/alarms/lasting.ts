import type { AlarmKind, AlarmKindSettings } from "../domain/alarms.ts";
import type { AlarmFinding, StoredAlarm } from "../store/store.ts";
import { type Finding, keyOf } from "./finding.ts";

const MINUTE = 60_000;
/** For how long nothing must be the matter any more until an alarm ends, ms: one that comes and goes is told once. */
export const CLEAR = 90_000;

/** What one look found. */
export interface Sight {
  readonly found: readonly Finding[];
  /** Kinds of which nothing is known, as they could not be looked for. */
  readonly unknown: ReadonlySet<AlarmKind>;
}

/** Tells what has lasted for long enough to be an alarm, or not been gone for long enough to be none. */
export class Lasting {
  /** Monotonic ms at which each was found first, and at which each alarm was first not found. */
  readonly #begun = new Map<string, number>();
  readonly #gone = new Map<string, number>();

  /**
   * @param going what is an alarm at present
   * @param at monotonic ms
   */
  judge({ found, unknown }: Sight, going: readonly StoredAlarm[], kinds: AlarmKindSettings, at: number): readonly AlarmFinding[] {
    const alarms = new Map(going.map((alarm) => [alarm.key, alarm]));
    const fresh = new Map(found.map((finding) => [keyOf(finding), finding]));
    for (const key of this.#begun.keys()) if (!fresh.has(key)) this.#begun.delete(key);
    for (const key of this.#gone.keys()) if (fresh.has(key) || !alarms.has(key)) this.#gone.delete(key);
    const lasting = [...fresh].flatMap(([key, { kind, subject, facts }]) => {
      const since = this.#begun.get(key) ?? at;
      this.#begun.set(key, since);
      const long = at - since >= kinds[kind].for * MINUTE;
      return long || alarms.has(key) ? [{ key, kind, subject, facts: JSON.stringify(facts) }] : [];
    });
    const lingering = going.flatMap(({ key, kind, subject, facts }) => {
      if (fresh.has(key)) return [];
      const since = this.#gone.get(key) ?? at;
      this.#gone.set(key, since);
      const off = (kinds as Readonly<Record<string, { readonly on: boolean } | undefined>>)[kind]?.on !== true;
      const stays = !off && (unknown.has(kind as AlarmKind) || at - since < CLEAR);
      return stays ? [{ key, kind, subject, facts }] : [];
    });
    return [...lasting, ...lingering];
  }
}
