import { PUSH_KINDS } from "../../../../domain/push.ts";
import { PUSH_KIND, PUSH_STATE } from "../../../shared/codes.ts";
import { type FoundPushColumns, foundPushOf, type LastTry } from "../../../shared/found.ts";
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
import { type Finding, foundIn } from "./found-in.ts";
import { ofAccount, type Reads } from "./ground.ts";

const { waiting: WAITING, undelivered: UNDELIVERED } = PUSH_STATE.code;

const SHOWN = "SELECT item_id, account_id, kind, at, state, due_at, refused, unreached";
const ASKED = "(?4 IS NULL OR account_id = ?4) AND (?5 IS NULL OR kind = ?5) AND (?6 IS NULL OR state = ?6)";
const FIND: Finding = {
  one: `${SHOWN} FROM push_item WHERE item_id BETWEEN ?1 AND ?2 AND ${ASKED} ORDER BY item_id DESC LIMIT ?3`,
  several: `${SHOWN} FROM json_each(?1) CROSS JOIN push_item
WHERE item_id BETWEEN json_each.value ->> 0 AND json_each.value ->> 1 AND ${ASKED}`,
};
const CUT = "SELECT item_id AS id FROM push_item WHERE item_id BETWEEN ? AND ? ORDER BY item_id DESC LIMIT 1 OFFSET ?";
const LAST_TRY = "SELECT at, status, note FROM push_try WHERE item_id = ? ORDER BY token DESC LIMIT 1";
const INBOUND_OF = "SELECT id FROM inbound WHERE account_id = ? AND id BETWEEN ? AND ? ORDER BY id DESC LIMIT ?";
/** The index of what was given up has an account's items in their order. */
const GIVEN_UP = `
SELECT item_id AS id FROM push_item INDEXED BY push_undelivered
WHERE kind = ? AND account_id = ? AND state = ${UNDELIVERED} AND item_id BETWEEN ? AND ? ORDER BY item_id DESC LIMIT ?`;
/** Of all accounts, or in the order of their time. */
const SOME = {
  waiting: `SELECT item_id AS id FROM push_item INDEXED BY push_due WHERE kind = ? AND account_id BETWEEN ? AND ? AND state = ${WAITING} LIMIT ?`,
  undelivered: `SELECT item_id AS id FROM push_item INDEXED BY push_undelivered WHERE kind = ? AND account_id BETWEEN ? AND ? AND state = ${UNDELIVERED} LIMIT ?`,
} as const;

/** See `SearchStore.pushes`. */
export function pushes(reads: Reads, query: PushQuery): Found<FoundPush> {
  const { accountId, kind, state } = query;
  const ground = groundOf(reads, query, boundsOf(query));
  const asked = [accountId ?? null, kind === undefined ? null : PUSH_KIND.code[kind], state === undefined ? null : PUSH_STATE.code[state]];
  const rows = foundIn<FoundPushColumns>(reads, FIND, ground, asked, rowsAndOne(query), (row) => row.item_id);
  const page = pageOf(rows, query, ground.floor, (row) => row.item_id);
  return { rows: page.rows.map((row) => foundPushOf(row, reads.db.get<LastTry>(LAST_TRY, row.item_id))), more: page.more };
}

/** Where pushes are looked for: as narrow as the query lets it be. */
function groundOf(reads: Reads, query: PushQuery, bounds: Span): Ground {
  if (isEmpty(bounds)) return NOTHING;
  const { accountId, state } = query;
  const kinds = query.kind === undefined ? PUSH_KINDS : [query.kind];
  if (accountId !== undefined && state === "undelivered") {
    return together(kinds.map((kind) => idsBy(reads, GIVEN_UP, [PUSH_KIND.code[kind], accountId, ...bounds])));
  }
  const few = state === "waiting" || state === "undelivered" ? fewIn(reads, SOME[state], query, bounds) : undefined;
  if (few) return bounded(few);
  if (accountId !== undefined) {
    const ofKind = { report: () => ofAccount(reads, accountId, bounds), inbound: () => idsBy(reads, INBOUND_OF, [accountId, ...bounds]) };
    return bounded(together(kinds.map((kind) => ofKind[kind]())));
  }
  if (query.kind === undefined && state === undefined) return { spans: [bounds], floor: undefined };
  const cut = reads.db.get<{ id: number }>(CUT, ...bounds, LOOKED_AT - 1)?.id;
  return { spans: [[cut ?? bounds[0], bounds[1]]], floor: cut };
}

function idsBy({ db }: Reads, sql: string, params: readonly number[]): Ground {
  const rows = db.all<{ id: number }>(sql, ...params, LOOKED_UP);
  return groundOfIds(
    rows.map(({ id }) => id),
    LOOKED_UP,
  );
}

/** Items of a state, where they are few enough to be looked through; otherwise one soon meets some on any way. */
function fewIn({ db }: Reads, sql: string, { accountId, kind }: PushQuery, bounds: Span): Ground | undefined {
  const spans: Span[] = [];
  const accounts: Span = accountId === undefined ? [0, Number.MAX_SAFE_INTEGER] : [accountId, accountId];
  for (const each of kind === undefined ? PUSH_KINDS : [kind]) {
    const rows = db.all<{ id: number }>(sql, PUSH_KIND.code[each], ...accounts, LOOKED_AT + 1 - spans.length);
    for (const { id } of rows) spans.push([id, id]);
    if (spans.length > LOOKED_AT) return undefined;
  }
  return { spans: within(spans, bounds), floor: undefined };
}
