import { CONNECTIONS } from "./accept.ts";
import { type HouseOptions, openHouse } from "./house.ts";
import { BENCH_ACCOUNT, type Requests } from "./options.ts";
import { cpuOf, memoryOf, runLoad } from "./process.ts";
import { type Pulling, pullAll } from "./pulling.ts";

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
export async function endToEndRun(house: HouseOptions, messages: number, requests: Requests): Promise<EndToEnd> {
  await using open = await openHouse(house);
  const { port, pid } = open.server;
  const before = cpuOf(pid);
  const start = performance.now();
  const memory: MemorySample[] = [];
  const pulling: Pulling = { pulled: 0, lastAt: Date.now(), over: false };
  const sampler = setInterval(() => {
    const now = memoryOf(pid);
    if (now !== undefined) memory.push({ second: Math.round((performance.now() - start) / 1000), pulled: pulling.pulled, memory: now });
  }, 1_000);
  try {
    const pulled = pullAll(port, BENCH_ACCOUNT, messages, pulling);
    const load = await runLoad({ port, connections: CONNECTIONS, requests, phones: { first: 0 }, until: { messages } });
    await pulled;
    const after = cpuOf(pid);
    const seconds = (pulling.lastAt - load.startedAt) / 1000;
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
    pulling.over = true;
    clearInterval(sampler);
  }
}
