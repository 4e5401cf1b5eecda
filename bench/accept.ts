import type { House, HouseOptions } from "./house.ts";
import { openHouse } from "./house.ts";
import { BENCH_TEXT, type LoadResult, type PhoneRange, type Requests } from "./options.ts";
import { cpuOf, runLoad, runScript, startReferenceHttp } from "./process.ts";
import { huaxin } from "./wires.ts";

/** Keep-alive connections of a load, each in a closed loop. */
export const CONNECTIONS = 32;

export interface Pace {
  readonly warmUp: number;
  readonly seconds: number;
}

export interface AcceptRun extends LoadResult {
  /** CPU time of the server a message, µs; undefined where it can't be told. What it sends meanwhile is in it. */
  readonly cpuPerMessage: number | undefined;
}

/** Loads a fresh server and throws it away. `afterwards` may look at its data directory before that. */
export async function acceptRun(
  house: HouseOptions,
  requests: Requests,
  until: Pace,
  afterwards?: (house: House) => Promise<void>,
): Promise<AcceptRun> {
  await using open = await openHouse(house);
  const run = await loadHouse(open, requests, { first: 0 }, until);
  await afterwards?.(open);
  return run;
}

/** Loads a server that is there. */
export async function loadHouse({ server }: House, requests: Requests, phones: PhoneRange, until: Pace): Promise<AcceptRun> {
  const before = cpuOf(server.pid);
  const result = await runLoad({ port: server.port, connections: CONNECTIONS, requests, phones, until });
  const after = cpuOf(server.pid);
  const messages = result.acceptedInAll * requests.recipients;
  const cpuPerMessage = before === undefined || after === undefined ? undefined : ((after - before) / messages) * 1e6;
  return { ...result, cpuPerMessage };
}

/** A load against bare node:http. */
export async function referenceHttpRun(until: Pace): Promise<LoadResult> {
  await using reference = await startReferenceHttp();
  const requests = huaxin(BENCH_TEXT);
  return await runLoad({ port: reference.port, connections: CONNECTIONS, requests, phones: { first: 0 }, until });
}

export interface StoreRun {
  readonly rowsPerSecond: number;
  readonly messagesPerSecond: number;
}

/** The rows of that data directory, written by SQLite alone. */
export function referenceStoreRun(data: string, seconds: number): Promise<StoreRun> {
  return runScript<StoreRun>("reference-store.ts", [data, String(seconds)]);
}
