import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { runCli } from "../../src/cli/cli.ts";
import { COMMANDS } from "../../src/main.ts";
import { formatShanghai } from "../../src/text/shanghai-time.ts";
import { CUSTOMER, PLAN } from "../house/house.ts";
import { Program } from "../house/program.ts";
import { until } from "../house/until.ts";
import { ask, element, request } from "../house/wire.ts";

const WHO = `account=${CUSTOMER.login}&password=${CUSTOMER.password}`;

let scratch: string;
let server: Program;
let port: number;
beforeAll(async () => {
  scratch = mkdtempSync(join(tmpdir(), "yizhan-"));
  const plan = join(scratch, "plan.yaml");
  writeFileSync(plan, PLAN.replace("signature: { mode: none }", "signature: { mode: none }, templateSubmission: true"));
  server = new Program(join(scratch, "data"), ["serve", "--apply", plan]);
  port = await server.port();
});
afterAll(async () => {
  await server.end("SIGKILL");
  rmSync(scratch, { recursive: true, force: true });
});

/** Runs a command beside the server: what it printed, or why it failed. */
async function yizhan(...argv: readonly string[]): Promise<string> {
  const lines: string[] = [];
  const out = (line: string): void => void lines.push(line);
  await runCli(COMMANDS, [...argv, "--data", join(scratch, "data")], { env: {}, out, err: out });
  return lines.join("\n");
}

async function send(mobile: string, rest = ""): Promise<string> {
  const { body } = await ask(port, request("POST", "/sms.aspx", { body: `action=send&${WHO}&mobile=${mobile}&content=x${rest}` }));
  return element(body, "taskID");
}

it("support staff can say what happened to a message: by its phone, its submission, or its own id", async () => {
  const submission = await send("13900139001");
  await until("it has ended", async () => (await yizhan("trace", submission)).includes("failed UNDELIV"));
  expect(await yizhan("trace", submission)).toMatch(
    new RegExp(`^submission ${submission} by huaxin, accepted .*, 1 recipients\\n\\d+\\t139\\*{4}9001\\tfailed UNDELIV\\t1 tries$`),
  );
  const list = await yizhan("trace", "+86 139 0013 9001");
  const id = /^\d+/.exec(list)?.[0] ?? "";
  const story = await yizhan("trace", id);
  for (const piece of [
    /^message \d+ to 139\*{4}9001 \(mobile\), 1 segments, notice\nof submission \d+ by customer through huaxin\n/,
    /account +accepted\n/,
    /-1 credits: charge for the submission\n/,
    /try 1 on sim: accepted as \S+\n/,
    /carrier +receipt on sim for \S+: failed UNDELIV\n/,
    /ended: failed UNDELIV; report for queries: waiting\n/,
    /now: failed UNDELIV$/,
  ])
    expect(story).toMatch(piece);
  expect(story).not.toContain("13900139001");
  await ask(port, request("GET", `/statusApi.aspx?action=query&${WHO}`));
  await until("the hand-over is known", async () => (await yizhan("trace", id)).includes("report handed out to a query"));
});

it("an operator sends as an account, through the interface that its program uses", async () => {
  const url = `http://127.0.0.1:${port}`;
  const sent = await yizhan("send", "customer", "13900139003, 13900139004", "您好", "--url", url, "--ext", "7");
  const [, submission = ""] = /^sent as submission (\d+) through huaxin; /.exec(sent) ?? [];
  expect(await yizhan("trace", submission)).toContain(`submission ${submission} by huaxin`);
  const time = formatShanghai(Date.now() + 3_600_000);
  const later = await yizhan("send", "customer", "13900139000", "x", "--url", url, "--at", time);
  expect(await yizhan("scheduled", "cancel", "customer", /\d+/.exec(later)?.[0] ?? "")).toMatch(/^cancelled: 1 messages/);
  expect(await yizhan("send", "customer", "12", "x", "--url", url)).toMatch(/^yizhan send: huaxin answered .*recipient-malformed/);
  expect(await yizhan("send", "customer", "13900139000", "x", "--url", "http://127.0.0.1:1")).toContain("answered unreached (busy)");
  expect(await yizhan("send", "customer", "1", "x", "--at", "soon")).toContain("--at must be a time");
  expect(await yizhan("send", "customer", "1", "x", "--interface", "qxt")).toContain('has no interface "qxt"; it has huaxin');
  expect(await yizhan("send", "nobody", "1", "x")).toBe('yizhan send: there is no account "nobody"');
  expect(await yizhan("send", "customer")).toMatch(/^yizhan send: say who, to whom and what/);
});

it("support staff are told what isn't there", async () => {
  expect(await yizhan("trace", "13700137000")).toBe("no message to 137****7000 is known");
  expect(await yizhan("trace", "777777777777777")).toBe("yizhan trace: there is no message and no submission 777777777777777");
  expect(await yizhan("trace", "x")).toBe('yizhan trace: "x" is neither an id nor a phone number');
  expect(await yizhan("trace")).toMatch(/^yizhan trace: say of what/);
});

it("what is scheduled is listed, and cancelled with its credits given back", async () => {
  expect(await yizhan("scheduled", "list", "customer")).toBe("nothing is scheduled");
  const sendAt = formatShanghai(Date.now() + 3_600_000);
  const submission = await send("13900139000,13900139002", `&sendTime=${encodeURIComponent(sendAt)}`);
  expect(await yizhan("scheduled", "list", "customer")).toBe(`${submission}\t${sendAt}\t2 of 2 recipients`);
  const before = await yizhan("balance", "customer");
  expect(await yizhan("scheduled", "cancel", "customer", submission)).toBe("cancelled: 2 messages, their credits given back");
  expect(await yizhan("scheduled", "cancel", "customer", submission)).toBe("nothing was left to cancel");
  expect(await yizhan("scheduled", "list", "customer")).toBe("nothing is scheduled");
  const credits = (line: string): number => Number(/sms (\d+)/.exec(line)?.[1]);
  expect(credits(await yizhan("balance", "customer"))).toBe(credits(before) + 2);
  expect(await yizhan("scheduled", "cancel", "customer", "12345")).toBe("yizhan scheduled: customer has no submission 12345");
  expect(await yizhan("scheduled", "list")).toMatch(/^yizhan scheduled: say what and whose/);
  expect(await yizhan("scheduled", "list", "nobody")).toBe('yizhan scheduled: there is no account "nobody"');
});

it("a template that a customer submits is reviewed, and the customer sees what became of it", async () => {
  const template = async (parameters: string): Promise<unknown> => {
    const { body } = await ask(port, request("POST", "/freeTemplate.aspx", { body: `${WHO}&${parameters}` }));
    return JSON.parse(body);
  };
  const add = async (): Promise<string> =>
    String(((await template("action=Add&template=%E9%AA%8C%E8%AF%81%E7%A0%81%40")) as { TemplateId: string }).TemplateId);
  const [first, second] = [await add(), await add()];
  expect(await yizhan("review", "list")).toBe(`template\tcustomer\t${first}\t"验证码@"\ntemplate\tcustomer\t${second}\t"验证码@"`);
  expect(await yizhan("review", "approve", "customer", first)).toBe("approved");
  expect(await yizhan("review", "reject", "customer", second)).toBe("rejected: returned to the account");
  expect(await yizhan("review", "approve", "customer", second)).toMatch(/^yizhan review: no template .* waits for a reviewer$/);
  expect(await yizhan("review", "list")).toBe("nothing waits for a reviewer");
  expect(await template("action=query")).toMatchObject({
    TemplateList: [
      { TemplateId: first, Status: 1 },
      { TemplateId: second, Status: 4 },
    ],
  });
});
