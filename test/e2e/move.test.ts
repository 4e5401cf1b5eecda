import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { runCli } from "../../src/cli/cli.ts";
import { COMMANDS } from "../../src/main.ts";
import { CUSTOMER, PLAN } from "../house/house.ts";
import { Program } from "../house/program.ts";
import { until } from "../house/until.ts";
import { ask, element, request } from "../house/wire.ts";
import { type TestDatabase, testDatabase } from "../support/postgres.ts";

const WHO = `account=${CUSTOMER.login}&password=${CUSTOMER.password}`;
const PHONES = ["13800138000", "13800138001", "13800138002"];

let scratch: string;
let data: string;
let database: TestDatabase;
const programs: Program[] = [];
beforeAll(async () => {
  scratch = mkdtempSync(join(tmpdir(), "yizhan-"));
  data = join(scratch, "data");
  writeFileSync(join(scratch, "plan.yaml"), PLAN);
  database = await testDatabase();
}, 60_000);
afterAll(async () => {
  for (const program of programs) await program.end("SIGKILL");
  await database.drop();
  rmSync(scratch, { recursive: true, force: true });
});

async function yizhan(directory: string, ...argv: readonly string[]) {
  const out: string[] = [];
  const err: string[] = [];
  const status = await runCli(COMMANDS, [...argv, "--data", directory], {
    env: {},
    out: (line) => out.push(line),
    err: (line) => err.push(line),
  });
  return { status, out: out.join("\n"), err: err.join("\n") };
}

function serve(directory: string, ...flags: readonly string[]): Program {
  const program = new Program(directory, ["serve", ...flags]);
  programs.push(program);
  return program;
}

it("moves a store that waits to be sent: servers elsewhere send it, under the same key, and the old one says where it went", {
  timeout: 120_000,
}, async () => {
  // nobody dispatches here: what is accepted waits
  const old = serve(data, "--apply", join(scratch, "plan.yaml"), "--roles", "api");
  const port = await old.port();
  const sent: string[] = [];
  for (const phone of PHONES) {
    const { body } = await ask(port, request("GET", `/sms.aspx?${WHO}&action=send&mobile=${phone}&content=hello`));
    sent.push(element(body, "taskID"));
  }
  expect(await yizhan(data, "move", "--to", database.url)).toMatchObject({
    status: 1,
    err: expect.stringMatching(/another Yizhan process/),
  });
  await old.end("SIGTERM");

  expect((await yizhan(join(scratch, "nowhere"), "move", "--to", database.url)).err).toMatch(/there is no key/);
  const moved = await yizhan(data, "move", "--to", database.url);
  expect(moved).toMatchObject({ status: 0, err: "" });
  expect(moved.out).toContain("message: 3 rows");
  expect(moved.out).toContain("messages that wait to be sent: 3 here, 3 there");
  expect(moved.out).toContain("accounts whose ledger and balance differ: 0 here, 0 there");
  expect(moved.out).toMatch(/give every server a copy of .*secret\.key, or its digits as YIZHAN_KEY$/);

  const late = serve(data);
  expect(await late.exited).toBe(1);
  expect(late.err).toMatch(/it was moved to PostgreSQL \(127\.0\.0\.1:\d+\/\S+\) at 20.*give --database or DATABASE_URL/);
  expect((await yizhan(data, "recharge", CUSTOMER.login, "5")).err).toMatch(/it was moved to PostgreSQL/);
  expect((await yizhan(data, "move", "--to", database.url)).err).toMatch(/it was moved to PostgreSQL/);

  const stranger = serve(join(scratch, "stranger"), "--database", database.url);
  expect(await stranger.exited).toBe(1);
  expect(stranger.err).toMatch(/was set up under another secret key/);
  mkdirSync(join(scratch, "second"));
  copyFileSync(join(data, "secret.key"), join(scratch, "second", "secret.key"));
  const there = serve(join(scratch, "second"), "--database", database.url);
  const newPort = await there.port();
  const reported: string[] = [];
  await until("all are reported", async () => {
    const { body } = await ask(newPort, request("GET", `/statusApi.aspx?${WHO}&action=query`));
    reported.push(...sent.filter((id) => body.includes(id)));
    return reported.length === sent.length;
  });
  expect(reported.sort()).toEqual(sent.sort());
  const { body } = await ask(newPort, request("GET", `/sms.aspx?${WHO}&action=overage`));
  expect(element(body, "overage")).toBe("9997");
});

it("lets an operator go back to the old store when told what that means", async () => {
  const undone = await yizhan(data, "move", "--undo");
  expect(undone).toMatchObject({ status: 0, err: "" });
  expect(undone.out).toMatch(/can be served again, as it was at .* 3 messages leave as soon as this one is served/s);
  expect((await yizhan(data, "balance")).out).toContain("9997");
  expect((await yizhan(data, "move", "--undo")).err).toMatch(/was not moved: serve it/);
  expect((await yizhan(data, "move", "--to", database.url)).err).toMatch(/a server is running on|is not empty/);
  expect((await yizhan(data, "move")).err).toBe("yizhan move: say where to: yizhan move --to postgres://user@host/name");
});
