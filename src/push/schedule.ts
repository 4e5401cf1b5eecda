import type { PushVerdict } from "../dialects/pushes.ts";
import type { PushSchedule } from "../domain/push.ts";

/** Tries that an item has had, by what came of them. */
export interface TriesSoFar {
  readonly refused: number;
  readonly unreached: number;
}

/**
 * When an item is due again after a try that ended with this verdict; undefined: it is over (received, or its schedule of
 * that kind is used up). `tries` has not counted this one yet. Where both verdicts have one schedule,
 * their tries are counted together: the interface knows one kind only.
 *
 * A schedule says when tries are made after the first one; what counts here are the waits between them, taken from the end of
 * the try before. So an item that was unreached for hours and is then refused is not asked for three times within a second,
 * and one that waits because its endpoint is dead loses none of its tries by waiting.
 *
 * @param at UTC ms at which the try ended
 * @param random from 0 to 1, as `Math.random`
 */
export function nextTry(
  schedules: Readonly<Record<"refused" | "unreached", PushSchedule>>,
  tries: TriesSoFar,
  verdict: PushVerdict,
  at: number,
  random: () => number,
): number | undefined {
  if (verdict === "received") return undefined;
  const schedule = schedules[verdict];
  const before = schedules.refused === schedules.unreached ? tries.refused + tries.unreached : tries[verdict];
  const made = before + 1;
  const last = schedule.tries[made - 1];
  const next = schedule.tries[made];
  if (last === undefined || next === undefined) return undefined;
  const wait = next - last;
  return at + Math.round(wait + wait * schedule.jitter * (2 * random() - 1));
}
