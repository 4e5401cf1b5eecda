import { STATE } from "../../../shared/codes.ts";
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
  rowsAndOne,
  type Span,
  spansOf,
  within,
} from "../../../shared/spans.ts";
import type { MessageQuery } from "../../../store.ts";
import type { Row, Tx } from "../../tx.ts";

type Sized = Row & { readonly id: number; readonly recipients: number };

const OF_ACCOUNT = "SELECT id, recipients FROM submission WHERE account_id = $1 AND id BETWEEN $2 AND $3 ORDER BY id DESC LIMIT $4";
const TO_PHONE = "SELECT id FROM message WHERE phone = $1 AND id BETWEEN $2 AND $3 ORDER BY id DESC LIMIT $4";
const MOVING = "SELECT id FROM live WHERE queue BETWEEN $1 AND $2 LIMIT $3";
const UNANSWERED = "SELECT message_id AS id FROM unanswered WHERE message_id BETWEEN $1 AND $2 LIMIT $3";
const HELD = `
SELECT r.submission_id AS id, s.recipients FROM review r CROSS JOIN LATERAL (
  SELECT recipients FROM submission WHERE id = r.submission_id AND id BETWEEN $1 AND $2 LIMIT 1) s
WHERE r.decision IS NULL AND r.submission_id BETWEEN $1 AND $2 LIMIT $3`;
const LIVE = `
SELECT id FROM live WHERE id BETWEEN $1 AND $2 AND state = ANY($3::smallint[]) AND ($4::integer IS NULL OR channel_id = $4)
ORDER BY id DESC LIMIT $5`;

/** Where messages are looked for: as narrow as the query lets it be. @param bounds ids that its page and times leave */
export async function groundOf(tx: Tx, query: MessageQuery, bounds: Span): Promise<Ground> {
  if (isEmpty(bounds)) return NOTHING;
  const { submissionId, phone, accountId } = query;
  if (submissionId !== undefined) return ofSubmission(tx, submissionId, bounds);
  if (phone !== undefined) return toPhone(tx, phone, bounds, mostOf(query, "phone"));
  const moving = await movingIn(tx, query, bounds);
  if (moving) return moving;
  if (accountId !== undefined) return ofAccount(tx, accountId, bounds, mostOf(query, "accountId"));
  return mostOf(query) === rowsAndOne(query) ? { spans: [bounds], floor: undefined } : walk(tx, "message", "id", bounds);
}

/** All rows of a table, as far as one call looks. @param column that the ids stand in */
export async function walk(tx: Tx, table: string, column: string, bounds: Span): Promise<Ground> {
  const cut = await cutOf(tx, table, column, bounds);
  return cut === undefined ? { spans: [bounds], floor: undefined } : { spans: [[cut, bounds[1]]], floor: cut };
}

/** The last row that one call looks at; undefined: there are fewer. */
async function cutOf(tx: Tx, table: string, column: string, bounds: Span): Promise<number | undefined> {
  const sql = `SELECT ${column} AS id FROM ${table} WHERE ${column} BETWEEN $1 AND $2 ORDER BY ${column} DESC OFFSET $3 LIMIT 1`;
  return (await tx.get<{ id: number }>(sql, ...bounds, LOOKED_AT - 1))?.id;
}

async function ofSubmission(tx: Tx, id: number, bounds: Span): Promise<Ground> {
  const submission = await tx.get<Sized>("SELECT id, recipients FROM submission WHERE id = $1", id);
  return submission ? bounded({ spans: within(spansOf([submission]), bounds), floor: undefined }) : NOTHING;
}

/**
 * Messages of an account, through its submissions. One that is older than the oldest of those may reach above it, where another
 * node's ids lie between.
 *
 * @param most submissions
 */
export async function ofAccount(tx: Tx, accountId: number, bounds: Span, most = LOOKED_UP): Promise<Ground> {
  const submissions = await tx.all<Sized>(OF_ACCOUNT, accountId, Math.max(0, bounds[0] - REACH), bounds[1], most);
  const oldest = submissions.at(-1)?.id ?? 0;
  if (submissions.length < most || oldest < bounds[0]) return bounded({ spans: within(spansOf(submissions), bounds), floor: undefined });
  const reaching = await tx.all<Sized>(OF_ACCOUNT, accountId, Math.max(0, oldest - REACH), oldest - 1, LOOKED_AT);
  return bounded({ spans: within(spansOf([...submissions, ...reaching]), [oldest, bounds[1]]), floor: oldest });
}

async function toPhone(tx: Tx, phone: string, bounds: Span, most: number): Promise<Ground> {
  const rows = await tx.all<{ id: number }>(TO_PHONE, phone, ...bounds, most);
  return groundOfIds(
    rows.map(({ id }) => id),
    most,
  );
}

/**
 * Messages that are on their way, where those are few enough to be looked through. Otherwise an account's own may be fewer, or one soon
 * meets some in the table that those have of their own.
 */
async function movingIn(tx: Tx, query: MessageQuery, bounds: Span): Promise<Ground | undefined> {
  const moving = movingOf(query);
  if (!moving) return undefined;
  const spans: Span[] = [];
  const room = (): number => Math.max(0, LOOKED_AT + 1 - spans.length);
  const take = async (sql: string, range: Span): Promise<void> => {
    for (const { id } of await tx.all<{ id: number }>(sql, ...range, room())) spans.push([id, id]);
  };
  if (moving.held) spans.push(...spansOf(await tx.all<Sized>(HELD, Math.max(0, bounds[0] - REACH), bounds[1], room())));
  if (moving.unanswered) await take(UNANSWERED, bounds);
  for (const queues of moving.queues) await take(MOVING, queues);
  if (spans.length <= LOOKED_AT) return bounded({ spans: within(spans, bounds), floor: undefined });
  return query.accountId === undefined ? live(tx, query, bounds) : undefined;
}

async function live(tx: Tx, { states = [], channelId }: MessageQuery, bounds: Span): Promise<Ground> {
  const { spans, floor } = await walk(tx, "live", "id", bounds);
  const codes = states.map((state) => STATE.code[state]);
  const rows = await tx.all<{ id: number }>(LIVE, spans[0]?.[0], bounds[1], codes, channelId ?? null, LOOKED_UP);
  const ids = groundOfIds(
    rows.map(({ id }) => id),
    LOOKED_UP,
  );
  return { spans: ids.spans, floor: ids.floor ?? floor };
}
