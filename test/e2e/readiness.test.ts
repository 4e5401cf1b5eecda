import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { PLAN } from "../house/house.ts";
import { Program } from "../house/program.ts";
import { until } from "../house/until.ts";
import { ask, request } from "../house/wire.ts";
import { type TestDatabase, testDatabase } from "../support/postgres.ts";
import { FaultyNetwork } from "../support/postgres-proxy.ts";

/** Both give up on the database after 3 s; the machine that the tests run on may be busy. */
const SOON = 5_000;

let scratch: string;
let database: TestDatabase;
let network: FaultyNetwork;
let server: Program;
let port: number;
beforeAll(async () => {
  scratch = mkdtempSync(join(tmpdir(), "yizhan-"));
  writeFileSync(join(scratch, "plan.yaml"), PLAN);
  database = await testDatabase();
  network = await FaultyNetwork.open(database.url);
  server = new Program(join(scratch, "data"), [
    "serve",
    "--database",
    network.through(database.url),
    "--apply",
    join(scratch, "plan.yaml"),
  ]);
  port = await server.port().catch(() => server.port());
}, 60_000);
afterAll(async () => {
  await server.end("SIGKILL");
  await network[Symbol.asyncDispose]();
  await database.drop();
  rmSync(scratch, { recursive: true, force: true });
});

const statusOf = async (path: string): Promise<number> => (await ask(port, request("GET", path))).status;
const well = async (): Promise<boolean> => (await statusOf("/readyz")) === 200 && (await statusOf("/healthz")) === 200;

it.each([
  ["is gone", () => network.down(), () => network.up()],
  ["doesn't answer", () => network.hold(), () => network.release()],
])(
  "says soon that it is neither well nor ready while its database %s, and is again afterwards",
  { timeout: 60_000 },
  async (_, cut, mend) => {
    await until("it is well", well);
    cut();
    await until("it is not ready", async () => (await statusOf("/readyz")) === 503);
    for (const path of ["/readyz", "/healthz"]) {
      const start = performance.now();
      expect(await statusOf(path)).toBe(503);
      expect(performance.now() - start).toBeLessThan(SOON);
    }
    mend();
    await until("it is well again", well);
  },
);

it("tells monitoring how its store and its sessions with the database do", async () => {
  const { body } = await ask(port, request("GET", "/metrics"));
  for (const name of ["yizhan_store_seconds_count", "yizhan_store_failures_total", "yizhan_store_sessions"])
    expect(body).toContain(`\n${name}{`);
});
