import type { Clock } from "../../runtime/clock.ts";
import type { SecretBox } from "../../runtime/secret-box.ts";
import { type Store, StoreError } from "../store.ts";
import { Backlog } from "./backlog.ts";
import { Connection } from "./connection.ts";
import { Engine } from "./engine.ts";
import { sentence } from "./errors.ts";
import { migrate } from "./migrate.ts";
import { refuseUnfinished } from "./move-mark.ts";
import { keepPartitions } from "./partitions.ts";
import { channelPort } from "./ports/channels.ts";
import { accountPort, directoryPort, rulePort } from "./ports/directory.ts";
import { dispatchPort, ledgerPort, nodePort, receiptPort } from "./ports/dispatch.ts";
import { historyPort } from "./ports/history.ts";
import { inboundPort } from "./ports/inbound.ts";
import { pushPort } from "./ports/pushes.ts";
import { reportPort } from "./ports/reports.ts";
import { sharePort } from "./ports/shares.ts";
import { reviewPort } from "./ports/reviews.ts";
import { submissionPort } from "./ports/submissions.ts";
import { MIGRATIONS } from "./schema/index.ts";

export interface PostgresOptions {
  /** `postgres://user:password@host:port/database`; what it says of TLS is the driver's (`?sslmode=…`). */
  readonly url: string;
  readonly secrets: SecretBox;
  readonly clock: Clock;
  /** Sessions that this process may hold at once. */
  readonly sessions?: number;
}

const SESSIONS = 8;
/** The oldest server that has what we use. */
const OLDEST = 150_000;
/** How often a process looks whether the coming days have their partitions, ms. */
const PARTITIONS_EVERY = 3_600_000;

/** Opens (and migrates) the clustered store. Rejects with `StoreError("failed")` and a sentence for the operator, without the password. */
export async function openPostgresStore({ url, secrets, clock, sessions = SESSIONS }: PostgresOptions): Promise<Store> {
  await prepareDatabase(url, secrets, clock, refuseUnfinished);
  const backlog = new Backlog(clock);
  const engine = new Engine(
    () => Connection.open(url, clock),
    sessions,
    clock,
    (by) => backlog.changed(by),
  );
  const partitions = keepAhead(url, clock);
  return {
    directory: directoryPort(engine, secrets),
    rules: rulePort(engine),
    accounts: accountPort(engine, secrets),
    submissions: submissionPort(engine, backlog),
    reviews: reviewPort(engine),
    dispatch: dispatchPort(engine),
    receipts: receiptPort(engine),
    reports: reportPort(engine),
    pushes: pushPort(engine),
    history: historyPort(engine),
    inbound: inboundPort(engine),
    ledger: ledgerPort(engine),
    nodes: nodePort(engine),
    shares: sharePort(engine),
    channels: channelPort(engine),
    close: () => {
      partitions.stop();
      return engine.close();
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
    if (!/^postgres(ql)?:\/\//.test(url)) throw new Error("the URL does not begin with postgres://");
    connection = await Connection.open(url, clock);
    const { rows } = await connection.query("SELECT current_setting('server_version_num')::integer AS number, version() AS name", []);
    if (Number(rows[0]?.number) < OLDEST) throw new Error(`it is ${rows[0]?.name}; PostgreSQL 15 or newer is needed`);
    await migrate(connection, MIGRATIONS, clock.now());
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
function keepAhead(url: string, clock: Clock): { stop(): void } {
  let stopped = false;
  let timer = clock.after(PARTITIONS_EVERY, run);
  function run(): void {
    void keep(url, clock).then(() => {
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

async function keep(url: string, clock: Clock): Promise<void> {
  try {
    const connection = await Connection.open(url, clock);
    await keepPartitions(connection, clock.now()).finally(() => connection.end());
  } catch {
    // the next round comes long before the days ahead are used up
  }
}
