import { INBOUND, PUSH_KIND, PUSH_STATE } from "../../shared/codes.ts";
import type { InboundArrival, InboundAssignment, InboundText } from "../../store.ts";
import type { Row, Tx } from "../tx.ts";
import { blacklistOptOut } from "./blacklist.ts";

const { partial, whole, waiting, kept } = INBOUND.code;

/** Texts of one part: those whose key is new. */
const ADD_WHOLE = `
WITH arrived AS (
  SELECT * FROM unnest($2::bigint[], $3::text[], $4::text[], $5::text[], $6::text[], $7::bigint[], $8::bigint[])
    AS a (id, key, phone, access_code, text, at, merge_by)
), fresh AS (
  INSERT INTO inbound_part (channel_id, key, inbound_id, part, at)
  SELECT $1, key, id, 1, at FROM arrived ORDER BY key ON CONFLICT (channel_id, key) DO NOTHING RETURNING inbound_id
)
INSERT INTO inbound (id, channel_id, phone, access_code, text, at, reference, parts, merge_by, state)
SELECT id, $1, phone, access_code, text, at, 0, 1, merge_by, ${whole} FROM arrived JOIN fresh ON fresh.inbound_id = arrived.id`;

/** Parts of one text may come to several nodes at once: each waits for the one before it, whether the text has a row yet or not. */
const ALONE = "SELECT pg_advisory_xact_lock($1, part) FROM unnest($2::integer[]) AS part";
/** So that these locks are nobody else's: 'inbd' in ASCII. */
const LOCKS_OF_PARTS = 0x69_6e_62_64;
const KNOWN = "SELECT 1 FROM inbound_part WHERE channel_id = $1 AND key = $2";
/**
 * The text that still lacks this part: the oldest, where a phone has used a reference again that soon. Locked, so that nobody
 * merges what is there of it meanwhile.
 */
const LACKING = `
SELECT id FROM inbound
WHERE state = ${partial} AND channel_id = $1 AND phone = $2 AND access_code = $3 AND reference = $4 AND parts = $5
  AND NOT EXISTS (SELECT 1 FROM inbound_part WHERE inbound_id = inbound.id AND part = $6)
ORDER BY id LIMIT 1 FOR UPDATE`;
const ADD_PARTIAL = `
INSERT INTO inbound (id, channel_id, phone, access_code, text, at, reference, parts, merge_by, state)
VALUES ($1, $2, $3, $4, '', $5, $6, $7, $8, ${partial})`;
const ADD_PART = "INSERT INTO inbound_part (channel_id, key, inbound_id, part, at, text) VALUES ($1, $2, $3, $4, $5, $6)";
const COUNT_PARTS = "SELECT count(*) AS n FROM inbound_part WHERE inbound_id = $1";

const OVERDUE = `SELECT id FROM inbound WHERE state = ${partial} AND merge_by <= $1 ORDER BY merge_by LIMIT $2 FOR UPDATE SKIP LOCKED`;
const MERGE = `
UPDATE inbound i SET state = ${whole}, text = p.text, at = p.at
FROM (
  SELECT inbound_id, string_agg(text, '' ORDER BY part) AS text, max(at) AS at
  FROM inbound_part WHERE inbound_id = ANY($1::bigint[]) GROUP BY inbound_id
) p
WHERE i.id = p.inbound_id AND i.id = ANY($1::bigint[])`;
const UNMATCHED = `SELECT id, channel_id, phone, access_code, text, at FROM inbound WHERE state = ${whole} ORDER BY id LIMIT $1`;

const ASSIGN = `
WITH given AS (
  SELECT * FROM unnest($1::bigint[], $2::integer[], $3::text[], $4::text[], $5::bigint[], $6::boolean[], $7::boolean[], $8::bigint[])
    AS g (id, account_id, account_code, ext, message_id, pull, push, at)
), held AS (
  SELECT id FROM inbound WHERE id = ANY($1::bigint[]) AND state = ${whole} ORDER BY id FOR UPDATE
), assigned AS (
  UPDATE inbound i SET state = CASE WHEN g.pull THEN ${waiting} ELSE ${kept} END, account_id = g.account_id,
    account_code = g.account_code, ext = g.ext, message_id = g.message_id, assigned_at = g.at
  FROM given g JOIN held ON held.id = g.id WHERE i.id = g.id AND i.id = ANY($1::bigint[])
  RETURNING i.id, g.account_id, g.push, g.at
), pushed AS (
  INSERT INTO push_item (item_id, account_id, kind, at, state)
  SELECT id, account_id, ${PUSH_KIND.code.inbound}, at, ${PUSH_STATE.code.waiting} FROM assigned WHERE push
), to_push AS (
  INSERT INTO waiting_push (item_id, account_id, kind, at, due_at)
  SELECT id, account_id, ${PUSH_KIND.code.inbound}, at, at FROM assigned WHERE push
)
SELECT id FROM assigned`;

interface TextRow extends Row {
  id: number;
  channel_id: number;
  phone: string;
  access_code: string;
  text: string;
  at: number;
}

/** See `InboundStore.store`. */
export async function store(tx: Tx, channelId: number, arrivals: readonly InboundArrival[]): Promise<void> {
  const wholes = arrivals.filter(({ parts }) => parts === 1);
  if (wholes.length > 0) await storeWholes(tx, channelId, wholes);
  const parts = arrivals.filter(({ parts }) => parts !== 1);
  if (parts.length === 0) return;
  const locks = new Set(parts.map((arrival) => lockOf(channelId, arrival)));
  await tx.run(
    ALONE,
    LOCKS_OF_PARTS,
    [...locks].sort((a, b) => a - b),
  );
  for (const arrival of parts) await storePart(tx, channelId, arrival);
}

async function storeWholes(tx: Tx, channelId: number, arrivals: readonly InboundArrival[]): Promise<void> {
  await tx.run(
    ADD_WHOLE,
    channelId,
    arrivals.map(({ id }) => id),
    arrivals.map(({ key }) => key),
    arrivals.map(({ phone }) => phone),
    arrivals.map(({ accessCode }) => accessCode),
    arrivals.map(({ text }) => text),
    arrivals.map(({ at }) => at),
    arrivals.map(({ mergeBy }) => mergeBy),
  );
}

async function storePart(tx: Tx, channelId: number, arrival: InboundArrival): Promise<void> {
  const { key, phone, accessCode, reference, part, parts, at, text } = arrival;
  if (await tx.get(KNOWN, channelId, key)) return;
  const lacking = await tx.get<{ id: number }>(LACKING, channelId, phone, accessCode, reference, parts, part);
  const id = lacking?.id ?? arrival.id;
  if (!lacking) await tx.run(ADD_PARTIAL, id, channelId, phone, accessCode, at, reference, parts, arrival.mergeBy);
  await tx.run(ADD_PART, channelId, key, id, part, at, text);
  const there = await tx.get<{ n: number }>(COUNT_PARTS, id);
  if (there?.n === parts) await tx.run(MERGE, [id]);
}

/** Equal for parts that belong together; others wait for nothing where theirs happens to be the same. FNV-1a over what they share, 32 bits. */
function lockOf(channelId: number, { phone, accessCode, reference, parts }: InboundArrival): number {
  let hash = 0x811c9dc5;
  for (const unit of JSON.stringify([channelId, phone, accessCode, reference, parts])) {
    hash = Math.imul(hash ^ unit.charCodeAt(0), 0x01000193);
  }
  return hash | 0;
}

/** See `InboundStore.unmatched`. Parts that another node is merging, or adding to, are merged next time. */
export async function unmatched(tx: Tx, now: number, limit: number): Promise<readonly InboundText[]> {
  const overdue = (await tx.all<{ id: number }>(OVERDUE, now, limit)).map(({ id }) => id);
  if (overdue.length > 0) await tx.run(MERGE, overdue);
  const rows = await tx.all<TextRow>(UNMATCHED, limit);
  return rows.map(({ id, channel_id, phone, access_code, text, at }) => ({
    id,
    channelId: channel_id,
    phone,
    accessCode: access_code,
    text,
    at,
  }));
}

/** See `InboundStore.assign`. Of a text that is given twice in one call, the first counts. */
export async function assign(tx: Tx, assignments: readonly InboundAssignment[]): Promise<void> {
  const firsts = new Map(assignments.toReversed().map((assignment) => [assignment.id, assignment]));
  const given = [...firsts.values()].sort((a, b) => a.id - b.id);
  const rows = await tx.all<{ id: number }>(
    ASSIGN,
    given.map(({ id }) => id),
    given.map(({ accountId }) => accountId),
    given.map(({ accountCode }) => accountCode),
    given.map(({ ext }) => ext),
    given.map(({ answers }) => answers ?? null),
    given.map(({ pull }) => pull),
    given.map(({ push }) => push),
    given.map(({ at }) => at),
  );
  const assigned = new Set(rows.map(({ id }) => id));
  for (const { id, accountId, optOut, at } of given) if (optOut && assigned.has(id)) await blacklistOptOut(tx, accountId, id, at);
}
