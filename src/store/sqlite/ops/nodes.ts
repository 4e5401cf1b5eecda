import { idTime } from "../../../domain/ids.ts";
import { REPORT } from "../../shared/codes.ts";
import type { Tx } from "../tx.ts";
import { releaseAll as releaseExports } from "./exports.ts";
import { releaseAll as releaseInbound } from "./inbound-pull.ts";
import { releaseAll as releasePushes } from "./pushes.ts";
import { giveBack, giveBackAll } from "./sweep.ts";

interface Joined {
  readonly node: number;
  readonly lastId: number;
}

/**
 * The process that joins holds the data directory's lock, so every node on record is dead, however fresh its lease: what
 * they had leased, messages, pushes, and reports and inbound texts in the middle of a response, exports alike, goes back at once, not
 * when the leases lapse.
 */
export function join(tx: Tx, name: string, now: number, until: number): Joined {
  tx.db.run("DELETE FROM node");
  tx.db.run("DELETE FROM channel_state");
  const lastId = lastIdOf(tx);
  // a clock that was set back meanwhile must not make what goes back look long overdue
  giveBackAll(tx, Math.max(now, idTime(lastId)));
  tx.db.run(`UPDATE report SET state = ${REPORT.code.waiting}, token = NULL, until = NULL WHERE state = ${REPORT.code.taken}`);
  releasePushes(tx);
  releaseInbound(tx);
  releaseExports(tx);
  tx.db.run("INSERT INTO node VALUES (0, ?, ?)", name, until);
  return { node: 0, lastId };
}

function lastIdOf(tx: Tx): number {
  const last = tx.db.get<{ id: number }>(
    `SELECT max(coalesce((SELECT max(id) FROM message), 0), coalesce((SELECT max(id) FROM submission), 0),
       coalesce((SELECT max(id) FROM inbound), 0), coalesce((SELECT max(id) FROM audit_entry), 0),
       coalesce((SELECT max(id) FROM person), 0), coalesce((SELECT max(id) FROM export_job), 0)) AS id`,
  );
  return last?.id ?? 0;
}

/** Answers whether the number is this node's: nobody but a new process can take it, so that it doesn't lapse by itself. */
export function renew(tx: Tx, node: number, name: string, until: number): boolean {
  return tx.db.run("UPDATE node SET until = ? WHERE number = ? AND name = ?", until, node, name) === 1;
}

/** See `NodeStore.held`. */
export function held(tx: Tx): readonly number[] {
  return tx.db.all<{ number: number }>("SELECT number FROM node ORDER BY number").map(({ number }) => number);
}

export function leave(tx: Tx, node: number, name: string, now: number): void {
  if (tx.db.get("SELECT 1 FROM node WHERE number = ? AND name <> ?", node, name)) return;
  giveBack(tx, now, node);
  tx.db.run("DELETE FROM node WHERE number = ?", node);
  tx.db.run("DELETE FROM channel_state WHERE node = ?", node);
}
