import type { AlarmKind } from "../domain/alarms.ts";

/** What was measured and by which threshold, and short words; kept with the alarm, and what its sentences are made of. */
export type AlarmFacts = Readonly<Record<string, number | string>>;

/** Something that is the matter at this moment, whether or not it has lasted long enough to be an alarm. */
export interface Finding {
  readonly kind: AlarmKind;
  /** What it is about within its kind: an id, or empty where there is one such alarm only. */
  readonly of: string | number;
  /** For people: a channel's name, a login. */
  readonly subject: string;
  readonly facts: AlarmFacts;
}

/** One alarm at a time has it. */
export function keyOf({ kind, of }: Pick<Finding, "kind" | "of">): string {
  return of === "" ? kind : `${kind}:${of}`;
}

/** What an alarm's facts were written as; empty where that can't be read, as of another version. */
export function factsOf(text: string): AlarmFacts {
  try {
    return JSON.parse(text) as AlarmFacts;
  } catch {
    return {};
  }
}
