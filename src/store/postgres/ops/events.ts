import { EVENT } from "../../shared/codes.ts";
import type { StoryEvent } from "../../store.ts";
import type { Tx } from "../tx.ts";

const ADD = `
INSERT INTO event (subject_id, at, kind, actor, note)
SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::smallint[], $4::text[], $5::text[])`;

export interface NewEvent {
  /** Of a message, a submission or an inbound text. */
  readonly subjectId: number;
  readonly event: StoryEvent;
  readonly at: number;
  /** Left out: the platform. */
  readonly actor?: string;
  readonly note?: string;
}

/** What histories tell and no other row says. */
export async function addEvents(tx: Tx, events: readonly NewEvent[]): Promise<void> {
  if (events.length === 0) return;
  await tx.run(
    ADD,
    events.map(({ subjectId }) => subjectId),
    events.map(({ at }) => at),
    events.map(({ event }) => EVENT.code[event]),
    events.map(({ actor }) => actor ?? null),
    events.map(({ note }) => note ?? null),
  );
}
