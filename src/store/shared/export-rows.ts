import { cut } from "../../text/cut.ts";
import { type ExportJob, type ExportState, type ExportStep, MOST_CHUNK, StoreError } from "../store.ts";
import { EXPORT } from "./codes.ts";

/** What `exportOf` reads. */
export const EXPORT_COLUMNS =
  "id, user_id, at, state, line_count, byte_count, chunk_count, progress, ended_at, query, file_name, go_on, why";

/** Chunks that a sweep takes away at once: 16 MiB at most, as both engines touch every page of them. */
export const SWEPT_CHUNKS = 4;

/** Characters that are kept of why a job failed. */
const WHY = 200;

export interface ExportRow extends Record<string, unknown> {
  id: number;
  user_id: number;
  at: number;
  state: number;
  line_count: number;
  byte_count: number;
  chunk_count: number;
  progress: number;
  ended_at: number | null;
  query: string;
  file_name: string;
  go_on: string | null;
  why: string | null;
}

/** One that wasn't removed. */
export function exportOf(row: ExportRow): ExportJob {
  return {
    id: row.id,
    userId: row.user_id,
    at: row.at,
    query: row.query,
    fileName: row.file_name,
    state: EXPORT.word(row.state) as ExportState,
    rows: row.line_count,
    bytes: row.byte_count,
    chunks: row.chunk_count,
    progress: row.progress,
    cursor: row.go_on ?? undefined,
    endedAt: row.ended_at ?? undefined,
    why: row.why ?? undefined,
  };
}

/** With a chunk of its own memory: one that is a view would cross to a thread with all that it is a view of. */
export function checkedStep(step: ExportStep): ExportStep {
  if (step.chunk.length > MOST_CHUNK) throw new StoreError("failed", `a chunk of an export has at most ${MOST_CHUNK} bytes`);
  return { ...step, chunk: new Uint8Array(step.chunk) };
}

export function shortWhy(why: string): string {
  return cut(why, WHY);
}
