import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { provisioning } from "../test/support/provisioning.ts";
import { Server } from "../test/support/server.ts";
import { BENCH_ACCOUNT } from "./options.ts";

/** A server under measurement: fresh data, one account with credits enough, a simulated carrier. */
export interface House extends AsyncDisposable {
  readonly server: Server;
  readonly data: string;
}

export interface HouseOptions {
  /** Submits a second that the simulated carrier takes; 0: no limit. */
  readonly rate: number;
  /** Folder for CPU profiles of every thread, written when the server ends by itself. */
  readonly profile?: string | undefined;
}

/** Starts it in a temporary directory, which goes with it. */
export async function openHouse({ rate, profile }: HouseOptions): Promise<House> {
  const scratch = mkdtempSync(join(tmpdir(), "yizhan-bench-"));
  // A killed process may still be writing its last file.
  const removeScratch = (): void => rmSync(scratch, { recursive: true, force: true, maxRetries: 10, retryDelay: 20 });
  process.once("exit", removeScratch);
  const remove = (): void => {
    process.removeListener("exit", removeScratch);
    removeScratch();
  };
  const apply = join(scratch, "provisioning.yaml");
  const carrier = { rate, receiptDelay: "0ms" };
  writeFileSync(apply, provisioning([{ ...BENCH_ACCOUNT, credits: 100_000_000, carrier }]));
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
