import type { SentAgain } from "../store.ts";

/** As it is kept with a sent message: JSON `[until, [code, …]]`. */
export function writeAgain(again: SentAgain | undefined): string | undefined {
  return again && JSON.stringify([again.until, again.codes]);
}

export function readAgain(text: string | undefined): SentAgain | undefined {
  if (text === undefined) return undefined;
  const [until, codes] = JSON.parse(text) as [number, readonly string[]];
  return { until, codes };
}
