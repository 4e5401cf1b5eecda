import { setTimeout as sleep } from "node:timers/promises";
import { Connection } from "../test/support/connection.ts";
import { queryRequest } from "../test/support/huaxin-wire.ts";
import { CONNECTIONS } from "./accept.ts";
import { type HouseOptions, openHouse } from "./house.ts";
import { BENCH_ACCOUNT } from "./options.ts";
import { cpuOf, memoryOf, runLoad } from "./process.ts";

const PULLERS = 2;
const PULL_SIZE = 1_000;
const PULL_PAUSE = 10;
const STALL = 60_000;
const BOX = Buffer.from("<statusbox>");

export interface EndToEnd {
  readonly messages: number;
  /** From the first request to the last report pulled, s. */
  readonly seconds: number;
  readonly messagesPerSecond: number;
  /** Until everything was accepted, s. */
  readonly acceptSeconds: number;
  readonly cpuPerMessage: number | undefined;
  readonly refused: number;
  readonly memory: readonly MemorySample[];
}

export interface MemorySample {
  readonly second: number;
  /** Reports pulled so far. */
  readonly pulled: number;
  /** Resident, MiB. */
  readonly memory: number;
}

/**
 * Sends so many messages as fast as they are taken, pulls their reports at the same time over other connections, and ends
 * when every one of them has come.
 */
export async function endToEndRun(house: HouseOptions, messages: number, recipients: number): Promise<EndToEnd> {
  await using open = await openHouse(house);
  const { port, pid } = open.server;
  const before = cpuOf(pid);
  const start = performance.now();
  const memory: MemorySample[] = [];
  const count = { pulled: 0, lastAt: Date.now(), over: false };
  const sampler = setInterval(() => {
    const now = memoryOf(pid);
    if (now !== undefined) memory.push({ second: Math.round((performance.now() - start) / 1000), pulled: count.pulled, memory: now });
  }, 1_000);
  try {
    const pulling = Array.from({ length: PULLERS }, () => pull(port, count, messages));
    const load = await runLoad({ port, connections: CONNECTIONS, recipients, firstPhone: 0, until: { messages } });
    await Promise.all(pulling);
    const after = cpuOf(pid);
    const seconds = (count.lastAt - load.startedAt) / 1000;
    return {
      messages,
      seconds,
      messagesPerSecond: messages / seconds,
      acceptSeconds: load.seconds,
      cpuPerMessage: before === undefined || after === undefined ? undefined : ((after - before) / messages) * 1e6,
      refused: load.refused,
      memory,
    };
  } finally {
    count.over = true;
    clearInterval(sampler);
  }
}

/** Pulls over one connection until, with all the others, `messages` reports have come. */
async function pull(port: number, count: { pulled: number; lastAt: number; over: boolean }, messages: number): Promise<void> {
  const connection = await Connection.open(port);
  while (connection && count.pulled < messages && !count.over) {
    const exchange = await connection.request(queryRequest(BENCH_ACCOUNT, PULL_SIZE), STALL);
    if (exchange.kind === "unanswered" || exchange.status !== 200) throw new Error("a pull was not answered with reports");
    const boxes = countOf(BOX, exchange.body);
    count.pulled += boxes;
    if (boxes > 0) count.lastAt = Date.now();
    else if (Date.now() - count.lastAt > STALL) throw new Error(`${count.pulled} of ${messages} reports came, and then none for a minute`);
    else await sleep(PULL_PAUSE);
  }
  await connection?.close();
}

function countOf(part: Buffer, whole: Buffer): number {
  let count = 0;
  for (let at = whole.indexOf(part); at >= 0; at = whole.indexOf(part, at + part.length)) count++;
  return count;
}
