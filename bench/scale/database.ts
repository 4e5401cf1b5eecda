import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { startPostgres } from "../../test/support/postgres.ts";
import { cpuOf } from "../process.ts";

/** A PostgreSQL server under measurement. */
export interface Database extends AsyncDisposable {
  readonly version: string;
  /** A fresh database on it. */
  fresh(): Promise<{ readonly url: string; drop(): Promise<void> }>;
  /** What it has done since it was set up; of one database. */
  work(url: string): Promise<Work>;
  /** Messages that are not over, and reports that nobody has. */
  left(url: string): Promise<number>;
  /** Begins anew to count statements. */
  forget(): Promise<void>;
  /** What it did most of the time since then, by statement. */
  statements(url: string): Promise<readonly Statement[]>;
  /** CPU time of all its processes, s; undefined where it runs elsewhere. */
  cpu(): number | undefined;
}

export interface Work {
  readonly transactions: number;
  readonly statements: number;
  readonly inserted: number;
  readonly updated: number;
  readonly deleted: number;
  readonly walBytes: number;
  readonly walRecords: number;
  /** Pages that were written whole into the log, as it was their first change after a checkpoint. */
  readonly walPages: number;
}

export interface Statement {
  readonly calls: number;
  readonly rows: number;
  readonly ms: number;
  readonly text: string;
}

const WORK = `
SELECT d.xact_commit + d.xact_rollback AS transactions, d.tup_inserted AS inserted, d.tup_updated AS updated, d.tup_deleted AS deleted,
  w.wal_bytes AS "walBytes", w.wal_records AS "walRecords", w.wal_fpi AS "walPages",
  (SELECT coalesce(sum(calls), 0) FROM pg_stat_statements WHERE dbid = d.datid) AS statements
FROM pg_stat_database d, pg_stat_wal w WHERE d.datname = $1`;
const STATEMENTS = `
SELECT s.calls, s.rows, s.total_exec_time + s.total_plan_time AS ms, s.query AS text FROM pg_stat_statements s
JOIN pg_database d ON d.oid = s.dbid WHERE d.datname = $1 ORDER BY ms DESC LIMIT 12`;
/** After that the server's counts are complete, ms. */
const COUNTED = 2_000;
const SETTINGS = ["shared_preload_libraries=pg_stat_statements", "pg_stat_statements.track_planning=on", "max_wal_size=4GB"];

/** Starts the server that comes with npm, with commits that wait for the disk; or takes another, which must have pg_stat_statements loaded. */
export async function openDatabase(given: string | undefined): Promise<Database> {
  const directory = given === undefined ? onDisk() : undefined;
  const server =
    directory === undefined
      ? undefined
      : await startPostgres(
          join(directory, "server"),
          true,
          SETTINGS.flatMap((setting) => ["-c", setting]),
        );
  const admin = given ?? server?.url ?? "";
  const ask = (sql: string, ...params: readonly unknown[]) => askOf(admin, sql, ...params);
  const askOf = async (url: string, sql: string, ...params: readonly unknown[]): Promise<Record<string, unknown>[]> => {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    return client
      .query(sql, [...params])
      .then(({ rows }) => rows)
      .finally(() => client.end());
  };
  await ask("CREATE EXTENSION IF NOT EXISTS pg_stat_statements");
  const [{ version } = { version: "" }] = await ask("SHOW server_version AS version").catch(() =>
    ask("SELECT current_setting('server_version') AS version"),
  );
  const stop = async (): Promise<void> => {
    await server?.stop();
    if (directory !== undefined) rmSync(directory, { recursive: true, force: true });
  };
  const killWithParent = (): void => {
    if (server) process.kill(server.pid, "SIGQUIT");
  };
  process.once("exit", killWithParent);
  return {
    version: String(version),
    async fresh() {
      const name = `yizhan_bench_${Date.now().toString(36)}`;
      await ask(`CREATE DATABASE ${name}`);
      const url = new URL(admin);
      url.pathname = `/${name}`;
      return { url: url.href, drop: async () => void (await ask(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`)) };
    },
    async work(url) {
      await new Promise((resolve) => setTimeout(resolve, COUNTED));
      const [row = {}] = await ask(WORK, new URL(url).pathname.slice(1));
      return Object.fromEntries(Object.entries(row).map(([name, value]) => [name, Number(value)])) as unknown as Work;
    },
    async left(url) {
      const [row] = await askOf(url, "SELECT (SELECT count(*) FROM live) + (SELECT count(*) FROM waiting_report) AS left");
      return Number(row?.left);
    },
    async forget() {
      await ask("SELECT pg_stat_statements_reset()");
    },
    async statements(url) {
      const rows = await ask(STATEMENTS, new URL(url).pathname.slice(1));
      return rows.map((row) => ({ calls: Number(row.calls), rows: Number(row.rows), ms: Number(row.ms), text: String(row.text) }));
    },
    cpu: () => (server ? cpuOfFamily(server.pid) : undefined),
    async [Symbol.asyncDispose]() {
      process.removeListener("exit", killWithParent);
      await stop();
    },
  };
}

/** A directory that a server of another user reaches. */
function onDisk(): string {
  const directory = mkdtempSync(join(tmpdir(), "yizhan-bench-postgres-"));
  chmodSync(directory, 0o755);
  return directory;
}

export function minus(after: Work, before: Work): Work {
  return Object.fromEntries(Object.entries(after).map(([name, value]) => [name, value - before[name as keyof Work]])) as unknown as Work;
}

/** Of a process and its children. */
function cpuOfFamily(pid: number): number | undefined {
  let sum = cpuOf(pid);
  if (sum === undefined) return undefined;
  for (const entry of readdirSync("/proc")) {
    if (!/^\d+$/.test(entry) || parentOf(entry) !== pid) continue;
    sum += cpuOf(Number(entry)) ?? 0;
  }
  return sum;
}

function parentOf(pid: string): number | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
    return Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]);
  } catch {
    return undefined;
  }
}
