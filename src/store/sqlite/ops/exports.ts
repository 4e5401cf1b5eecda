import { EXPORT } from "../../shared/codes.ts";
import { EXPORT_COLUMNS, type ExportRow, exportOf, SWEPT_CHUNKS } from "../../shared/export-rows.ts";
import type { ExportJob, ExportOrder, ExportStep } from "../../store.ts";
import type { Tx } from "../tx.ts";
import type { Reads } from "./search/ground.ts";

const { waiting, running, done, failed, removed } = EXPORT.code;

const OPEN = "SELECT count(*) AS n FROM export_job WHERE user_id = ? AND state < 2";
const ORDER = `INSERT INTO export_job (id, user_id, at, state, query, file_name) VALUES (?, ?, ?, ${waiting}, ?, ?)`;
const NEXT = `SELECT ${EXPORT_COLUMNS} FROM export_job WHERE state < 2 AND until <= ? ORDER BY id LIMIT 1`;
const TAKE = `UPDATE export_job SET state = ${running}, token = ?, until = ? WHERE id = ?`;
const HELD = `id = ? AND token = ? AND state = ${running}`;
const STEP = `
UPDATE export_job SET line_count = line_count + ?, byte_count = byte_count + ?, chunk_count = chunk_count + ?, progress = ?, go_on = ?, until = ?
WHERE ${HELD} RETURNING chunk_count`;
const ADD_CHUNK = "INSERT INTO export_chunk (job_id, place, bytes) VALUES (?, ?, ?)";
const DONE = `UPDATE export_job SET state = ${done}, ended_at = ?, token = NULL WHERE id = ?`;
const FAIL = `UPDATE export_job SET state = ${failed}, ended_at = ?, why = ?, token = NULL WHERE ${HELD}`;
const OF_USER = `
SELECT ${EXPORT_COLUMNS} FROM export_job WHERE user_id = ? AND state <> ${removed} ORDER BY id DESC LIMIT 50`;
const JOB = `SELECT ${EXPORT_COLUMNS} FROM export_job WHERE id = ? AND state <> ${removed}`;
const CHUNK = `
SELECT bytes FROM export_chunk WHERE job_id = ? AND place = ? AND (SELECT state FROM export_job WHERE id = job_id) <> ${removed}`;
/** Its end is that of no other: whoever sweeps finds it by that. */
const REMOVED = `state = ${removed}, token = NULL, ended_at = 0`;
const REMOVE = `UPDATE export_job SET ${REMOVED} WHERE id = ? AND user_id = ? AND state <> ${removed}`;
const REMOVE_ENDED = `UPDATE export_job SET ${REMOVED} WHERE ended_at < ? AND ended_at > 0`;
const ALL_REMOVED = "SELECT id FROM export_job WHERE ended_at = 0 LIMIT ?";
const ITS_CHUNKS = "SELECT id FROM export_chunk WHERE job_id = ? LIMIT ?";

/** See `ExportStore.order`. */
export function order(tx: Tx, { id, userId, at, query, fileName }: ExportOrder, most: number): boolean {
  if ((tx.db.get<{ n: number }>(OPEN, userId)?.n ?? 0) >= most) return false;
  tx.db.run(ORDER, id, userId, at, query, fileName);
  return true;
}

/** See `ExportStore.take`. */
export function take(tx: Tx, token: number, now: number, until: number): ExportJob | undefined {
  const row = tx.db.get<ExportRow>(NEXT, now);
  if (!row) return undefined;
  tx.db.run(TAKE, token, until, row.id);
  return exportOf({ ...row, state: running });
}

/** See `ExportStore.append`. */
export function append(tx: Tx, id: number, token: number, step: ExportStep): boolean {
  const { chunk, rows, progress, cursor, until, doneAt } = step;
  const added = chunk.length > 0 ? 1 : 0;
  const row = tx.db.get<{ chunk_count: number }>(STEP, rows, chunk.length, added, progress, cursor ?? null, until, id, token);
  if (!row) return false;
  if (added > 0) tx.db.run(ADD_CHUNK, id, row.chunk_count - 1, chunk);
  if (doneAt !== undefined) tx.db.run(DONE, doneAt, id);
  return true;
}

export function fail(tx: Tx, id: number, token: number, at: number, why: string): boolean {
  return tx.db.run(FAIL, at, why, id, token) > 0;
}

export function list(tx: Tx, userId: number): readonly ExportJob[] {
  return tx.db.all<ExportRow>(OF_USER, userId).map(exportOf);
}

export function get(tx: Tx, id: number): ExportJob | undefined {
  const row = tx.db.get<ExportRow>(JOB, id);
  return row && exportOf(row);
}

export function chunk({ db }: Reads, id: number, index: number): Uint8Array | undefined {
  return db.get<{ bytes: Uint8Array }>(CHUNK, id, index)?.bytes;
}

export function remove(tx: Tx, id: number, userId: number): boolean {
  return tx.db.run(REMOVE, id, userId) > 0;
}

/** See `ExportStore.sweep`. */
export function sweep(tx: Tx, before: number): number {
  tx.db.run(REMOVE_ENDED, before);
  let swept = 0;
  for (const { id } of tx.db.all<{ id: number }>(ALL_REMOVED, SWEPT_CHUNKS)) {
    const chunks = tx.db.all<{ id: number }>(ITS_CHUNKS, id, SWEPT_CHUNKS - swept);
    for (const chunk of chunks) tx.db.run("DELETE FROM export_chunk WHERE id = ?", chunk.id);
    swept += chunks.length;
    if (swept >= SWEPT_CHUNKS) return swept;
    tx.db.run("DELETE FROM export_job WHERE id = ?", id);
    swept += 1;
  }
  return swept;
}

/** Gives back what a process had leased that is dead. */
export function releaseAll(tx: Tx): void {
  tx.db.run("UPDATE export_job SET until = 0, token = NULL WHERE state < 2");
}
