import { TOOL_NODE } from "../../../domain/ids.ts";
import { type JoinedNode, type RenewedNode, StoreError, type Witness } from "../../store.ts";
import type { Row, Tx } from "../tx.ts";
import { storeTime } from "./store-time.ts";
import { giveBack } from "./sweep.ts";

/** Nodes that join at once take their numbers one after another. */
const ALONE = "LOCK TABLE node IN SHARE ROW EXCLUSIVE MODE";
/**
 * Of the numbers that nobody holds the one that has been free longest: what a node leased that lapsed may still be answered,
 * and should find its number unused.
 */
const FREE = `
SELECT n.number FROM generate_series(0, ${TOOL_NODE - 1}) AS n (number) LEFT JOIN node USING (number)
WHERE node.until IS NULL OR node.until <= $1 ORDER BY coalesce(node.until, 0), n.number LIMIT 1`;
const TAKE = `
INSERT INTO node (number, name, until) VALUES ($1, $2, $3)
ON CONFLICT (number) DO UPDATE SET name = excluded.name, until = excluded.until, dispatches_until = 0`;
/** How its channels did says nothing any more. */
const FORGET_STATES = "DELETE FROM channel_state WHERE node = $1";
const LAST_ID = `
SELECT greatest((SELECT max(id) FROM message), (SELECT max(id) FROM submission), (SELECT max(id) FROM inbound), (SELECT max(id) FROM audit_entry),
  (SELECT max(id) FROM person), (SELECT max(id) FROM export_job), 0) AS id`;
const RENEW = "UPDATE node SET until = $3 WHERE number = $1 AND name = $2 AND until > $4";
/** By the server's clock and what the store's time is ahead of it (store-time.ts), which nobody has to note for this. */
const HELD = `
SELECT number FROM node
WHERE until > (extract(epoch FROM clock_timestamp()) * 1000)::bigint + coalesce((SELECT value FROM meta WHERE key = 'clock_ahead'), 0) ORDER BY number`;
const NODE = "SELECT name FROM node WHERE number = $1 FOR UPDATE";

/** What other nodes have leased stays theirs until it lapses; so does the number of one that died, as it may be alive after all. */
export async function join(tx: Tx, name: string, ttl: number, witness?: () => Witness): Promise<JoinedNode> {
  const { now: storeNow, ahead } = await storeTime(tx, witness);
  await tx.run(ALONE);
  const free = await tx.get<Row & { number: number }>(FREE, storeNow);
  if (!free) throw new StoreError("failed", `all ${TOOL_NODE} node numbers are taken`);
  const { number: node } = free;
  await tx.run(TAKE, node, name, storeNow + ttl);
  await tx.run(FORGET_STATES, node);
  return { node, lastId: (await tx.get<{ id: number }>(LAST_ID))?.id ?? 0, storeNow, ahead, alone: false };
}

export async function renew(tx: Tx, node: number, name: string, ttl: number, witness?: () => Witness): Promise<RenewedNode> {
  const { now: storeNow, ahead } = await storeTime(tx, witness);
  return { kept: (await tx.run(RENEW, node, name, storeNow + ttl, storeNow)) > 0, storeNow, ahead };
}

/** See `NodeStore.held`. */
export async function held(tx: Tx): Promise<readonly number[]> {
  return (await tx.all<Row & { number: number }>(HELD)).map(({ number }) => number);
}

export async function leave(tx: Tx, node: number, name: string, now: number): Promise<void> {
  const row = await tx.get<{ name: string }>(NODE, node);
  if (row && row.name !== name) return;
  await giveBack(tx, now, node);
  await tx.run("DELETE FROM node WHERE number = $1", node);
  await tx.run(FORGET_STATES, node);
  await tx.run("DELETE FROM channel_share WHERE name = $1", name);
}
