import { EVENT } from "../../shared/codes.ts";
import type { StoryEvent } from "../../store.ts";
import type { Tx } from "../tx.ts";

const ADD = "INSERT INTO event (subject_id, at, kind, actor, note) VALUES (?, ?, ?, ?, ?)";

/** What histories tell and no other row says. `subjectId`: of a message, a submission or an inbound text; no actor: the platform. */
export function addEvent(
  tx: Tx,
  subjectId: number,
  event: StoryEvent,
  at: number,
  told: { readonly actor?: string; readonly note?: string } = {},
): void {
  tx.db.run(ADD, subjectId, at, EVENT.code[event], told.actor ?? null, told.note ?? null);
}
