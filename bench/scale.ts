import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { sendRequest } from "../test/support/huaxin-wire.ts";
import { Server } from "../test/support/server.ts";
import { CONNECTIONS, type Pace } from "./accept.ts";
import { BENCH_ACCOUNT, BENCH_TEXT, type LoadResult, PHONE_PLACE, type Requests, type Until } from "./options.ts";
import { planOf } from "./plan.ts";
import { cpuOf, runLoad } from "./process.ts";
import { pullAll } from "./pulling.ts";
import { type Database, minus, openDatabase, type Work } from "./scale/database.ts";
import { fixed, table, whole } from "./table.ts";
import { timed } from "./timed.ts";
import { huaxin } from "./wires.ts";

export interface Scale {
  readonly nodes: readonly number[];
  /** Another server than the one that comes with npm. */
  readonly database: string | undefined;
  readonly pace: Pace;
  /** End to end, in each case. */
  readonly messages: number;
}

/** Phones of one load, so that no two have one in common. */
const PHONES_OF_A_LOAD = 2_000_000;
const BATCH = 100;

interface Case {
  readonly nodes: number;
  readonly accept: Measured;
  readonly batch: Measured;
  readonly whole: Measured;
  readonly wholeBatch: Measured;
  readonly statements: readonly string[];
}

interface Measured {
  readonly perSecond: number;
  readonly p50: number;
  readonly p99: number;
  readonly failures: number;
  /** µs a message: of all servers, and of the database. */
  readonly cpu: number | undefined;
  readonly databaseCpu: number | undefined;
  /** Of the database, for each message. */
  readonly work: Readonly<Record<keyof Work, number>>;
}

/** Some servers on one PostgreSQL, each loaded by its own account; and what the database does for a message. */
export async function measureScale({ nodes, database: given, pace, messages }: Scale): Promise<void> {
  await using database = await openDatabase(given);
  const cases: Case[] = [];
  for (const count of nodes) cases.push(await timed(`${count} server(s)`, measure(database, count, pace, messages)));
  console.log(
    `## Servers on one PostgreSQL ${database.version} (commits wait for the disk; ${CONNECTIONS} connections over all servers)\n`,
  );
  console.log(
    "Servers, database and load share this machine's processors: more servers than it has room for show what sharing costs, not what more machines bring.\n",
  );
  report("Accepting, 1 recipient a call", cases, ({ accept }) => accept);
  report(`Accepting, ${BATCH} recipients a call`, cases, ({ batch }) => batch);
  report(`From request to pulled report, 1 recipient a call (${whole(messages)} messages)`, cases, ({ whole }) => whole);
  report(`… ${BATCH} recipients a call`, cases, ({ wholeBatch }) => wholeBatch);
  const last = cases[0];
  if (!last) return;
  console.log(`What the database spends its time on, end to end with ${last.nodes} server(s):\n`);
  for (const line of last.statements) console.log(`- ${line}`);
}

async function measure(database: Database, count: number, pace: Pace, messages: number): Promise<Case> {
  const { url, drop } = await database.fresh();
  const scratch = mkdtempSync(join(tmpdir(), "yizhan-bench-"));
  const apply = join(scratch, "provisioning.yaml");
  const logins = Array.from({ length: count }, (_, index) => (index === 0 ? BENCH_ACCOUNT.login : `${BENCH_ACCOUNT.login}${index}`));
  // a phone of each load is written to once a round
  writeFileSync(apply, planOf({ rate: 0, window: 512, others: logins.slice(1) }));
  const servers: Server[] = [];
  try {
    for (let index = 0; index < count; index++)
      servers.push(await Server.start({ data: join(scratch, "data"), apply, scratch, flags: ["--database", url] }));
    const run = new Run(database, url, servers, logins);
    const accept = await run.load(pace, 1);
    const batch = await run.load(pace, BATCH);
    await run.emptied();
    await database.forget();
    const whole = await run.endToEnd(messages, 1);
    const statements = await run.statements(messages);
    const wholeBatch = await run.endToEnd(messages, BATCH);
    return { nodes: count, accept, batch, whole, wholeBatch, statements };
  } finally {
    for (const server of servers) await server.end("SIGTERM");
    await drop();
    rmSync(scratch, { recursive: true, force: true, maxRetries: 10, retryDelay: 20 });
  }
}

class Run {
  readonly #database: Database;
  readonly #url: string;
  readonly #servers: readonly Server[];
  readonly #logins: readonly string[];
  #loads = 0;

  constructor(database: Database, url: string, servers: readonly Server[], logins: readonly string[]) {
    this.#database = database;
    this.#url = url;
    this.#servers = servers;
    this.#logins = logins;
  }

  load(until: Pace, recipients: number): Promise<Measured> {
    return this.#measured(recipients, () => this.#start(until, recipients));
  }

  /** Pulls what earlier loads have left, until nothing is left. */
  async emptied(): Promise<void> {
    const pullings = this.#logins.map(() => ({ pulled: 0, lastAt: Date.now(), over: false }));
    const pulls = pullings.map((pulling, index) =>
      pullAll(this.#port(index), { ...BENCH_ACCOUNT, login: this.#logins[index] ?? "" }, Number.MAX_SAFE_INTEGER, pulling),
    );
    while ((await this.#database.left(this.#url)) > 0) await Promise.race([sleep(500), Promise.all(pulls)]);
    for (const pulling of pullings) pulling.over = true;
    await Promise.all(pulls);
  }

  endToEnd(messages: number, recipients: number): Promise<Measured> {
    const share = Math.floor(messages / this.#servers.length / recipients) * recipients;
    return this.#measured(recipients, async () => {
      const pulls = this.#logins.map(async (login, index) => {
        const pulling = { pulled: 0, lastAt: Date.now(), over: false };
        await pullAll(this.#port(index), { ...BENCH_ACCOUNT, login }, share, pulling);
        return pulling.lastAt;
      });
      const results = await this.#start({ messages: share }, recipients);
      const lastAt = Math.max(...(await Promise.all(pulls)));
      const seconds = (lastAt - Math.min(...results.map(({ startedAt }) => startedAt))) / 1_000;
      return results.map((result) => ({ ...result, perSecond: result.acceptedInAll / seconds }));
    });
  }

  async statements(messages: number): Promise<readonly string[]> {
    const rows = await this.#database.statements(this.#url);
    return rows.map(({ calls, rows: count, ms, text }) => {
      const words = text.replaceAll(/\s+/g, " ").slice(0, 110);
      return `${fixed((ms * 1_000) / messages, 0)} µs, ${fixed(calls / messages, 3)} calls, ${fixed(count / messages, 2)} rows a message: \`${words}\``;
    });
  }

  #port(index: number): number {
    return this.#servers[index]?.port ?? 0;
  }

  #start(until: Until, recipients: number): Promise<readonly LoadResult[]> {
    const connections = Math.max(1, Math.floor(CONNECTIONS / this.#servers.length));
    return Promise.all(
      this.#logins.map((login, index) => {
        const phones = { first: this.#loads++ * PHONES_OF_A_LOAD };
        return runLoad({ port: this.#port(index), connections, requests: requestsOf(login, recipients), phones, until });
      }),
    );
  }

  async #measured(recipients: number, work: () => Promise<readonly LoadResult[]>): Promise<Measured> {
    const before = await this.#database.work(this.#url);
    const cpu = this.#cpu();
    const databaseCpu = this.#database.cpu();
    const results = await work();
    const [cpuAfter, databaseAfter] = [this.#cpu(), this.#database.cpu()];
    const done = minus(await this.#database.work(this.#url), before);
    const messages = results.reduce((sum, result) => sum + result.acceptedInAll * recipients, 0);
    const each = (from: number | undefined, to: number | undefined) =>
      from === undefined || to === undefined ? undefined : ((to - from) / messages) * 1e6;
    return {
      perSecond: results.reduce((sum, result) => sum + result.perSecond * recipients, 0),
      p50: Math.max(...results.map(({ p50 }) => p50)),
      p99: Math.max(...results.map(({ p99 }) => p99)),
      failures: results.reduce((sum, { refused, broken }) => sum + refused + broken, 0),
      cpu: each(cpu, cpuAfter),
      databaseCpu: each(databaseCpu, databaseAfter),
      work: Object.fromEntries(Object.entries(done).map(([name, value]) => [name, value / messages])) as unknown as Work,
    };
  }

  #cpu(): number | undefined {
    return this.#servers.reduce<number | undefined>((sum, { pid }) => {
      const own = cpuOf(pid);
      return sum === undefined || own === undefined ? undefined : sum + own;
    }, 0);
  }
}

function requestsOf(login: string, recipients: number): Requests {
  const phones = Array.from({ length: recipients }, () => PHONE_PLACE);
  const request = sendRequest({ ...BENCH_ACCOUNT, login }, phones, BENCH_TEXT, recipients === 1 ? "GET" : "POST", "");
  return { ...huaxin(BENCH_TEXT, recipients), request };
}

function report(title: string, cases: readonly Case[], of: (each: Case) => Measured): void {
  console.log(`### ${title}\n`);
  const head = ["servers", "messages/s", "p50 ms", "p99 ms", "servers' CPU µs", "database's CPU µs", "transactions", "statements"];
  const more = ["rows inserted", "updated", "deleted", "WAL bytes", "WAL records", "whole pages", "failures"];
  const rows = cases.map((each) => {
    const { perSecond, p50, p99, cpu, databaseCpu, work, failures } = of(each);
    return [
      String(each.nodes),
      whole(perSecond),
      fixed(p50, 1),
      fixed(p99, 1),
      fixed(cpu, 0),
      fixed(databaseCpu, 0),
      fixed(work.transactions, 3),
      fixed(work.statements, 2),
      fixed(work.inserted, 2),
      fixed(work.updated, 2),
      fixed(work.deleted, 2),
      whole(work.walBytes),
      fixed(work.walRecords, 1),
      fixed(work.walPages, 3),
      String(failures),
    ];
  });
  console.log(`${table([...head, ...more], rows)}\n\nFrom "CPU" to "whole pages": for each message.\n`);
}
