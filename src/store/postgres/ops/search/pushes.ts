import { PUSH_KINDS } from "../../../../domain/push.ts";
import { PUSH_KIND, PUSH_STATE } from "../../../shared/codes.ts";
import { type FoundPushColumns, foundPushOf } from "../../../shared/found.ts";
import {
  bounded,
  boundsOf,
  type Ground,
  groundOfIds,
  isEmpty,
  LOOKED_AT,
  LOOKED_UP,
  NOTHING,
  pageOf,
  rowsAndOne,
  type Span,
  together,
  within,
} from "../../../shared/spans.ts";
import type { Found, FoundPush, PushQuery } from "../../../store.ts";
import type { Tx } from "../../tx.ts";
import { type Finding, foundIn } from "./found-in.ts";
import { ofAccount, walk } from "./ground.ts";

const { undelivered: UNDELIVERED } = PUSH_STATE.code;

const ITEM = "item_id, account_id, kind, at, state, refused, unreached";
const SHOWN = "p.item_id, p.account_id, p.kind, p.at, p.state, p.refused, p.unreached";
const ASKED = `($3::integer IS NULL OR p.account_id = $3) AND ($4::smallint IS NULL OR p.kind = $4) AND ($5::smallint IS NULL OR p.state = $5)
ORDER BY p.item_id DESC LIMIT $6`;
/** Only of what the page has. */
const WITH_LAST = (items: string): string => `
SELECT ${SHOWN}, w.due_at, t.at AS last_at, t.status AS last_status, t.note AS last_note FROM (${items}) p
LEFT JOIN waiting_push w ON w.item_id = p.item_id AND w.account_id = p.account_id
LEFT JOIN LATERAL (
  SELECT at, status, note FROM push_try WHERE item_id = p.item_id AND item_id BETWEEN $1 AND $2 ORDER BY token DESC LIMIT 1) t ON TRUE
ORDER BY p.item_id DESC`;
const FIND: Finding = {
  one: WITH_LAST(`SELECT ${SHOWN} FROM push_item p WHERE p.item_id BETWEEN $1 AND $2 AND ${ASKED}`),
  several: WITH_LAST(`SELECT ${SHOWN} FROM unnest($7::bigint[], $8::bigint[]) AS r (first, last) CROSS JOIN LATERAL (
  SELECT ${ITEM} FROM push_item WHERE item_id BETWEEN r.first AND r.last AND item_id BETWEEN $1 AND $2 OFFSET 0) p WHERE ${ASKED}`),
};
const INBOUND_OF = "SELECT id FROM inbound WHERE account_id = $1 AND id BETWEEN $2 AND $3 ORDER BY id DESC LIMIT $4";
const WAITING = `
SELECT item_id AS id FROM waiting_push
WHERE item_id BETWEEN $1 AND $2 AND ($3::integer IS NULL OR account_id = $3) AND kind = ANY($4::smallint[]) ORDER BY item_id DESC LIMIT $5`;
const GIVEN_UP = `
SELECT item_id AS id FROM push_item
WHERE kind = $1 AND ($2::integer IS NULL OR account_id = $2) AND state = ${UNDELIVERED} LIMIT $3`;

interface Row extends FoundPushColumns {
  last_at: number | null;
  last_status: number;
  last_note: string;
}

/** See `SearchStore.pushes`. */
export async function pushes(tx: Tx, query: PushQuery): Promise<Found<FoundPush>> {
  const { accountId, kind, state } = query;
  const ground = await groundOf(tx, query, boundsOf(query));
  const asked = [accountId ?? null, kind === undefined ? null : PUSH_KIND.code[kind], state === undefined ? null : PUSH_STATE.code[state]];
  const rows = await foundIn<Row>(tx, FIND, ground, asked, rowsAndOne(query));
  const page = pageOf(rows, query, ground.floor, (row) => row.item_id);
  return { rows: page.rows.map(shown), more: page.more };
}

function shown(row: Row): FoundPush {
  return foundPushOf(row, row.last_at === null ? undefined : { at: row.last_at, status: row.last_status, note: row.last_note });
}

/** Where pushes are looked for: as narrow as the query lets it be. */
async function groundOf(tx: Tx, query: PushQuery, bounds: Span): Promise<Ground> {
  if (isEmpty(bounds)) return NOTHING;
  const { accountId, kind, state } = query;
  const kinds = kind === undefined ? PUSH_KINDS : [kind];
  const few = await fewIn(tx, query, kinds, bounds);
  if (few) return few;
  if (accountId === undefined) {
    return kind === undefined && state === undefined ? { spans: [bounds], floor: undefined } : walk(tx, "push_item", "item_id", bounds);
  }
  const grounds: Ground[] = [];
  if (kinds.includes("report")) grounds.push(await ofAccount(tx, accountId, bounds));
  if (kinds.includes("inbound")) grounds.push(await inboundOf(tx, accountId, bounds));
  return bounded(together(grounds));
}

async function inboundOf(tx: Tx, accountId: number, bounds: Span): Promise<Ground> {
  const rows = await tx.all<{ id: number }>(INBOUND_OF, accountId, ...bounds, LOOKED_UP);
  return groundOfIds(
    rows.map(({ id }) => id),
    LOOKED_UP,
  );
}

/** What waits has a table of its own, and what was given up an index, where they are few enough to be looked through. */
async function fewIn(
  tx: Tx,
  { accountId, state }: PushQuery,
  kinds: readonly (typeof PUSH_KINDS)[number][],
  bounds: Span,
): Promise<Ground | undefined> {
  const account = accountId ?? null;
  const codes = kinds.map((kind) => PUSH_KIND.code[kind]);
  if (state === "waiting") {
    const { spans, floor } = await walk(tx, "waiting_push", "item_id", bounds);
    if (floor !== undefined && accountId !== undefined) return undefined;
    const rows = await tx.all<{ id: number }>(WAITING, spans[0]?.[0], bounds[1], account, codes, LOOKED_UP);
    const ids = groundOfIds(
      rows.map(({ id }) => id),
      LOOKED_UP,
    );
    return { spans: ids.spans, floor: ids.floor ?? floor };
  }
  if (state !== "undelivered") return undefined;
  const ids: number[] = [];
  for (const code of codes) {
    const rows = await tx.all<{ id: number }>(GIVEN_UP, code, account, LOOKED_AT + 1 - ids.length);
    ids.push(...rows.map(({ id }) => id));
    if (ids.length > LOOKED_AT) return undefined;
  }
  return bounded({
    spans: within(
      ids.map((id): Span => [id, id]),
      bounds,
    ),
    floor: undefined,
  });
}
