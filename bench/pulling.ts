import { setTimeout as sleep } from "node:timers/promises";
import { Connection } from "../test/support/connection.ts";
import { type Credentials, queryRequest } from "../test/support/huaxin-wire.ts";

const PULLERS = 2;
const PULL_SIZE = 1_000;
const PULL_PAUSE = 10;
const STALL = 60_000;
const BOX = Buffer.from("<statusbox>");

/** How far pulling has come. */
export interface Pulling {
  /** Reports so far. */
  pulled: number;
  /** UTC ms of the last one. */
  lastAt: number;
  /** Nobody waits for the rest. */
  over: boolean;
}

/**
 * Pulls an account's reports over several connections until so many have come; throws when none comes for a minute.
 *
 * @param seen shown every answer with reports in it
 */
export async function pullAll(
  port: number,
  who: Credentials,
  messages: number,
  pulling: Pulling,
  seen: (body: Buffer) => void = () => {},
): Promise<void> {
  await Promise.all(Array.from({ length: PULLERS }, () => pull(port, queryRequest(who, PULL_SIZE), messages, pulling, seen)));
}

async function pull(port: number, query: string, messages: number, pulling: Pulling, seen: (body: Buffer) => void): Promise<void> {
  const connection = await Connection.open(port);
  while (connection && pulling.pulled < messages && !pulling.over) {
    const exchange = await connection.request(query, STALL);
    if (exchange.kind === "unanswered" || exchange.status !== 200) throw new Error("a pull was not answered with reports");
    const boxes = countOf(BOX, exchange.body);
    pulling.pulled += boxes;
    if (boxes > 0) {
      pulling.lastAt = Date.now();
      seen(exchange.body);
    } else if (Date.now() - pulling.lastAt > STALL) {
      throw new Error(`${pulling.pulled} of ${messages} reports came, and then none for a minute`);
    } else await sleep(PULL_PAUSE);
  }
  await connection?.close();
}

function countOf(part: Buffer, whole: Buffer): number {
  let count = 0;
  for (let at = whole.indexOf(part); at >= 0; at = whole.indexOf(part, at + part.length)) count++;
  return count;
}
