import { join } from "node:path";
import type { ServerOptions } from "../../support/server.ts";
import { clockSetBack, diskOfNodeFull, FULL_DISKS, type Loss, oddClock } from "./losses.ts";

/** How the server under test is run: how many processes, and on which store. */
export interface Cluster {
  /** For the test's name and its messages. */
  readonly title: string;
  readonly nodes: number;
  /** Customers' connections to each node. */
  readonly senders: number;
  /** Makes the store, where it is not made by the first start; undone when the rig ends. */
  prepare(scratch: string): Promise<Prepared>;
}

export interface Prepared extends AsyncDisposable {
  /** @param node from 0 */
  options(node: number): Pick<ServerOptions, "data" | "flags" | "nodeOptions">;
  /** What happens, round by round; after that, any of them. */
  readonly rounds: readonly Happening[];
}

/** A random node is killed, all of them are, or something is lost that they live on. */
export type Happening = "kill" | "kill all" | Loss;

/** One process on the embedded store. */
export const SINGLE: Cluster = {
  title: "one process on SQLite",
  nodes: 1,
  senders: 6,
  prepare: async (scratch) => {
    const clock = join(scratch, "clock");
    return {
      options: () => ({ data: join(scratch, "data"), nodeOptions: oddClock(clock) }),
      rounds: ["kill", ...(FULL_DISKS ? [diskOfNodeFull] : []), "kill", clockSetBack(() => clock), "kill"],
      [Symbol.asyncDispose]: async () => undefined,
    };
  },
};
