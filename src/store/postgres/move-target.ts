import { firstIdAt } from "../../domain/ids.ts";
import type { Clock } from "../../runtime/clock.ts";
import type { SecretBox } from "../../runtime/secret-box.ts";
import { CLASS, INBOUND } from "../shared/codes.ts";
import { FIGURES, type MovedFigures, type MovedPage, type MovedTable } from "../shared/moved.ts";
import { dayStart } from "../shared/phone-use.ts";
import { StoreError } from "../store.ts";
import { Connection } from "./connection.ts";
import { sentence } from "./errors.ts";
import { isUnfinished, markFinished, markUnfinished } from "./move-mark.ts";
import { FILLED, paramsOf, writeOf } from "./move-rows.ts";
import { databaseName, prepareDatabase } from "./open.ts";
import { audit } from "./ops/ledger.ts";
import { makePartitions } from "./partitions.ts";
import { Tx } from "./tx.ts";

const DAY = 86_400_000;
/** A count or an index over everything that was moved takes its time, ms. */
const PATIENCE = 3_600_000;
/** Nobody else moves a store into the same database ("move" in ASCII). */
const MOVE_LOCK = 0x6d6f7665;

/** Read whole, for once; and a page that is lost in a crash is lost with the whole move, which begins anew. */
const SETTINGS = "SET enable_seqscan = on; SET synchronous_commit = off";

const COUNTS: Readonly<Record<(typeof FIGURES)[number], string>> = {
  "messages that wait to be sent": "SELECT count(*) AS n FROM live WHERE queue >= 0",
  "messages that are not over": "SELECT count(*) AS n FROM live",
  "reports to be pulled": "SELECT count(*) AS n FROM waiting_report",
  "pushes to be made": "SELECT count(*) AS n FROM waiting_push",
  "inbound texts to be pulled": `SELECT count(*) AS n FROM inbound WHERE state = ${INBOUND.code.waiting}`,
  "credits on all accounts": "SELECT coalesce(sum(sms + mms), 0)::bigint AS n FROM balance",
  "credits in the ledger": "SELECT coalesce(sum(credits), 0)::bigint AS n FROM ledger",
};

/** The embedded engine counts these in memory when it starts; here they are rows. */
const PHONE_USE = `
INSERT INTO phone_use (day, phone, count, codes)
SELECT $2::bigint, m.phone, count(*), coalesce(array_agg(s.accepted_at ORDER BY s.accepted_at) FILTER (WHERE m.class = ${CLASS.code.verification}), '{}')
FROM message m JOIN submission s ON s.id = m.submission_id AND s.account_id = m.account_id
WHERE m.id >= $1 AND s.id >= $1 AND m.segments > 0 AND s.accepted_at >= $2::bigint AND s.accepted_at < $3::bigint GROUP BY m.phone`;
const ACCEPTED = `
UPDATE balance b SET day = $2, accepted = n.accepted
FROM (SELECT account_id, count(*) AS accepted FROM message WHERE id >= $1 AND segments > 0 GROUP BY account_id) n
WHERE b.account_id = n.account_id`;

/** A PostgreSQL database with nothing in it, which an embedded store is copied into. */
export class MoveTarget {
  readonly name: string;
  readonly #connection: Connection;
  readonly #clock: Clock;
  /** The largest number of a row that is numbered by the database. */
  #numbered = 0;

  private constructor(name: string, connection: Connection, clock: Clock) {
    this.name = name;
    this.#connection = connection;
    this.#clock = clock;
  }

  /**
   * Brings the schema up to date and marks the database as one that is being filled, which no server opens.
   * Rejects with `StoreError("failed")` and a sentence for the operator: also where there is anything in it.
   *
   * @param again empty it first, where a move broke off in it (and only then)
   */
  static async open(url: string, secrets: SecretBox, clock: Clock, again: boolean): Promise<MoveTarget> {
    await prepareDatabase(url, secrets, clock);
    const name = databaseName(url);
    const connection = await Connection.open(url, clock, PATIENCE).catch((error: unknown) => {
      throw new StoreError("failed", `the database ${name} could not be opened: ${sentence(error)}`, { cause: error });
    });
    const target = new MoveTarget(name, connection, clock);
    try {
      await target.#begin(again);
      return target;
    } catch (error) {
      await target.close();
      throw error instanceof StoreError ? error : new StoreError("failed", `${name}: ${sentence(error)}`, { cause: error });
    }
  }

  async #begin(again: boolean): Promise<void> {
    const { rows } = await this.#connection.query("SELECT pg_try_advisory_lock($1) AS alone", [MOVE_LOCK]);
    if (rows[0]?.alone !== true) throw new StoreError("failed", `another move into ${this.name} is under way`);
    await this.#connection.script(SETTINGS);
    if (await isUnfinished(this.#connection)) {
      if (!again) throw new StoreError("failed", `a move into ${this.name} broke off; --again empties it and begins anew`);
      await this.#empty();
    }
    const { rows: live } = await this.#connection.query("SELECT 1 FROM node WHERE until > extract(epoch FROM now()) * 1000", []);
    if (live.length > 0) throw new StoreError("failed", `a server is running on ${this.name}; a move needs a database to itself`);
    const found = await this.#filled();
    if (found.length > 0)
      throw new StoreError("failed", `${this.name} is not empty (${found.join(", ")}); a move needs a database with nothing in it`);
    await markUnfinished(this.#connection);
  }

  /** Our tables that have rows. */
  async #filled(): Promise<readonly string[]> {
    const there = FILLED.map(
      (table) => `EXISTS (SELECT 1 FROM ${table}${table === "setting" ? " WHERE name NOT IN ('key', 'moving')" : ""}) AS ${table}`,
    );
    const { rows } = await this.#connection.query(`SELECT ${there.join(", ")}`, []);
    return FILLED.filter((table) => rows[0]?.[table] === true);
  }

  async #empty(): Promise<void> {
    const tables = FILLED.filter((table) => table !== "setting");
    await this.#connection.script(`TRUNCATE ${tables.join(", ")}; DELETE FROM setting WHERE name NOT IN ('key', 'moving')`);
  }

  /** Makes the partitions of these days, so that they are dropped by their days later on as if they had been filled here. */
  async days(starts: readonly number[]): Promise<void> {
    await this.#told(() => makePartitions(this.#connection, starts));
  }

  async write(table: MovedTable, page: MovedPage): Promise<void> {
    const numbers = NUMBERED.includes(table.name) ? page[table.integers.indexOf("id")] : undefined;
    for (const id of numbers ?? []) this.#numbered = Math.max(this.#numbered, Number(id));
    await this.#told(() => this.#connection.query(writeOf(table), paramsOf(page)));
  }

  /** What follows from the rows: versions, how often phones were written to today, and statistics for the planner. */
  async finish(meta: readonly { readonly key: string; readonly value: number }[]): Promise<void> {
    await this.#told(async () => {
      for (const { key, value } of meta) await this.#connection.query("UPDATE meta SET value = $2 WHERE key = $1", [key, value]);
      await this.#connection.query("SELECT setval('row_number', $1)", [Math.max(1, this.#numbered)]);
      const today = dayStart(this.#clock.now());
      for (const day of [today - DAY, today]) await this.#connection.query(PHONE_USE, [firstIdAt(day), day, day + DAY]);
      await this.#connection.query(ACCEPTED, [firstIdAt(today), today]);
      await this.#connection.script(`ANALYZE ${FILLED.join(", ")}`);
    });
  }

  /** Rows of a table as the embedded engine has it. */
  async count({ name }: MovedTable): Promise<number> {
    return this.#number(COUNT[name] ?? `SELECT count(*) AS n FROM ${name}`);
  }

  async figures(): Promise<MovedFigures> {
    const pairs: [string, number][] = [];
    for (const figure of FIGURES) pairs.push([figure, await this.#number(COUNTS[figure])]);
    return Object.fromEntries(pairs) as MovedFigures;
  }

  /** Accounts whose ledger and balance differ. */
  audit(): ReturnType<typeof audit> {
    return this.#told(() => audit(new Tx(this.#connection)));
  }

  /** Servers may open it from now on: durable, with everything before it, when this resolves. */
  async release(): Promise<void> {
    await this.#told(async () => {
      await this.#connection.script("SET synchronous_commit = on");
      await markFinished(this.#connection);
    });
  }

  close(): Promise<void> {
    return this.#connection.end();
  }

  async #number(sql: string): Promise<number> {
    return this.#told(async () => Number((await this.#connection.query(sql, [])).rows[0]?.n));
  }

  async #told<R>(work: () => Promise<R>): Promise<R> {
    try {
      return await work();
    } catch (error) {
      throw new StoreError("failed", `${this.name}: ${sentence(error)}`, { cause: error });
    }
  }
}

/** Tables whose rows take their numbers from one sequence here. */
const NUMBERED = ["receipt", "event", "channel_change", "alarm"];
/** Where one table of the embedded engine is several here, or another. */
const COUNT: Readonly<Record<string, string>> = {
  setting: "SELECT count(*) AS n FROM setting WHERE name NOT IN ('key', 'moving')",
  receipt: "SELECT (SELECT count(*) FROM receipt) + (SELECT count(*) FROM parked) AS n",
};
