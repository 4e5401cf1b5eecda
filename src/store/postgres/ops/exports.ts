import { EXPORT } from "../../shared/codes.ts";
import { EXPORT_COLUMNS, type ExportRow, exportOf, SWEPT_CHUNKS } from "../../shared/export-rows.ts";
import type { ExportJob, ExportOrder, ExportStep } from "../../store.ts";
import type { Row, Tx } from "../tx.ts";

const { waiting, running, done, failed, removed } = EXPORT.code;

/** Orders wait for each other, so that they are counted one by one. */
const ALONE = "LOCK TABLE export_job IN SHARE ROW EXCLUSIVE MODE";
const OPEN = "SELECT count(*) AS n FROM export_job WHERE user_id = $1 AND state < 2";
const ORDER = `INSERT INTO export_job (id, user_id, at, state, query, file_name) VALUES ($1, $2, $3, ${waiting}, $4, $5)`;
const TAKE = `
UPDATE export_job SET state = ${running}, token = $1, until = $3 WHERE id = (
  SELECT id FROM export_job WHERE state < 2 AND until <= $2 ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED)
RETURNING ${EXPORT_COLUMNS}`;
const HELD = `id = $1 AND token = $2 AND state = ${running}`;
const STEP = `
UPDATE export_job SET line_count = line_count + $3, byte_count = byte_count + $4, chunk_count = chunk_count + $5, progress = $6, go_on = $7, until = $8
WHERE ${HELD} RETURNING chunk_count`;
const ADD_CHUNK = "INSERT INTO export_chunk (job_id, place, bytes) VALUES ($1, $2, $3)";
const DONE = `UPDATE export_job SET state = ${done}, ended_at = $2, token = NULL WHERE id = $1`;
const FAIL = `UPDATE export_job SET state = ${failed}, ended_at = $3, why = $4, token = NULL WHERE ${HELD}`;
const OF_USER = `
SELECT ${EXPORT_COLUMNS} FROM export_job WHERE user_id = $1 AND state <> ${removed} ORDER BY id DESC LIMIT 50`;
const JOB = `SELECT ${EXPORT_COLUMNS} FROM export_job WHERE id = $1 AND state <> ${removed}`;
const CHUNK = `
SELECT c.bytes FROM export_chunk c JOIN export_job j ON j.id = c.job_id WHERE c.job_id = $1 AND c.place = $2 AND j.state <> ${removed}`;
/** Its end is that of no other: whoever sweeps finds it by that. */
const REMOVED = `state = ${removed}, token = NULL, ended_at = 0`;
const REMOVE = `UPDATE export_job SET ${REMOVED} WHERE id = $1 AND user_id = $2 AND state <> ${removed}`;
const REMOVE_ENDED = `UPDATE export_job SET ${REMOVED} WHERE ended_at < $1 AND ended_at > 0`;
const ALL_REMOVED = "SELECT id FROM export_job WHERE ended_at = 0 ORDER BY id LIMIT $1 FOR UPDATE";
const FORGET_CHUNKS = `
DELETE FROM export_chunk WHERE job_id = $1 AND place IN (SELECT place FROM export_chunk WHERE job_id = $1 ORDER BY place LIMIT $2)`;

/** See `ExportStore.order`. */
export async function order(tx: Tx, { id, userId, at, query, fileName }: ExportOrder, most: number): Promise<boolean> {
  await tx.run(ALONE);
  if (((await tx.get<Row & { n: number }>(OPEN, userId))?.n ?? 0) >= most) return false;
  await tx.run(ORDER, id, userId, at, query, fileName);
  return true;
}

/** See `ExportStore.take`. */
export async function take(tx: Tx, token: number, now: number, until: number): Promise<ExportJob | undefined> {
  const row = await tx.get<ExportRow>(TAKE, token, now, until);
  return row && exportOf(row);
}

/** See `ExportStore.append`. */
export async function append(tx: Tx, id: number, token: number, step: ExportStep): Promise<boolean> {
  const { chunk, rows, progress, cursor, until, doneAt } = step;
  const added = chunk.length > 0 ? 1 : 0;
  const row = await tx.get<Row & { chunk_count: number }>(STEP, id, token, rows, chunk.length, added, progress, cursor, until);
  if (!row) return false;
  if (added > 0) await tx.run(ADD_CHUNK, id, row.chunk_count - 1, chunk);
  if (doneAt !== undefined) await tx.run(DONE, id, doneAt);
  return true;
}

export async function fail(tx: Tx, id: number, token: number, at: number, why: string): Promise<boolean> {
  return (await tx.run(FAIL, id, token, at, why)) > 0;
}

export async function list(tx: Tx, userId: number): Promise<readonly ExportJob[]> {
  return (await tx.all<ExportRow>(OF_USER, userId)).map(exportOf);
}

export async function get(tx: Tx, id: number): Promise<ExportJob | undefined> {
  const row = await tx.get<ExportRow>(JOB, id);
  return row && exportOf(row);
}

export async function chunk(tx: Tx, id: number, index: number): Promise<Uint8Array | undefined> {
  return (await tx.get<Row & { bytes: Uint8Array }>(CHUNK, id, index))?.bytes;
}

export async function remove(tx: Tx, id: number, userId: number): Promise<boolean> {
  return (await tx.run(REMOVE, id, userId)) > 0;
}

/** See `ExportStore.sweep`. */
export async function sweep(tx: Tx, before: number): Promise<number> {
  await tx.run(REMOVE_ENDED, before);
  let swept = 0;
  for (const { id } of await tx.all<Row & { id: number }>(ALL_REMOVED, SWEPT_CHUNKS)) {
    swept += await tx.run(FORGET_CHUNKS, id, SWEPT_CHUNKS - swept);
    if (swept >= SWEPT_CHUNKS) return swept;
    swept += await tx.run("DELETE FROM export_job WHERE id = $1", id);
  }
  return swept;
}
