import type { House, HouseOptions } from "./house.ts";
import { openHouse } from "./house.ts";
import type { LoadResult } from "./options.ts";
import { cpuOf, runLoad, runScript, startReferenceHttp } from "./process.ts";

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
  recipients: number,
  until: Pace,
  afterwards?: (house: House) => Promise<void>,
): Promise<AcceptRun> {
  await using open = await openHouse(house);
  const before = cpuOf(open.server.pid);
  const result = await runLoad({ port: open.server.port, connections: CONNECTIONS, recipients, firstPhone: 0, until });
  const after = cpuOf(open.server.pid);
  await afterwards?.(open);
  const messages = result.acceptedInAll * recipients;
  const cpuPerMessage = before === undefined || after === undefined ? undefined : ((after - before) / messages) * 1e6;
  return { ...result, cpuPerMessage };
}

/** The same load against bare node:http. */
export async function referenceHttpRun(until: Pace): Promise<LoadResult> {
  await using reference = await startReferenceHttp();
  return await runLoad({ port: reference.port, connections: CONNECTIONS, recipients: 1, firstPhone: 0, until });
}

export interface StoreRun {
  readonly rowsPerSecond: number;
  readonly messagesPerSecond: number;
}

/** The rows of that data directory, written by SQLite alone. */
export function referenceStoreRun(data: string, seconds: number): Promise<StoreRun> {
  return runScript<StoreRun>("reference-store.ts", [data, String(seconds)]);
}
