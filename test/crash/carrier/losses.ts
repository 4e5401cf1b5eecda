import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import type { Random } from "../../support/random.ts";
import type { Server } from "../../support/server.ts";

/** Something that nodes live on and that goes away for a while. */
export interface Loss {
  readonly name: string;
  /** Whether the platform may answer meanwhile that something is wrong with itself. */
  readonly fails: boolean;
  /**
   * Breaks it, and mends it after a while. Answers how many nodes it met.
   *
   * @param lasting how long it lasts, ms
   */
  strike(servers: readonly Server[], random: Random, lasting: number): Promise<number>;
}

const HOUR = 3_600_000;

/** Options of node under which a server has a clock of its own, which the file sets. */
export function oddClock(file: string): readonly string[] {
  return ["--import", `${pathToFileURL(join(import.meta.dirname, "odd-clock.ts"))}?${encodeURIComponent(file)}`];
}

/**
 * The clock of a machine is set back an hour, and stays so also when the server is started again.
 *
 * @param fileOf a node's clock
 */
export function clockSetBack(fileOf: (node: number) => string): Loss {
  return {
    name: "a clock is set back an hour",
    fails: false,
    strike: async (servers, random) => {
      const node = random.integer(0, servers.length - 1);
      const file = fileOf(node);
      const offset = existsSync(file) ? Number(readFileSync(file, "utf8")) : 0;
      // one that is more than a day behind would be taken for one that was wrong before
      writeFileSync(file, String(offset < -20 * HOUR ? 0 : offset - HOUR));
      process.kill(servers[node]?.pid ?? 0, "SIGUSR2");
      return 1;
    },
  };
}

/**
 * Nothing that these processes write to files finds room. The system's bound on the size of files does that without a file system of
 * one's own: every write fails, as it does on a full disk, though by another name (EFBIG instead of ENOSPC).
 *
 * @param most bytes that a file may have
 */
export function refuseWrites(pids: readonly number[], most: number | "unlimited"): void {
  for (const pid of pids) {
    const owner = ownerOf(pid);
    if (!owner) continue;
    const { error, status, stderr } = spawnSync("prlimit", ["--pid", String(pid), `--fsize=${most}:`], { ...owner, encoding: "utf8" });
    if (error) throw error;
    if (status !== 0 && ownerOf(pid)) throw new Error(stderr);
  }
}

/** Who may change its bounds; undefined when it has ended. */
function ownerOf(pid: number): { readonly uid: number; readonly gid: number } | undefined {
  const { uid, gid } = statSync(`/proc/${pid}`, { throwIfNoEntry: false }) ?? {};
  if (uid === undefined || gid === undefined) return undefined;
  return { uid, gid };
}

/** Whether `refuseWrites` works here. */
export const FULL_DISKS = spawnSync("prlimit", ["--pid", String(process.pid), "--fsize"]).status === 0;

/** The disk of every node is full: of its store, where that is embedded, and of its log. */
export const diskOfNodeFull: Loss = {
  name: "the disk is full",
  fails: true,
  strike: async (servers, _random, lasting) => {
    const pids = servers.map(({ pid }) => pid);
    refuseWrites(pids, 0);
    await sleep(lasting);
    refuseWrites(pids, "unlimited");
    return servers.length;
  },
};
