import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { runCli } from "../../src/cli/cli.ts";
import { COMMANDS } from "../../src/main.ts";
import { CUSTOMER, PLAN } from "../house/house.ts";
import { Program } from "../house/program.ts";
import { until } from "../house/until.ts";
import { ask, element, request } from "../house/wire.ts";

const WHO = `account=${CUSTOMER.login}&password=${CUSTOMER.password}`;
/** Nobody listens on port 1. */
const DEAD =
  '  - { name: dead, kind: smpp, operators: [mobile], code: "10690009", connect: { host: 127.0.0.1, port: 1 }, smpp: { systemId: x, password: y } }';

let scratch: string;
let server: Program;
let port: number;
beforeAll(async () => {
  scratch = mkdtempSync(join(tmpdir(), "yizhan-"));
  const plan = join(scratch, "plan.yaml");
  writeFileSync(plan, PLAN.replace("products:", `${DEAD}\nproducts:`));
  server = new Program(join(scratch, "data"), ["serve", "--apply", plan]);
  port = await server.port();
});
afterAll(async () => {
  await server.end("SIGKILL");
  rmSync(scratch, { recursive: true, force: true });
});

/** Runs a command beside the server: what it printed, and why it failed. */
async function yizhan(...argv: readonly string[]): Promise<string> {
  const lines: string[] = [];
  const out = (line: string): void => void lines.push(line);
  await runCli(COMMANDS, [...argv, "--data", join(scratch, "data")], { env: {}, out, err: out });
  return lines.join("\n");
}

async function credits(): Promise<string> {
  return yizhan("balance", "customer");
}

it("an operator sees how every channel does, and all about one", async () => {
  await until("the server has said how they do", async () => /sim +simulator +up +connected/.test(await yizhan("channel", "list")));
  await until("the dead one is told", async () => /dead .*could not be reached/.test(await yizhan("channel", "list")));
  const list = await yizhan("channel", "list");
  expect(list).toMatch(/^NAME +KIND +MODE +STANDING /);
  expect(list).toMatch(/\ndead +smpp +up +not connected +0\/1 +0\/32 /);
  const show = await yizhan("channel", "show", "dead");
  expect(show).toMatch(/^dead: smpp channel 2, switched up, not connected\n\nnode \d+, as of /);
  expect(show).toContain("sessions    0 of 1 bound");
  expect(show).toMatch(/trouble {5}.* the carrier could not be reached: .*ECONNREFUSED/);
  expect(show).toContain("nobody has switched it yet");
  const [first] = JSON.parse(await yizhan("channel", "list", "--json")) as { name: string; standing: string }[];
  expect(first).toMatchObject({ name: "sim", standing: "connected", sum: { window: { size: 32 } } });
});

it("a test goes over one channel, and its receipt is waited for; nobody pays for it", async () => {
  const before = await credits();
  const test = await yizhan("channel", "test", "sim", "+86 138 0013 8000", "line check");
  expect(test.replaceAll(/^\S+ \S+ +[\d.]+ s/gm, "…")).toMatch(
    /^… {2}ordered: to 138\*{4}8000 over sim, 10 characters\n… {2}taken by node \d+\n… {2}accepted as (\S+)\n… {2}receipt for \1: delivered DELIVRD\ndelivered$/,
  );
  expect(await yizhan("channel", "test", "sim", "13800139001", "x")).toMatch(
    /failed UNDELIV\nyizhan channel: it was accepted, and not delivered$/,
  );
  expect(await yizhan("channel", "test", "sim", "13800139004", "x")).toMatch(
    /refused \(SIM:1\)\nyizhan channel: upstream did not accept it$/,
  );
  expect(await yizhan("channel", "test", "sim", "13800139005", "x", "--wait", "1s")).toMatch(/1 of 1 receipts did not come within 1\.0 s/);
  expect(await credits()).toBe(before);
  expect(await yizhan("trace", "13800138000")).toContain("no message to 138****8000 is known");
  expect(server.err).toMatch(/"by":"cli:[^"]+"/);
  expect(server.err).not.toMatch(/13800138000|line check/);
});

it("a drained channel keeps its messages until it is switched up again, and an apply doesn't undo it", async () => {
  expect(await yizhan("channel", "drain", "sim", "--note", "carrier's window")).toMatch(
    /^sim: switched from up to drain\nnode \d+: drained: nothing under way, upstream reached$/,
  );
  expect(await yizhan("apply", join(scratch, "plan.yaml"))).toContain("nothing to change");
  const { body } = await ask(port, request("POST", "/sms.aspx", { body: `action=send&${WHO}&mobile=13900139000&content=x` }));
  const submission = element(body, "taskID");
  expect(await yizhan("channel", "drain", "sim")).toMatch(/^sim is switched drain already\n/);
  expect(await yizhan("channel", "test", "sim", "13800138000", "x")).toMatch(/\ndelivered$/);
  expect(await yizhan("trace", submission)).toContain("queued\t0 tries");
  expect(await yizhan("channel", "up", "sim")).toMatch(/^sim: switched from drain to up\nnode \d+: up: upstream reached$/);
  await until("it has left", async () => (await yizhan("trace", submission)).includes("delivered"));
  expect(await yizhan("channel", "show", "sim")).toMatch(
    /switched, latest first:\n {2}\S+ \S+ {2}up {5}cli:\S+\n {2}\S+ \S+ {2}drain {2}cli:[^,]+, carrier's window$/,
  );
});

it("a channel that is switched down has no sessions, and says so to whoever tries it", async () => {
  expect(await yizhan("channel", "down", "dead")).toMatch(/^dead: switched from up to down\n(.*\n)*node \d+: down: sessions closed$/);
  expect(await yizhan("channel", "list")).toMatch(/\ndead +smpp +down +closed /);
  expect(await yizhan("channel", "test", "dead", "13800138000", "x")).toMatch(/^yizhan channel: the channel is switched down; /);
  expect(await yizhan("channel", "up", "dead", "--wait", "4s")).toMatch(
    /^dead: switched from down to up\n(.*\n)*last trouble: .*could not be reached.*\nit goes on by itself; /,
  );
});

it("what can't be done is said in a sentence", async () => {
  expect(await yizhan("channel")).toMatch(/^yizhan channel: say what: /);
  expect(await yizhan("channel", "show")).toMatch(/^yizhan channel: say what: /);
  expect(await yizhan("channel", "mend", "sim")).toMatch(/^yizhan channel: say what: /);
  expect(await yizhan("channel", "show", "nope")).toBe('yizhan channel: there is no channel "nope"; there are sim, dead');
  expect(await yizhan("channel", "up", "sim", "now")).toMatch(/^yizhan channel: "now" is too much/);
  expect(await yizhan("channel", "up", "sim", "--wait", "1h")).toMatch(/^yizhan channel: --wait must be a duration of at most 10m/);
  expect(await yizhan("channel", "test", "sim", "13800138000")).toMatch(/^yizhan channel: say to whom and what/);
  expect(await yizhan("channel", "test", "sim", "12", "x")).toBe('yizhan channel: "12" is no phone number');
  expect(await yizhan("channel", "test", "sim", "13800138000", "x".repeat(1_001))).toContain("longer than 1000 characters");
  expect(await yizhan("receipts")).toBe("yizhan receipts: say what: yizhan receipts orphans");
  expect(await yizhan("receipts", "orphans", "--channel", "nope")).toBe('yizhan receipts: there is no channel "nope"');
  for (const [option, given] of [
    ["--since", "yesterday"],
    ["--limit", "0"],
    ["--after", "x"],
  ] as const)
    expect(await yizhan("receipts", "orphans", option, given)).toMatch(new RegExp(`^yizhan receipts: ${option} must be`));
});

it("without a server, channels are switched for the next one, and nothing is sent", async () => {
  await server.end("SIGTERM");
  expect(await yizhan("channel", "list")).toMatch(/\nsim +simulator +up +unheard /);
  expect(await yizhan("channel", "drain", "sim")).toMatch(/^sim: switched from up to drain\nno running server has said anything of it/);
  server = new Program(join(scratch, "data"), ["serve"]);
  port = await server.port();
  await until("it is drained", async () => /sim +simulator +drain +drained/.test(await yizhan("channel", "list")));
});
