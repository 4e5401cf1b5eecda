import { Tallies } from "../shared/tallies.ts";
import type { Connection, Param } from "./connection.ts";
import { countsOf } from "./counts.ts";

export type Row = Record<string, unknown>;

interface Delta {
  sms: number;
  mms: number;
}

/** In the order of the accounts, so that no two transactions wait for each other. */
const CREDIT = `
INSERT INTO balance AS b (account_id, sms, mms)
SELECT account_id, sms, mms FROM unnest($1::integer[], $2::bigint[], $3::bigint[]) AS d (account_id, sms, mms) ORDER BY account_id
ON CONFLICT (account_id) DO UPDATE SET sms = b.sms + excluded.sms, mms = b.mms + excluded.mms`;

/** The statements of one transaction (or of a read without one), and what is to happen at its end. */
export class Tx {
  readonly #connection: Connection;
  readonly #deltas = new Map<number, Delta>();
  /** What has happened in it, counted: written when it ends. */
  readonly tallies = new Tallies();
  #waiting = 0;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  async all<R extends Row>(sql: string, ...params: Param[]): Promise<R[]> {
    return (await this.#connection.query(sql, params)).rows as R[];
  }

  async get<R extends Row>(sql: string, ...params: Param[]): Promise<R | undefined> {
    return (await this.#connection.query(sql, params)).rows[0] as R | undefined;
  }

  /** Answers the number of rows changed. */
  async run(sql: string, ...params: Param[]): Promise<number> {
    return (await this.#connection.query(sql, params)).count;
  }

  /** Statements without parameters that are not worth preparing. */
  async script(sql: string): Promise<void> {
    await this.#connection.script(sql);
  }

  /** Adds signed credits to a balance when the transaction ends: until then nobody waits for the account's row. @param medium its code */
  credit(accountId: number, medium: number, credits: number): void {
    const delta = this.#deltas.get(accountId) ?? { sms: 0, mms: 0 };
    if (medium === 0) delta.sms += credits;
    else delta.mms += credits;
    this.#deltas.set(accountId, delta);
  }

  /** Messages that came into lanes (or, below 0, left them): told to whoever counts them once the transaction is committed. */
  waitingChanged(by: number): void {
    this.#waiting += by;
  }

  get waiting(): number {
    return this.#waiting;
  }

  /** What is left to write before the commit. */
  async finish(): Promise<void> {
    if (!this.tallies.empty) {
      const { sql, params } = countsOf(this.tallies.sums, this.tallies.latencies);
      await this.run(sql, ...params);
      this.tallies.clear();
    }
    if (this.#deltas.size === 0) return;
    const deltas = [...this.#deltas.values()];
    await this.run(
      CREDIT,
      [...this.#deltas.keys()],
      deltas.map(({ sms }) => sms),
      deltas.map(({ mms }) => mms),
    );
    this.#deltas.clear();
  }
}
