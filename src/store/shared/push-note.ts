import type { PushResult } from "../store.ts";

/** UTF-16 units that are kept of what a push was answered. */
const NOTE = 200;

/** Cut between characters. */
export function withShortNote(result: PushResult): PushResult {
  return result.note.length <= NOTE ? result : { ...result, note: result.note.slice(0, NOTE).replace(/[\ud800-\udbff]$/, "") };
}
