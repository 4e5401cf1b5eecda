import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { discardRun, type PostgresServer, runDirectory, startPostgres } from "../../support/postgres.ts";
import { setClock, withOddClock } from "../../support/postgres-clock.ts";
import { FaultyNetwork } from "../../support/postgres-proxy.ts";
import type { Random } from "../../support/random.ts";
import type { Cluster } from "./cluster.ts";
import { clockSetBack, FULL_DISKS, type Loss, oddClock, refuseWrites } from "./losses.ts";

const NODES = 3;
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** Bytes of a segment of the database's log, and the bound on files when its disk is "full": tables grow no more, the log goes on. */
const SEGMENT = 1024 * 1024;

/** Three processes on a PostgreSQL server of their own, each by way of a network of its own. */
export const TRIO: Cluster = {
  title: "three processes on PostgreSQL",
  nodes: NODES,
  senders: 2,
  prepare: async (scratch) => {
    await using stack = new AsyncDisposableStack();
    const run = runDirectory();
    mkdirSync(run, { mode: 0o755 });
    stack.defer(() => discardRun(run));
    const server = await startPostgres(join(run, "server"), true, [`--wal-segsize=${SEGMENT / 1024 / 1024}`]);
    const note = (): void => {
      writeFileSync(join(run, "url"), server.url);
      writeFileSync(join(run, "pid"), String(server.pid));
    };
    note();
    await withOddClock(server.url);
    const networks: FaultyNetwork[] = [];
    for (let node = 0; node < NODES; node++) networks.push(stack.use(await FaultyNetwork.open(server.url)));
    const clockOf = (node: number): string => join(scratch, `clock-${node}`);
    const owned = stack.move();
    return {
      options: (node) => ({
        data: join(scratch, "data"),
        flags: ["--database", networks[node]?.through(server.url) ?? ""],
        nodeOptions: oddClock(clockOf(node)),
      }),
      rounds: [
        "kill all",
        databaseRestarts(server, note),
        networkSilent(networks),
        ...(FULL_DISKS ? [databaseDiskFull(server)] : []),
        clockSetBack(clockOf),
        databaseClockSet(server),
        "kill",
        sessionKilled(server),
        networkBreaks(networks),
      ],
      [Symbol.asyncDispose]: () => owned.disposeAsync(),
    };
  },
};

function databaseRestarts(server: PostgresServer, note: () => void): Loss {
  return {
    name: "the database goes down at once and comes back",
    fails: true,
    strike: async (nodes, random, lasting) => {
      await server.stop();
      await sleep(random.integer(0, lasting));
      await server.start();
      note();
      return nodes.length;
    },
  };
}

/** Back an hour or on an hour from where it is, though no further than a day from the true time. */
function databaseClockSet(server: PostgresServer): Loss {
  let off = 0;
  return {
    name: "the database's clock is set",
    fails: false,
    strike: async (nodes, random) => {
      off = Math.abs(off) >= DAY ? 0 : off + (random.chance(0.5) ? HOUR : -HOUR);
      await setClock(server.url, off);
      return nodes.length;
    },
  };
}

/** One of the database's processes is killed: it takes all of them for damaged, ends them and recovers. */
function sessionKilled(server: PostgresServer): Loss {
  return {
    name: "a process of the database is killed",
    fails: true,
    strike: async (nodes, random) => {
      const sessions = await ask(server, "SELECT pid FROM pg_stat_activity WHERE application_name = 'yizhan' ORDER BY pid");
      const pid = Number(sessions[random.integer(0, sessions.length - 1)]?.pid ?? 0);
      if (pid > 0) process.kill(pid, "SIGKILL");
      return nodes.length;
    },
  };
}

/** Nothing passes, and nobody is told: of one node or of all. */
function networkSilent(networks: readonly FaultyNetwork[]): Loss {
  return {
    name: "the network to the database is silent",
    fails: true,
    strike: async (_nodes, random, lasting) => {
      const met = some(networks, random);
      for (const network of met) network.hold();
      await sleep(lasting);
      for (const network of met) network.release();
      return met.length;
    },
  };
}

function networkBreaks(networks: readonly FaultyNetwork[]): Loss {
  return {
    name: "connections to the database break",
    fails: true,
    strike: async (_nodes, random, lasting) => {
      const met = some(networks, random);
      for (const network of met) network.down();
      await sleep(lasting);
      for (const network of met) network.up();
      return met.length;
    },
  };
}

/** Half of the times all, else one. */
function some(networks: readonly FaultyNetwork[], random: Random): readonly FaultyNetwork[] {
  const one = networks[random.integer(0, networks.length - 1)] as FaultyNetwork;
  return random.chance(0.5) ? networks : [one];
}

/** Its tables can't grow: pages are filled so thinly that each of them would have to soon. */
function databaseDiskFull(server: PostgresServer): Loss {
  return {
    name: "the disk of the database is full",
    fails: true,
    strike: async (nodes, _random, lasting) => {
      const tables = await ask(
        server,
        "SELECT relname AS name FROM pg_class WHERE relkind = 'r' AND relname ~ '^(message|report|attempt)_p'",
      );
      for (const { name } of tables) await ask(server, `ALTER TABLE ${name} SET (fillfactor = 10)`);
      const pids = [server.pid, ...childrenOf(server.pid)];
      refuseWrites(pids, SEGMENT);
      await sleep(lasting);
      refuseWrites([...new Set([...pids, server.pid, ...childrenOf(server.pid)])], "unlimited");
      return nodes.length;
    },
  };
}

function childrenOf(pid: number): readonly number[] {
  return readdirSync("/proc").flatMap((name) => {
    if (!/^\d+$/.test(name)) return [];
    try {
      const [, parent] = readFileSync(`/proc/${name}/stat`, "utf8").split(") ").at(-1)?.split(" ") ?? [];
      return Number(parent) === pid ? [Number(name)] : [];
    } catch {
      return [];
    }
  });
}

async function ask(server: PostgresServer, sql: string): Promise<readonly Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: server.url, connectionTimeoutMillis: 10_000 });
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}
