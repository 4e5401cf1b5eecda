import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { CUSTOMER, PLAN } from "../house/house.ts";
import { Program } from "../house/program.ts";
import { until } from "../house/until.ts";
import { ask, element, request } from "../house/wire.ts";
import { type TestDatabase, testDatabase } from "../support/postgres.ts";

const WHO = `account=${CUSTOMER.login}&password=${CUSTOMER.password}`;

let scratch: string;
let database: TestDatabase;
const servers: Program[] = [];
const ports: number[] = [];

beforeAll(async () => {
  scratch = mkdtempSync(join(tmpdir(), "yizhan-"));
  database = await testDatabase();
  const plan = join(scratch, "plan.yaml");
  writeFileSync(plan, PLAN);
  for (let n = 0; n < 2; n++) servers.push(new Program(join(scratch, "data"), ["serve", "--database", database.url, "--apply", plan]));
  // a busy machine may need longer than one wait for both
  for (const server of servers) ports.push(await server.port().catch(() => server.port()));
}, 90_000);
afterAll(async () => {
  for (const server of servers) await server.end("SIGKILL");
  await database.drop();
  rmSync(scratch, { recursive: true, force: true });
});

async function onPort(n: number, query: string): Promise<string> {
  return (await ask(ports[n] ?? 0, request("GET", `/sms.aspx?${WHO}&${query}`))).body;
}

it("lets a customer send through one server and fetch the report, once, through another", async () => {
  const sent = await onPort(0, `action=send&mobile=13800138000&content=${encodeURIComponent("您好")}`);
  expect(element(sent, "returnstatus")).toBe("Success");
  let report = "";
  await until("the report is there", async () => {
    report = (await ask(ports[1] ?? 0, request("GET", `/statusApi.aspx?${WHO}&action=query`))).body;
    return report.includes("13800138000");
  });
  expect(report).toContain(element(sent, "taskID"));
  for (const port of ports)
    expect((await ask(port, request("GET", `/statusApi.aspx?${WHO}&action=query`))).body).not.toContain("13800138000");
  expect(element(await onPort(1, "action=overage"), "overage")).toBe("9999");
});

it("lets tools work on the database while servers run, and a server go in good order", async () => {
  const recharge = new Program(join(scratch, "data"), ["recharge", CUSTOMER.login, "5", "--database", database.url]);
  expect(await recharge.exited).toBe(0);
  expect(recharge.out).toMatch(/customer has \d+ sms credits/);
  expect(await servers[0]?.end("SIGTERM")).toBe(0);
  const sent = await onPort(1, `action=send&mobile=13800138001&content=${encodeURIComponent("您好")}`);
  expect(element(sent, "returnstatus")).toBe("Success");
});
