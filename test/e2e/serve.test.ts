import { execFile, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import net from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, expect, it } from "vitest";
import { DIALECTS } from "../../src/dialects/registry.ts";
import { CUSTOMER, PLAN } from "../house/house.ts";
import { Program } from "../house/program.ts";
import { until } from "../house/until.ts";
import { Visitor } from "../house/visitor.ts";
import { ask, element, request } from "../house/wire.ts";

const CONFORMANCE = join(import.meta.dirname, "fixtures/conformance.yaml");

let scratch: string;
let data: string;
const started: Program[] = [];
beforeEach(() => {
  scratch = mkdtempSync(join(tmpdir(), "yizhan-"));
  data = join(scratch, "data");
});
afterEach(async () => {
  for (const program of started.splice(0)) await program.end("SIGKILL");
  rmSync(scratch, { recursive: true, force: true });
});

function run(...args: readonly string[]): Program {
  const program = new Program(data, args);
  started.push(program);
  return program;
}

function file(text: string): string {
  const path = join(scratch, "plan.yaml");
  writeFileSync(path, text);
  return path;
}

async function overage(port: number, login: string, password: string): Promise<string> {
  const { body } = await ask(port, request("GET", `/sms.aspx?action=overage&account=${login}&password=${password}`));
  return element(body, "message");
}

/** The printed lines are for curl; without it there is nothing to paste them into. */
const HAS_CURL = spawnSync("curl", ["--version"]).status === 0;

/** What a newcomer sees of the printed lines. Two interfaces can't be asked for reports: they show what the message cost. */
const SHOWN: Readonly<Record<string, { readonly sent: RegExp; readonly shown: RegExp }>> = {
  hzdfit: { sent: /"Result":"0"/, shown: /"Param2":"9999"/ },
  qxt: { sent: /^ok:\d+:1\d{10}\n$/, shown: /^ok:sms:9999:mms:0\n$/ },
  xunchen: { sent: /<status>0<\/status><msgid>\d+</, shown: /<rpt>.*<status>DELIVRD</ },
  inter28: { sent: /"ReturnStatus":"Success","Message":"ok"/, shown: /"ErrorCode":"DELIVRD"/ },
  huaxin: { sent: /<returnstatus>Success</, shown: /<errorcode>DELIVRD</ },
};

it.skipIf(!HAS_CURL)("serves at once with a demo account for each dialect, whose printed lines work when they are pasted", async () => {
  const server = run("serve");
  const port = await server.port();
  expect((await ask(port, request("GET", "/healthz"))).status).toBe(200);
  await until("the welcome is printed", () => server.out.split("curl ").length === 2 * DIALECTS.length + 1);
  const lines = server.out.split("\n").filter((line) => line.trim().startsWith("curl "));
  const paste = async (line: string): Promise<string> => (await promisify(execFile)("sh", ["-c", line])).stdout;
  for (const [index, { name }] of DIALECTS.entries()) {
    const [send = "", report = ""] = lines.slice(2 * index);
    const { sent, shown } = SHOWN[name] ?? { sent: /never/, shown: /never/ };
    expect(send, name).toContain(`http://127.0.0.1:${port}/`);
    expect(await paste(send), name).toMatch(sent);
    await until(`what ${name} shows of it is there`, async () => shown.test(await paste(report)));
  }
  expect(await server.end("SIGTERM")).toBe(0);
});

it("takes the file that acceptance runs use as it is, and finds nothing to change in it the second time", async () => {
  const first = run("serve", "--apply", CONFORMANCE);
  const port = await first.port();
  expect(first.out).toContain("created");
  expect(first.out).not.toContain("curl");
  expect(await overage(port, "acct", "abc123")).toBe("操作成功");
  expect(await overage(port, "frozen", "abc123")).toBe("帐户已停用");
  expect(await overage(port, "fenced", "abc123")).toBe("IP绑定错误");
  expect(await overage(port, "wrongdoor", "abc123")).toBe("未启用该功能");
  expect(await overage(port, "demo-huaxin", "x")).toBe("用户名或密码错误");
  expect(await first.end("SIGTERM")).toBe(0);
  const second = run("serve", "--apply", CONFORMANCE);
  await second.port();
  expect(second.out).toContain("nothing to change");
  expect(await second.end("SIGINT")).toBe(0);
});

it("keeps what it was told across restarts, without demo accounts where it was provisioned", async () => {
  const first = run("serve", "--apply", file(PLAN));
  await first.port();
  await first.end("SIGKILL");
  const second = run("serve");
  expect(await overage(await second.port(), CUSTOMER.login, CUSTOMER.password)).toBe("操作成功");
  expect(second.out).not.toContain("demo");
});

it("says at the first start where its pages are and who may sign in, once, and keeps the password out of the log", async () => {
  const first = run("serve", "--apply", file(PLAN));
  const address = `http://127.0.0.1:${await first.port()}`;
  await until("the welcome is printed", () => first.out.includes(`${address}/portal`));
  expect(first.out).toContain(`${address}/console\n`);
  const [, password = ""] = /sign in as admin with ([\w-]+) \(shown this once/.exec(first.out) ?? [];
  expect(first.err).not.toContain(password);
  expect(await new Visitor(address).ask("console/session.signIn", { name: "admin", password })).toMatchObject({ must: "choose-password" });
  await first.end("SIGTERM");
  const second = run("serve");
  const port = await second.port();
  await until("the welcome is printed", () => second.out.includes(`:${port}/portal`));
  expect(second.out).not.toContain("sign in as");
});

it("refuses a file with mistakes by line and column, and does not start", async () => {
  const server = run("serve", "--apply", file(PLAN.replace("credits: 10000", "credits: lots")));
  expect(await server.exited).toBe(1);
  expect(server.err).toMatch(/^yizhan serve: [^\n]*plan\.yaml:8:\d+: [^\n]+\n$/);
});

it("refuses to serve a data directory that is served already, in one plain line", async () => {
  const first = run("serve", "--apply", file(PLAN));
  const port = await first.port();
  const second = run("serve");
  expect(await second.exited).toBe(1);
  expect(second.err).toMatch(/^yizhan serve: [^\n]*another Yizhan process is serving this data directory\n$/);
  expect(await overage(port, CUSTOMER.login, CUSTOMER.password)).toBe("操作成功");
});

it("refuses a port that is taken, in one plain line", async () => {
  const taken = net.createServer();
  await new Promise<void>((resolve) => taken.listen(0, "127.0.0.1", resolve));
  const { port } = taken.address() as net.AddressInfo;
  const server = run("serve", "--apply", file(PLAN), "--port", String(port));
  expect(await server.exited).toBe(1);
  expect(server.err).toMatch(/^yizhan serve: listen EADDRINUSE[^\n]*\n$/);
  taken.close();
});

it("ends in good order when it is told to while it starts", async () => {
  const server = run("serve", "--apply", file(PLAN));
  await until("the store is being opened", () => existsSync(join(data, "yizhan.db")));
  expect(await server.end("SIGTERM")).toBe(0);
  expect(server.err).toContain("stopped");
});

it("follows what other commands change while it serves", async () => {
  const server = run("serve", "--apply", file(PLAN));
  const port = await server.port();
  const apply = run("apply", file(PLAN.replace("login: customer", "login: newcomer")));
  const recharge = run("recharge", CUSTOMER.login, "77");
  expect([await apply.exited, await recharge.exited]).toEqual([0, 0]);
  expect(recharge.out).toBe("customer has 10077 sms credits\n");
  await until("the new account is known", async () => (await overage(port, "newcomer", CUSTOMER.password)) === "操作成功", 2_000);
  const { body } = await ask(port, request("GET", `/sms.aspx?action=overage&account=${CUSTOMER.login}&password=${CUSTOMER.password}`));
  expect(element(body, "overage")).toBe("10077");
});

it("never logs a password, a text or a whole phone number", async () => {
  const server = run("serve", "--apply", file(PLAN), "--log-level", "debug");
  const port = await server.port();
  const query = `account=${CUSTOMER.login}&password=${CUSTOMER.password}`;
  await ask(port, request("GET", `/sms.aspx?action=send&${query}&mobile=13800139013&content=geheim`));
  await ask(port, request("GET", `/nothing?${query}`));
  await ask(port, request("GET", `/sms%zz?${query}`));
  await server.end("SIGTERM");
  expect(server.err).toContain("listening");
  for (const secret of [CUSTOMER.password, "13800139013", "geheim"]) expect(server.out + server.err).not.toContain(secret);
});
