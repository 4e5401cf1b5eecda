import type { Clock, Timer } from "../../runtime/clock.ts";
import type { News, NewsStore, ToldNews } from "../store.ts";
import type { Connection } from "./connection.ts";
import type { Tx } from "./tx.ts";

const CHANNEL = "yizhan";
/** How long news wait for others: a notification takes a lock of the whole server at its commit, ms. */
const GATHER = 20;
/** Lanes that are told by name: a payload has less than 8,000 bytes. */
const MOST_LANES = 200;
/** How often the session is asked for a sign of life: nothing else would show that the network is gone, ms. */
const PULSE = 5_000;
const FIRST_BACKOFF = 100;
const MOST_BACKOFF = 5_000;

/** Part of a transaction that is rare enough: told when it commits. */
export async function notify(tx: Tx, kind: "directory" | "channel-tests"): Promise<void> {
  await tx.run("SELECT pg_notify($1, $2)", CHANNEL, kind);
}

/** News over a session of its own, opened when somebody first listens, and again whenever it is lost. */
export class PostgresNews implements NewsStore {
  readonly #connect: () => Promise<Connection>;
  readonly #clock: Clock;
  readonly #listeners = new Set<(news: News) => void>();
  #connection: Connection | undefined;
  #running = false;
  #closed = false;
  #backoff = 0;
  #timer: Timer | undefined;
  /** What is to be told. */
  readonly #kinds = new Set<string>();
  readonly #lanes = new Map<number, number>();
  #gathering: Timer | undefined;
  #sending: Promise<unknown> = Promise.resolve();

  constructor(connect: () => Promise<Connection>, clock: Clock) {
    this.#connect = connect;
    this.#clock = clock;
  }

  get arrives(): boolean {
    return this.#connection !== undefined;
  }

  subscribe(listener: (news: News) => void): () => void {
    this.#listeners.add(listener);
    if (!this.#running) {
      this.#running = true;
      void this.#open();
    }
    return () => this.#listeners.delete(listener);
  }

  tell(news: ToldNews): void {
    if (!this.#connection) return;
    if (news.kind !== "lanes") this.#kinds.add(news.kind);
    else for (const { lane, dueAt } of news.lanes) this.#lanes.set(lane, Math.min(dueAt, this.#lanes.get(lane) ?? dueAt));
    this.#gathering ??= this.#clock.after(GATHER, () => this.#send());
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#timer?.cancel();
    this.#gathering?.cancel();
    const connection = this.#connection;
    this.#connection = undefined;
    await this.#sending;
    await connection?.end();
  }

  async #open(): Promise<void> {
    let connection: Connection;
    try {
      connection = await this.#connect();
      await connection.script(`LISTEN ${CHANNEL}`);
    } catch {
      // whoever needs the store says what is wrong with it
      this.#again();
      return;
    }
    if (this.#closed) {
      await connection.end();
      return;
    }
    this.#backoff = 0;
    this.#connection = connection;
    connection.onNews = (payload) => this.#hear(payload);
    connection.onLost = () => {
      if (this.#connection !== connection) return;
      this.#connection = undefined;
      this.#timer?.cancel();
      this.#again();
    };
    if (connection.lost) connection.onLost();
    else this.#pulseLater(connection);
    this.#spread({ kind: "anything" });
  }

  #again(): void {
    if (this.#closed) return;
    this.#backoff = Math.min(MOST_BACKOFF, Math.max(FIRST_BACKOFF, this.#backoff * 2));
    this.#timer = this.#clock.after(this.#backoff, () => void this.#open());
  }

  #pulseLater(connection: Connection): void {
    this.#timer = this.#clock.after(PULSE, () => {
      const late = this.#clock.after(PULSE, () => connection.cut());
      connection
        .script("SELECT 1")
        .catch(() => connection.cut())
        .finally(() => {
          late.cancel();
          if (this.#connection === connection && !this.#closed) this.#pulseLater(connection);
        });
    });
  }

  /** By a statement of its own, beside all transactions. */
  #send(): void {
    this.#gathering = undefined;
    const payloads = [...this.#kinds];
    if (this.#lanes.size > MOST_LANES) payloads.push("many-lanes");
    else if (this.#lanes.size > 0) payloads.push(`lanes ${[...this.#lanes].map(([lane, dueAt]) => `${lane}:${dueAt}`).join()}`);
    this.#kinds.clear();
    this.#lanes.clear();
    const told = this.#connection?.query("SELECT pg_notify($1, payload) FROM unnest($2::text[]) AS payload", [CHANNEL, payloads]);
    this.#sending = Promise.all([this.#sending, told]).catch(() => undefined);
  }

  #hear(payload: string): void {
    const news = read(payload);
    if (news) this.#spread(news);
  }

  #spread(news: News): void {
    for (const listener of this.#listeners) listener(news);
  }
}

/** Undefined: a word of a newer version. */
function read(payload: string): News | undefined {
  const [kind = "", lanes = ""] = payload.split(" ");
  switch (kind) {
    case "directory":
    case "channel-tests":
    case "pushes":
    case "inbound":
    case "many-lanes":
      return { kind };
    case "lanes":
      return {
        kind,
        lanes: lanes.split(",").flatMap((head) => {
          const [lane, dueAt] = head.split(":").map(Number);
          return Number.isSafeInteger(lane) && Number.isSafeInteger(dueAt) ? [{ lane: lane as number, dueAt: dueAt as number }] : [];
        }),
      };
    default:
      return undefined;
  }
}
