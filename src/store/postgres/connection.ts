import pg from "pg";
import type { Clock } from "../../runtime/clock.ts";
import { isLost, LostError, sentence } from "./errors.ts";

/** Time for the server to accept a session and for its settings to be made, ms. */
const CONNECT = 5_000;
/** How long a statement may run before the server ends it, ms. */
const STATEMENT = 25_000;
/** How long a statement may wait for a row that another transaction holds, ms. */
const LOCK = 10_000;
/** How long a transaction may stand idle: between two statements of ours there are microseconds, so its process is dead. */
const IDLE = 10_000;
/** When we give a statement up that the server should have ended by itself: the network is gone, ms. */
const ANSWER = 30_000;

/**
 * Plans are made for the values at hand, as only those say which days' partitions are needed; a generic plan opens them all. Every
 * statement looks something up by its key: reading a table whole is never meant, whatever a new day's missing statistics suggest. Nor
 * is sorting all that waits to find the first of it, which bitmap scans lead to: the index has that order.
 * A database that is set to answer commits before they are on disk is overruled: an answered commit must survive a power cut.
 */
const SETTINGS = `
SET plan_cache_mode = force_custom_plan;
SET enable_seqscan = off;
SET enable_bitmapscan = off;
SET statement_timeout = ${STATEMENT};
SET lock_timeout = ${LOCK};
SET idle_in_transaction_session_timeout = ${IDLE};
SET tcp_keepalives_idle = 10;
SET tcp_keepalives_interval = 5;
SET tcp_keepalives_count = 2;
SET timezone = 'UTC';
SET jit = off;
SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'`;

const INT8 = 20;
const INT8_ARRAY = 1016;
/** All our integers lie below 2^53. */
const types = {
  getTypeParser(oid: number, format?: "text" | "binary"): unknown {
    if (oid === INT8) return Number;
    if (oid === INT8_ARRAY) return (text: string) => (text === "{}" ? [] : text.slice(1, -1).split(",").map(Number));
    return pg.types.getTypeParser(oid, format ?? "text");
  },
} as pg.CustomTypesConfig;

/** Statements are prepared once a session, under a name that their text has in all of them. */
const names = new Map<string, string>();

export type Param = string | number | boolean | Uint8Array | null | undefined | readonly (string | number | boolean | Uint8Array | null)[];

export interface Answer {
  readonly rows: Record<string, unknown>[];
  /** Rows written or read. */
  readonly count: number;
  /** `COMMIT`, `ROLLBACK`, `INSERT`, … */
  readonly command: string;
}

/** One session. Runs one statement at a time; every wait has a deadline, after which the session is cut. */
export class Connection {
  readonly #client: pg.Client;
  readonly #clock: Clock;
  readonly #answer: number;
  #lost: LostError | undefined;
  /** Told once, when the session is gone. */
  onLost: (() => void) | undefined;
  /** Told what other sessions notify, of what this one listens to. */
  onNews: ((payload: string) => void) | undefined;

  private constructor(client: pg.Client, clock: Clock, answer: number) {
    this.#client = client;
    this.#clock = clock;
    this.#answer = answer;
    client.on("error", (error) => this.#lose(error));
    client.on("notification", ({ processId, payload = "" }) => {
      // what this session told itself
      if (processId !== (client as unknown as { processID: number }).processID) this.onNews?.(payload);
    });
    client.on("end", () => this.#lose(new Error("the database ended the session")));
  }

  /**
   * Rejects with what the driver or the server said.
   *
   * @param patience how long a statement may take that is no server's daily work, ms
   */
  static async open(url: string, clock: Clock, patience?: number): Promise<Connection> {
    const client = new pg.Client({
      connectionString: url,
      connectionTimeoutMillis: CONNECT,
      keepAlive: true,
      keepAliveInitialDelayMillis: 10_000,
      application_name: "yizhan",
      types,
    });
    const connection = new Connection(client, clock, patience === undefined ? ANSWER : patience + ANSWER);
    try {
      await client.connect();
      await connection.script(SETTINGS);
      if (patience !== undefined) await connection.script(`SET statement_timeout = ${patience}`);
      return connection;
    } catch (error) {
      connection.cut();
      throw error;
    }
  }

  get lost(): boolean {
    return this.#lost !== undefined;
  }

  /** Rejects with the server's error, or with `LostError`. */
  query(sql: string, params: readonly Param[]): Promise<Answer> {
    let name = names.get(sql);
    if (name === undefined) {
      name = `y${names.size}`;
      names.set(sql, name);
    }
    return this.#run({ name, text: sql, values: params.map(bound) });
  }

  /** One or more statements without parameters, unprepared. */
  script(sql: string): Promise<Answer> {
    return this.#run({ text: sql });
  }

  async #run(query: pg.QueryConfig): Promise<Answer> {
    if (this.#lost) throw this.#lost;
    const deadline = this.#clock.after(this.#answer, () => {
      this.#lose(new Error(`the database did not answer within ${this.#answer / 1_000} s`));
      this.cut();
    });
    try {
      const { rows, rowCount, command } = await this.#client.query(query);
      return { rows: rows as Record<string, unknown>[], count: rowCount ?? 0, command };
    } catch (error) {
      if (this.#lost) throw this.#lost;
      // what the driver says of a broken session has no code of the server's
      if (!(error instanceof pg.DatabaseError)) this.#lose(error);
      else if (isLost(error)) this.#lose(error);
      throw this.#lost && !(error instanceof pg.DatabaseError) ? this.#lost : error;
    } finally {
      deadline.cancel();
    }
  }

  /** Ends the session in good order. */
  async end(): Promise<void> {
    if (this.#lost) return;
    this.onLost = undefined;
    const deadline = this.#clock.after(1_000, () => this.cut());
    await this.#client.end().catch(() => undefined);
    deadline.cancel();
  }

  /** Ends it now, whatever is under way. */
  cut(): void {
    // the driver's own way to the socket; its `end()` waits for the server
    (this.#client as unknown as { connection: { stream: { destroy(): void } } }).connection.stream.destroy();
  }

  #lose(cause: unknown): void {
    if (this.#lost) return;
    this.#lost = new LostError(`the connection to the database is lost: ${sentence(cause)}`, { cause });
    this.onLost?.();
  }
}

/** PostgreSQL's texts hold no NUL. */
function bound(param: Param): unknown {
  if (param === undefined) return null;
  if (typeof param === "string") return withoutNul(param);
  if (Array.isArray(param)) return param.map((value: unknown) => (typeof value === "string" ? withoutNul(value) : value));
  return param instanceof Uint8Array && !Buffer.isBuffer(param) ? Buffer.from(param.buffer, param.byteOffset, param.byteLength) : param;
}

function withoutNul(text: string): string {
  return text.includes("\0") ? text.replaceAll("\0", "\ufffd") : text;
}
