import { TOOL_NODE } from "../../../domain/ids.ts";
import { REPORT } from "../../shared/codes.ts";
import { StoreError } from "../../store.ts";
import type { Tx } from "../tx.ts";
import { releaseAll as releaseInbound } from "./inbound-pull.ts";
import { releaseAll as releasePushes } from "./pushes.ts";
import { giveBack, giveBackAll } from "./sweep.ts";

/**
 * The process that joins holds the data directory's lock, so every node on record is dead, however fresh its lease: what
 * they had leased, messages, pushes, and reports and inbound texts in the middle of a response alike, goes back at once, not
 * when the leases lapse.
 */
export function join(tx: Tx, name: string, now: number, until: number): { readonly node: number; readonly lastId: number } {
  tx.db.run("DELETE FROM node");
  giveBackAll(tx, now);
  tx.db.run(`UPDATE report SET state = ${REPORT.code.waiting}, token = NULL, until = NULL WHERE state = ${REPORT.code.taken}`);
  releasePushes(tx);
  releaseInbound(tx);
  return take(tx, name, now, until);
}

function take(tx: Tx, name: string, now: number, until: number): { readonly node: number; readonly lastId: number } {
  const taken = new Set(tx.db.all<{ number: number }>("SELECT number FROM node WHERE until > ?", now).map((row) => row.number));
  for (let node = 0; node < TOOL_NODE; node++) {
    if (taken.has(node)) continue;
    tx.db.run("INSERT OR REPLACE INTO node VALUES (?, ?, ?)", node, name, until);
    const last = tx.db.get<{ id: number }>(
      `SELECT max(coalesce((SELECT max(id) FROM message), 0), coalesce((SELECT max(id) FROM submission), 0),
         coalesce((SELECT max(id) FROM inbound), 0)) AS id`,
    );
    return { node, lastId: last?.id ?? 0 };
  }
  throw new StoreError("failed", `all ${TOOL_NODE} node numbers are taken`);
}

export function renew(tx: Tx, node: number, until: number): void {
  tx.db.run("UPDATE node SET until = ? WHERE number = ?", until, node);
}

export function leave(tx: Tx, node: number, now: number): void {
  giveBack(tx, now, node);
  tx.db.run("DELETE FROM node WHERE number = ?", node);
}
