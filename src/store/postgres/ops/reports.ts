import { messageIds } from "../../../domain/ids.ts";
import { REPORT } from "../../shared/codes.ts";
import { type ReportRow, reportOf } from "../../shared/rows.ts";
import { REACH } from "../../shared/spans.ts";
import type { ReportTake, StoredReport } from "../../store.ts";
import type { Tx } from "../tx.ts";
import { spanOf } from "./span.ts";

const { waiting, handed } = REPORT.code;

/** Rows that another take has in hand are passed over, not waited for; what is locked is looked at again, so that nobody takes what was just taken. */
const FREE = "(w.until IS NULL OR w.until <= $4)";
const TAKEN = `
taken AS (
  UPDATE waiting_report w SET token = $5, until = $6 FROM found f WHERE w.ctid = f.place
)`;
const OLDEST = `
WITH found AS (
  SELECT w.ctid AS place, w.at, w.message_id FROM waiting_report w
  WHERE w.account_id = $1 AND w.at >= $2 AND ${FREE} ORDER BY w.at, w.message_id LIMIT $3 FOR UPDATE SKIP LOCKED
), ${TAKEN}
SELECT message_id FROM found ORDER BY at, message_id`;
const SUBMISSION = "SELECT recipients FROM submission WHERE id = $1 AND account_id = $2";
/** A submission's reports lie together, and are few enough to be looked through for those that wait. */
const OF_SUBMISSION = `
WITH found AS (
  SELECT w.ctid AS place, w.message_id FROM report r
  JOIN waiting_report w ON w.account_id = r.account_id AND w.at = r.at AND w.message_id = r.message_id
  WHERE r.message_id BETWEEN $7 AND $8 AND r.account_id = $1 AND r.state = ${waiting} AND r.at >= $2 AND ${FREE}
  ORDER BY r.message_id LIMIT $3 FOR UPDATE OF w SKIP LOCKED
), ${TAKEN}
SELECT message_id FROM found ORDER BY message_id`;
/**
 * Where waiting reports lie, by their messages. Each is looked up by its whole key (`OFFSET 0` keeps the planner from anything else): joined
 * freely, a planner that thinks few wait goes through all that wait of the account for each. What is found by its place is then only
 * written where it still has the token, which nobody is given twice.
 */
const placesOf = (first: string, last: string): string => `
CROSS JOIN LATERAL (
  SELECT r.account_id, r.at, r.message_id FROM report r
  WHERE r.message_id = g.message_id AND r.account_id = g.account_id AND r.message_id BETWEEN ${first} AND ${last} OFFSET 0
) r
CROSS JOIN LATERAL (
  SELECT w.ctid AS place FROM waiting_report w
  WHERE w.account_id = r.account_id AND w.at = r.at AND w.message_id = r.message_id AND w.token = g.token OFFSET 0
) w`;
const CONFIRM = `
WITH found AS MATERIALIZED (
  SELECT g.message_id, g.account_id, g.handed_at, w.place
  FROM unnest($1::bigint[], $2::integer[], $3::bigint[], $4::bigint[]) AS g (message_id, account_id, token, handed_at)
  ${placesOf("$5", "$6")}
), gone AS (
  DELETE FROM waiting_report WHERE ctid = ANY(ARRAY(SELECT place FROM found)) AND token = ANY($3) RETURNING message_id, account_id
)
UPDATE report r SET state = ${handed}, handed_at = found.handed_at
FROM gone JOIN found USING (message_id, account_id)
WHERE r.message_id = gone.message_id AND r.account_id = gone.account_id AND r.message_id BETWEEN $5 AND $6`;
const RELEASE = `
UPDATE waiting_report SET token = NULL, until = NULL WHERE token = $3 AND ctid = ANY(ARRAY(
  SELECT w.place FROM (SELECT id AS message_id, $2::integer AS account_id, $3::bigint AS token FROM unnest($1::bigint[]) AS asked (id)) g
  ${placesOf("$4", "$5")}
))`;

/** `OFFSET 0` keeps the planner from joining them in another order than by looking up each. */
const WHOLE = `
SELECT r.message_id, r.submission_id, r.outcome, r.code, r.at, m.phone, m.channel_id, s.ext, s.order_id, s.dialect
FROM unnest($1::bigint[]) AS asked (id)
CROSS JOIN LATERAL (SELECT * FROM report r WHERE r.message_id = asked.id AND r.account_id = $2 AND r.message_id BETWEEN $4 AND $5 OFFSET 0) r
CROSS JOIN LATERAL (SELECT * FROM message m WHERE m.id = asked.id AND m.account_id = $2 AND m.id BETWEEN $4 AND $5 OFFSET 0) m
CROSS JOIN LATERAL (SELECT * FROM submission s WHERE s.id = r.submission_id AND s.account_id = $2 AND s.id BETWEEN $3 AND $5 OFFSET 0) s`;

export interface ReportConfirmation {
  readonly accountId: number;
  readonly token: number;
  readonly messageIds: readonly number[];
  readonly at: number;
}

/** See `ReportStore.take`. */
export async function take(tx: Tx, request: ReportTake): Promise<readonly StoredReport[]> {
  const ids = await taken(tx, request);
  if (ids.length === 0) return [];
  const reports = await wholeReports(tx, request.accountId, ids);
  return ids.flatMap((id) => reports.get(id) ?? []);
}

/** In the order in which they are to be given. */
async function taken(tx: Tx, request: ReportTake): Promise<readonly number[]> {
  const { accountId, submissionId, notBefore = 0, limit, now, token, until } = request;
  const asked = [accountId, notBefore, limit, now, token, until] as const;
  if (submissionId === undefined) return idsOf(await tx.all(OLDEST, ...asked));
  const submission = await tx.get<{ recipients: number }>(SUBMISSION, submissionId, accountId);
  return submission ? idsOf(await tx.all(OF_SUBMISSION, ...asked, ...messageIds(submissionId, submission.recipients))) : [];
}

function idsOf(rows: readonly Record<string, unknown>[]): readonly number[] {
  return rows.map((row) => row.message_id as number);
}

/** An account's reports by their message's id. One whose message is gone is left out. */
export async function wholeReports(tx: Tx, accountId: number, ids: readonly number[]): Promise<ReadonlyMap<number, StoredReport>> {
  const [first, last] = spanOf(ids);
  const rows = await tx.all<ReportRow>(WHOLE, ids, accountId, first - REACH, first, last);
  return new Map(rows.map((row) => [row.message_id, reportOf(row)]));
}

/** All of a batch at once. */
export async function confirm(tx: Tx, confirmations: readonly ReportConfirmation[]): Promise<readonly undefined[]> {
  const each = confirmations.flatMap(({ messageIds, ...rest }) => messageIds.map((id) => ({ id, ...rest })));
  await tx.run(
    CONFIRM,
    each.map(({ id }) => id),
    each.map(({ accountId }) => accountId),
    each.map(({ token }) => token),
    each.map(({ at }) => at),
    ...spanOf(each.map(({ id }) => id)),
  );
  return confirmations.map(() => undefined);
}

export async function release(tx: Tx, accountId: number, token: number, messageIds: readonly number[]): Promise<void> {
  await tx.run(RELEASE, messageIds, accountId, token, ...spanOf(messageIds));
}
