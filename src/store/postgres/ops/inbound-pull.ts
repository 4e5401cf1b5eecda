import { firstIdAt } from "../../../domain/ids.ts";
import { INBOUND } from "../../shared/codes.ts";
import { type InboundRow, inboundOf } from "../../shared/rows.ts";
import type { InboundTake, StoredInbound } from "../../store.ts";
import type { Row, Tx } from "../tx.ts";

const { waiting, taken, handed } = INBOUND.code;

/** As reports are taken: what another take has in hand is passed over. */
const OLDEST = `
WITH lapsed AS MATERIALIZED (
  SELECT id FROM inbound
  WHERE account_id = $1 AND state = ${taken} AND until <= $4 AND id >= $2 ORDER BY id LIMIT $3 FOR UPDATE SKIP LOCKED
), waiting AS MATERIALIZED (
  SELECT id FROM inbound WHERE account_id = $1 AND state = ${waiting} AND id >= $2 ORDER BY id LIMIT $3 FOR UPDATE SKIP LOCKED
)
SELECT id FROM (SELECT * FROM lapsed UNION ALL SELECT * FROM waiting) found ORDER BY id LIMIT $3`;
const TAKE = `UPDATE inbound SET state = ${taken}, token = $3, until = $4 WHERE id = ANY($1::bigint[]) AND account_id = $2`;
/** The `+ 0` keeps the server from walking over all that is taken, whoever took it, instead of looking these up. */
const CONFIRM = `
UPDATE inbound i SET state = ${handed}, handed_at = g.at, until = NULL
FROM unnest($1::bigint[], $2::integer[], $3::bigint[], $4::bigint[]) AS g (id, account_id, token, at)
WHERE i.id = g.id AND i.account_id = g.account_id AND i.id = ANY($1::bigint[]) AND i.state + 0 = ${taken} AND i.token = g.token`;
const RELEASE = `
UPDATE inbound SET state = ${waiting}, token = NULL, until = NULL
WHERE id = ANY($1::bigint[]) AND account_id = $2 AND state = ${taken} AND token = $3`;

const WHOLE = `
SELECT id, phone, text, at, access_code, account_id, account_code, ext, message_id,
  NULL::bigint AS submission_id, NULL AS order_id, NULL AS dialect FROM inbound
WHERE id = ANY($1::bigint[]) AND account_id = $2`;
const MESSAGES = "SELECT id, submission_id FROM message WHERE id = ANY($1::bigint[])";
const SUBMISSIONS = "SELECT id, order_id, dialect FROM submission WHERE id = ANY($1::bigint[])";

interface AnsweredRow extends Row {
  submission_id: number;
  order_id: string | null;
  dialect: string;
}

export interface InboundConfirmation {
  readonly accountId: number;
  readonly token: number;
  readonly ids: readonly number[];
  readonly at: number;
}

/** See `InboundStore.take`. */
export async function take(tx: Tx, { accountId, token, limit, notBefore, now, until }: InboundTake): Promise<readonly StoredInbound[]> {
  const first = notBefore === undefined ? 0 : firstIdAt(notBefore);
  const ids = (await tx.all<{ id: number }>(OLDEST, accountId, first, limit, now)).map(({ id }) => id);
  if (ids.length === 0) return [];
  await tx.run(TAKE, ids, accountId, token, until);
  const texts = await wholeInbound(tx, accountId, ids);
  return ids.flatMap((id) => texts.get(id) ?? []);
}

/** An account's texts by their ids, each with the message that it answers, where that is still there. */
export async function wholeInbound(tx: Tx, accountId: number, ids: readonly number[]): Promise<ReadonlyMap<number, StoredInbound>> {
  const rows = await tx.all<InboundRow>(WHOLE, ids, accountId);
  const answered = await answeredBy(
    tx,
    rows.flatMap((row) => row.message_id ?? []),
  );
  return new Map(rows.map((row) => [row.id, inboundOf({ ...row, ...(row.message_id !== null && answered.get(row.message_id)) })]));
}

/** By the messages' ids. */
async function answeredBy(tx: Tx, ids: readonly number[]): Promise<ReadonlyMap<number, AnsweredRow>> {
  if (ids.length === 0) return new Map();
  const messages = await tx.all<{ id: number; submission_id: number }>(MESSAGES, ids);
  const wanted = [...new Set(messages.map((row) => row.submission_id))];
  const submissions = await tx.all<{ id: number; order_id: string | null; dialect: string }>(SUBMISSIONS, wanted);
  const byId = new Map(submissions.map((row) => [row.id, row]));
  return new Map(
    messages.flatMap(({ id, submission_id }) => {
      const submission = byId.get(submission_id);
      return submission ? [[id, { submission_id, order_id: submission.order_id, dialect: submission.dialect }]] : [];
    }),
  );
}

/** All of a batch at once. */
export async function confirm(tx: Tx, confirmations: readonly InboundConfirmation[]): Promise<readonly undefined[]> {
  const each = confirmations.flatMap(({ ids, ...rest }) => ids.map((id) => ({ id, ...rest })));
  await tx.run(
    CONFIRM,
    each.map(({ id }) => id),
    each.map(({ accountId }) => accountId),
    each.map(({ token }) => token),
    each.map(({ at }) => at),
  );
  return confirmations.map(() => undefined);
}

export async function release(tx: Tx, accountId: number, token: number, ids: readonly number[]): Promise<void> {
  await tx.run(RELEASE, ids, accountId, token);
}
