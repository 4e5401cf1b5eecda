import { cut } from "../../text/cut.ts";
import type { PushResult } from "../store.ts";

/** UTF-16 units that are kept of what a push was answered. */
const NOTE = 200;

export function withShortNote(result: PushResult): PushResult {
  return { ...result, note: cut(result.note, NOTE) };
}
