import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Server } from "../test/support/server.ts";
import { type PlanOptions, planOf } from "./plan.ts";

/** A server under measurement: fresh data, accounts with credits enough, a simulated carrier. */
export interface House extends AsyncDisposable {
  readonly server: Server;
  readonly data: string;
}

export interface HouseOptions extends PlanOptions {
  /** Folder for CPU profiles of every thread, written when the server ends by itself. */
  readonly profile?: string | undefined;
}

/** Starts it in a temporary directory, which goes with it. */
export async function openHouse({ profile, ...plan }: HouseOptions): Promise<House> {
  const scratch = mkdtempSync(join(tmpdir(), "yizhan-bench-"));
  // A killed process may still be writing its last file.
  const removeScratch = (): void => rmSync(scratch, { recursive: true, force: true, maxRetries: 10, retryDelay: 20 });
  process.once("exit", removeScratch);
  const remove = (): void => {
    process.removeListener("exit", removeScratch);
    removeScratch();
  };
  const apply = join(scratch, "provisioning.yaml");
  writeFileSync(apply, planOf(plan));
  const data = join(scratch, "data");
  const nodeOptions = profile === undefined ? [] : ["--cpu-prof", `--cpu-prof-dir=${profile}`];
  try {
    const server = await Server.start({ data, apply, scratch, nodeOptions });
    const close = async (): Promise<void> => {
      await server.end(profile === undefined ? "SIGKILL" : "SIGTERM");
      remove();
    };
    return { server, data, [Symbol.asyncDispose]: close };
  } catch (error) {
    remove();
    throw error;
  }
}
