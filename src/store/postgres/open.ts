import type { Clock } from "../../runtime/clock.ts";
import { errorFact, type Log } from "../../runtime/log.ts";
import type { SecretBox } from "../../runtime/secret-box.ts";
import type { Migration } from "../shared/migrations.ts";
import { type Store, StoreError } from "../store.ts";
import { Backlog } from "./backlog.ts";
import { Connection } from "./connection.ts";
import { Engine } from "./engine.ts";
import { sentence } from "./errors.ts";
import { migrate, pending } from "./migrate.ts";
import { refuseUnfinished } from "./move-mark.ts";
import { PostgresNews } from "./news.ts";
import { keepPartitions } from "./partitions.ts";
import { alarmPort } from "./ports/alarms.ts";
import { auditPort } from "./ports/audit.ts";
import { campaignPort } from "./ports/campaigns.ts";
import { channelPort } from "./ports/channels.ts";
import { accountPort, directoryPort, ruleListPort, rulePort } from "./ports/directory.ts";
import { dispatchPort, ledgerPort, nodePort, receiptPort } from "./ports/dispatch.ts";
import { exportPort } from "./ports/exports.ts";
import { historyPort } from "./ports/history.ts";
import { inboundPort } from "./ports/inbound.ts";
import { pushPort } from "./ports/pushes.ts";
import { reportPort } from "./ports/reports.ts";
import { retentionPort } from "./ports/retention.ts";
import { requestPort, reviewPort } from "./ports/reviews.ts";
import { searchPort } from "./ports/search.ts";
import { sharePort } from "./ports/shares.ts";
import { submissionPort } from "./ports/submissions.ts";
import { tallyPort } from "./ports/tallies.ts";
import { userPort } from "./ports/users.ts";
import { MIGRATIONS } from "./schema/index.ts";

export interface PostgresOptions {
  /** `postgres://user:password@host:port/database`; what it says of TLS is the driver's (`?sslmode=…`). */
  readonly url: string;
  readonly secrets: SecretBox;
  readonly clock: Clock;
  /** Sessions that this process may hold at once. */
  readonly sessions?: number;
  /** Of what goes wrong beside calls. */
  readonly log?: Log;
}

const SESSIONS = 8;
/** Beside them: a node that is busy must not lose its leases for want of a session. */
const LEASE_SESSIONS = 2;
/** Likewise: nobody who sends waits for those who look. */
const SEARCH_SESSIONS = 2;
/** The oldest server that has what we use. */
const OLDEST = 150_000;
/** What a step of the schema may take, ms. */
const MIGRATION = 600_000;
/** How often a process looks whether the coming days have their partitions, ms. */
const PARTITIONS_EVERY = 3_600_000;

/** Opens (and migrates) the clustered store. Rejects with `StoreError("failed")` and a sentence for the operator, without the password. */
export async function openPostgresStore({ url, secrets, clock, sessions = SESSIONS, log }: PostgresOptions): Promise<Store> {
  await prepareDatabase(url, secrets, clock, refuseUnfinished);
  const backlog = new Backlog(clock);
  const engineWith = (most: number): Engine =>
    new Engine(
      () => Connection.open(url, clock),
      most,
      clock,
      (by) => backlog.changed(by),
    );
  const engine = engineWith(sessions);
  const leases = engineWith(LEASE_SESSIONS);
  const searches = engineWith(SEARCH_SESSIONS);
  const partitions = keepAhead(url, clock, log);
  const news = new PostgresNews(() => Connection.open(url, clock), clock);
  return {
    directory: directoryPort(engine, secrets),
    rules: rulePort(engine),
    ruleLists: ruleListPort(engine),
    accounts: accountPort(engine, secrets),
    submissions: submissionPort(engine, backlog),
    reviews: reviewPort(engine),
    requests: requestPort(engine),
    campaigns: campaignPort(engine),
    dispatch: dispatchPort(engine),
    receipts: receiptPort(engine),
    reports: reportPort(engine),
    pushes: pushPort(engine),
    history: historyPort(engine),
    search: searchPort(searches),
    inbound: inboundPort(engine),
    ledger: ledgerPort(engine),
    users: userPort(engine, secrets),
    audit: auditPort(engine),
    exports: exportPort(engine),
    alarms: alarmPort(engine, secrets),
    tallies: tallyPort(engine),
    retention: retentionPort(engine),
    nodes: nodePort(leases, engine),
    shares: sharePort(leases),
    news,
    channels: channelPort(engine),
    sessions: () => engine.sessions,
    close: async () => {
      partitions.stop();
      await Promise.all([news.close(), engine.close(), leases.close(), searches.close()]);
    },
  };
}

/** The name of a database for logs and errors: without user, password and parameters. */
export function databaseName(url: string): string {
  try {
    const { host, pathname } = new URL(url);
    return `${host}${pathname}`;
  } catch {
    return "the given URL";
  }
}

/**
 * Brings a database's schema up to date, and holds it to this secret key. Rejects with `StoreError("failed")` and a sentence for the
 * operator.
 *
 * @param check what else must be so
 */
export async function prepareDatabase(
  url: string,
  secrets: SecretBox,
  clock: Clock,
  check?: (connection: Connection) => Promise<void>,
): Promise<void> {
  let connection: Connection | undefined;
  try {
    connection = await checked(url, clock);
    if ((await pending(connection, MIGRATIONS)).length > 0) await migratePatiently(url, clock);
    await checkKey(connection, secrets);
    await check?.(connection);
    await keepPartitions(connection, clock.now());
  } catch (error) {
    throw new StoreError("failed", `the database ${databaseName(url)} could not be opened: ${sentence(error)}`, { cause: error });
  } finally {
    await connection?.end();
  }
}

/**
 * Runs the steps that a database's schema lacks, or, on a dry run, only says which those are; needs no secret key. Servers of an
 * older version go on meanwhile. Rejects with `StoreError("failed")` and a sentence for the operator.
 */
export async function upgradePostgres(url: string, clock: Clock, dryRun: boolean): Promise<readonly Migration[]> {
  let connection: Connection | undefined;
  try {
    connection = await checked(url, clock);
    const steps = await pending(connection, MIGRATIONS);
    if (steps.length > 0 && !dryRun) await migratePatiently(url, clock);
    return steps;
  } catch (error) {
    throw new StoreError("failed", `the database ${databaseName(url)} could not be opened: ${sentence(error)}`, { cause: error });
  } finally {
    await connection?.end();
  }
}

async function checked(url: string, clock: Clock): Promise<Connection> {
  if (!/^postgres(ql)?:\/\//.test(url)) throw new Error("the URL does not begin with postgres://");
  const connection = await Connection.open(url, clock);
  try {
    const { rows } = await connection.query("SELECT current_setting('server_version_num')::integer AS number, version() AS name", []);
    if (Number(rows[0]?.number) < OLDEST) throw new Error(`it is ${rows[0]?.name}; PostgreSQL 15 or newer is needed`);
    return connection;
  } catch (error) {
    await connection.end();
    throw error;
  }
}

/** Another node's steps are waited for, and one's own may take longer than any statement of a server may. */
async function migratePatiently(url: string, clock: Clock): Promise<void> {
  const connection = await Connection.open(url, clock, MIGRATION);
  try {
    await migrate(connection, MIGRATIONS, clock.now());
  } finally {
    await connection.end();
  }
}

/**
 * All servers of a database have one secret key. A server with another would, applying a file, seal passwords so that the others
 * can't open them: it is refused before it does anything.
 */
async function checkKey(connection: Connection, secrets: SecretBox): Promise<void> {
  const mark = secrets.fingerprint("yizhan", "//key");
  await connection.query("INSERT INTO setting (name, doc) VALUES ('key', $1) ON CONFLICT DO NOTHING", [mark]);
  const { rows } = await connection.query("SELECT doc FROM setting WHERE name = 'key'", []);
  if (rows[0]?.doc !== mark)
    throw new Error(
      "it was set up under another secret key; give every server the same YIZHAN_KEY, or a copy of the first one's secret.key",
    );
}

/** Makes partitions ahead while the store is open. One that fails is tried again: there are days until it is missed. */
function keepAhead(url: string, clock: Clock, log: Log | undefined): { stop(): void } {
  let stopped = false;
  let timer = clock.after(PARTITIONS_EVERY, run);
  function run(): void {
    void keep(url, clock, log).then(() => {
      if (!stopped) timer = clock.after(PARTITIONS_EVERY, run);
    });
  }
  return {
    stop() {
      stopped = true;
      timer.cancel();
    },
  };
}

async function keep(url: string, clock: Clock, log: Log | undefined): Promise<void> {
  try {
    const connection = await Connection.open(url, clock);
    await keepPartitions(connection, clock.now()).finally(() => connection.end());
  } catch (error) {
    log?.("error", "the partitions of the coming days could not be made; tried again within the hour", errorFact(error));
  }
}
