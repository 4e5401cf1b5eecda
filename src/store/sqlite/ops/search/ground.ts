import { mostOf } from "../../../shared/message-filter.ts";
import { movingOf } from "../../../shared/moving.ts";
import {
  bounded,
  type Ground,
  groundOfIds,
  isEmpty,
  LOOKED_AT,
  LOOKED_UP,
  NOTHING,
  REACH,
  type Span,
  spansOf,
  within,
} from "../../../shared/spans.ts";
import type { MessageQuery } from "../../../store.ts";
import type { Db } from "../../db.ts";
import { metaValue } from "../meta.ts";
import { PHONE } from "../phones.ts";

/** Messages that the index of phones may lack, as it leaves out those of the last half minute: only their phone is looked at. */
const UNINDEXED = 5 * LOOKED_AT;

/** What a search needs of a connection, the writer's or its own. */
export interface Reads {
  readonly db: Db;
}

type Sized = { readonly id: number; readonly recipients: number };

const CUT = "SELECT id FROM message WHERE id BETWEEN ? AND ? ORDER BY id DESC LIMIT 1 OFFSET ?";
const OF_ACCOUNT = "SELECT id, recipients FROM submission WHERE account_id = ? AND id BETWEEN ? AND ? ORDER BY id DESC LIMIT ?";
/** Whole numbers only bound a full-text index's walk when they are integers to SQLite. */
const TO_PHONE = `
SELECT rowid AS id FROM phone_index
WHERE phone_index MATCH ? AND rowid BETWEEN CAST(? AS INTEGER) AND CAST(? AS INTEGER) ORDER BY rowid DESC LIMIT ?`;
const MOVING = "SELECT id FROM message WHERE queue BETWEEN ? AND ? LIMIT ?";
const UNANSWERED = "SELECT message_id AS id FROM unanswered WHERE message_id BETWEEN ? AND ? LIMIT ?";
const HELD = `
SELECT r.submission_id AS id, s.recipients FROM review r INDEXED BY review_open CROSS JOIN submission s ON s.id = r.submission_id
WHERE r.decision IS NULL AND r.submission_id BETWEEN ? AND ? LIMIT ?`;

/** Where messages are looked for: as narrow as the query lets it be. @param bounds ids that its page and times leave */
export function groundOf(reads: Reads, query: MessageQuery, bounds: Span): Ground {
  if (isEmpty(bounds)) return NOTHING;
  const { submissionId, phone, accountId } = query;
  if (submissionId !== undefined) return ofSubmission(reads, submissionId, bounds);
  if (phone !== undefined && PHONE.test(phone)) return toPhone(reads, phone, bounds, mostOf(query, "phone"));
  const moving = movingIn(reads, query, bounds);
  if (moving) return bounded(moving);
  if (accountId !== undefined) return ofAccount(reads, accountId, bounds, mostOf(query, "accountId"));
  return mostOf(query) < LOOKED_UP ? { spans: [bounds], floor: undefined } : walk(reads, bounds);
}

/** Everything, as far as one call looks. */
function walk({ db }: Reads, bounds: Span, most = LOOKED_AT): Ground {
  const cut = db.get<{ id: number }>(CUT, ...bounds, most - 1)?.id;
  return cut === undefined ? { spans: [bounds], floor: undefined } : { spans: [[cut, bounds[1]]], floor: cut };
}

function ofSubmission({ db }: Reads, id: number, bounds: Span): Ground {
  const submission = db.get<Sized>("SELECT id, recipients FROM submission WHERE id = ?", id);
  return submission ? bounded({ spans: within(spansOf([submission]), bounds), floor: undefined }) : NOTHING;
}

/**
 * Messages of an account, through its submissions. One that is older than the oldest of those may reach above it, where another
 * node's ids lie between.
 *
 * @param most submissions
 */
export function ofAccount({ db }: Reads, accountId: number, bounds: Span, most = LOOKED_UP): Ground {
  const submissions = db.all<Sized>(OF_ACCOUNT, accountId, Math.max(0, bounds[0] - REACH), bounds[1], most);
  const oldest = submissions.at(-1)?.id ?? 0;
  if (submissions.length < most || oldest < bounds[0]) return bounded({ spans: within(spansOf(submissions), bounds), floor: undefined });
  const reaching = db.all<Sized>(OF_ACCOUNT, accountId, Math.max(0, oldest - REACH), oldest - 1, LOOKED_AT);
  return bounded({ spans: within(spansOf([...submissions, ...reaching]), [oldest, bounds[1]]), floor: oldest });
}

/** Messages to a phone: those that the index doesn't have yet one after another, and then the index's. */
function toPhone({ db }: Reads, phone: string, bounds: Span, most: number): Ground {
  const indexed = metaValue({ db }, "phone_index");
  const tail: Span = [Math.max(bounds[0], indexed + 1), bounds[1]];
  const unindexed = isEmpty(tail) ? NOTHING : walk({ db }, tail, UNINDEXED);
  if (unindexed.floor !== undefined) return unindexed;
  const rows = db.all<{ id: number }>(TO_PHONE, `"${phone}"`, bounds[0], Math.min(bounds[1], indexed), most);
  const ids = groundOfIds(
    rows.map(({ id }) => id),
    most,
  );
  return { spans: [...unindexed.spans, ...ids.spans], floor: ids.floor };
}

/** Messages that are on their way, where those are few enough to be looked through; otherwise one soon meets some on any way. */
function movingIn({ db }: Reads, query: MessageQuery, bounds: Span): Ground | undefined {
  const moving = movingOf(query);
  if (!moving) return undefined;
  const spans: Span[] = [];
  const room = (): number => Math.max(0, LOOKED_AT + 1 - spans.length);
  const take = (sql: string, range: Span): void => {
    for (const { id } of db.all<{ id: number }>(sql, ...range, room())) spans.push([id, id]);
  };
  if (moving.held) spans.push(...spansOf(db.all<Sized>(HELD, Math.max(0, bounds[0] - REACH), bounds[1], room())));
  if (moving.unanswered) take(UNANSWERED, bounds);
  for (const queues of moving.queues) take(MOVING, queues);
  return spans.length > LOOKED_AT ? undefined : { spans: within(spans, bounds), floor: undefined };
}
