import { join } from "node:path";
import type { ServerOptions } from "../../support/server.ts";

/** How the server under test is run: how many processes, and on which store. */
export interface Cluster {
  /** For the test's name and its messages. */
  readonly title: string;
  readonly nodes: number;
  /** Makes the store, where it is not made by the first start; undone when the rig ends. */
  prepare(scratch: string): Promise<Prepared>;
}

export interface Prepared extends AsyncDisposable {
  /** @param node from 0 */
  options(node: number): Pick<ServerOptions, "data" | "flags">;
}

/** One process on the embedded store. */
export const SINGLE: Cluster = {
  title: "one process on SQLite",
  nodes: 1,
  prepare: async (scratch) => ({
    options: () => ({ data: join(scratch, "data") }),
    [Symbol.asyncDispose]: async () => undefined,
  }),
};
