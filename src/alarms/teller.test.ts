import { createServer as createHttpServer, type IncomingMessage } from "node:http";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { indexDirectory } from "../directory/directory-index.ts";
import { systemClock } from "../runtime/clock.ts";
import { ManualClock } from "../runtime/manual-clock.ts";
import type { StoredAlarm } from "../store/store.ts";
import { DEFAULTS, type MailSettings, type WebhookSettings } from "./settings.ts";
import { Teller } from "./teller.ts";

const NOW = Date.UTC(2026, 10, 20, 1, 8, 10);
const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

function tellerTo(...allowAddresses: string[]) {
  const log: string[] = [];
  const directory = indexDirectory({
    version: 1,
    settings: { push: { allowAddresses }, frequency: { exemptPhones: [] } } as never,
    accounts: [],
    channels: [],
    products: [],
  });
  const tell = (level: string, message: string, facts?: object) => log.push(`${level}: ${message} ${JSON.stringify(facts)}`);
  const teller = new Teller({ clock: systemClock, log: tell, directory: () => directory });
  return { teller, log };
}

interface Posted {
  readonly url: string;
  readonly body: unknown;
}

/** Answers what it is told to, and keeps what was posted to it. */
async function receiver(...answers: readonly { readonly status?: number; readonly body?: string }[]) {
  const posted: Posted[] = [];
  const waiting: (() => void)[] = [];
  const server = createHttpServer(async (request, response) => {
    const body = await bodyOf(request);
    const { status = 200, body: text = "{}" } = answers[Math.min(posted.length, answers.length - 1)] ?? {};
    posted.push({ url: request.url ?? "", body: JSON.parse(body) });
    response.writeHead(status).end(text);
    for (const wake of waiting.splice(0)) wake();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closing.push(() => server.close());
  const next = () => new Promise<void>((resolve) => waiting.push(resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook?token=secret-token`, posted, next };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString("utf8");
}

function settings(own: { readonly webhook?: Partial<WebhookSettings>; readonly mail?: Partial<MailSettings> }) {
  return { ...DEFAULTS, webhook: { ...DEFAULTS.webhook, on: true, ...own.webhook }, mail: { ...DEFAULTS.mail, ...own.mail } };
}

const ALARM: StoredAlarm = {
  id: 7,
  key: "channel-down:1",
  kind: "channel-down",
  subject: "移动",
  facts: '{"standing":"not connected"}',
  since: NOW - 60_000,
  seenAt: NOW,
  endedAt: undefined,
  mutedUntil: 0,
  mutedBy: undefined,
};
const NOTHING = { raised: [], ended: [], unmuted: [] };

describe("by webhook", () => {
  it("posts what was raised and what is over, in words and in figures", async () => {
    const hook = await receiver();
    const { teller } = tellerTo("127.0.0.1");
    const over = { ...ALARM, endedAt: NOW + 120_000 };
    teller.tell({ ...NOTHING, raised: [ALARM], ended: [over] }, settings({ webhook: { url: hook.url } }));
    while (hook.posted.length < 2) await hook.next();
    const [raised, ended] = hook.posted.map(({ body }) => body as { event: string }).sort((a, b) => b.event.localeCompare(a.event));
    expect(raised).toMatchObject({
      event: "raised",
      title: "【告警】通道异常 · 移动",
      text: expect.stringContaining("开始时间：2026-11-20 09:07:10（北京时间）"),
      alarm: { key: "channel-down:1", kind: "channel-down", subject: "移动", since: ALARM.since, facts: { standing: "not connected" } },
    });
    expect(ended).toMatchObject({ event: "ended", text: expect.stringContaining("持续 3 分钟"), alarm: { endedAt: NOW + 120_000 } });
  });

  it("tells nobody of what is muted, and of what goes on when that is over", async () => {
    const hook = await receiver();
    const { teller } = tellerTo("127.0.0.1");
    const muted = { ...ALARM, mutedUntil: systemClock.now() + 60_000 };
    const to = settings({ webhook: { url: hook.url } });
    teller.tell({ raised: [muted], ended: [muted], unmuted: [] }, to);
    teller.tell({ ...NOTHING, unmuted: [ALARM] }, to);
    await hook.next();
    expect(hook.posted).toMatchObject([{ body: { event: "still" } }]);
  });

  it("reaches into the operator's own network only where that was allowed, and says so without the address", async () => {
    const hook = await receiver();
    const { teller } = tellerTo();
    const told = await teller.test("webhook", settings({ webhook: { url: hook.url } }));
    expect(told).toMatchObject({ ok: false, why: expect.stringContaining("not a public address") });
    expect(JSON.stringify(told)).not.toContain("secret-token");
    expect(hook.posted).toEqual([]);
  });

  it.each([
    ["dingtalk", { msgtype: "text", text: { content: expect.stringContaining("测试") } }, '{"errcode":0,"errmsg":"ok"}'],
    ["feishu", { msg_type: "text", content: { text: expect.stringContaining("测试") } }, '{"code":0,"msg":"success"}'],
  ] as const)("speaks as robots of %s are spoken to, and hears whether they took it", async (form, body, good) => {
    const refused = JSON.stringify(
      form === "feishu" ? { code: 19001, msg: "param invalid" } : { errcode: 310000, errmsg: "keywords not in content" },
    );
    const hook = await receiver({ body: good }, { body: refused }, { body: "<html>" });
    const { teller } = tellerTo("127.0.0.1");
    const to = settings({ webhook: { url: hook.url, form } });
    expect(await teller.test("webhook", to)).toEqual({ ok: true });
    expect(hook.posted[0]?.body).toEqual(body);
    expect(await teller.test("webhook", to)).toMatchObject({ ok: false, why: expect.stringMatching(/it answered (19001|310000): /) });
    expect(await teller.test("webhook", to)).toMatchObject({ ok: false, why: "its answer is not JSON, as a robot's is" });
  });
});

it("what doesn't arrive is tried four times, later and later, and then given up, with the address in no log", async () => {
  const clock = new ManualClock();
  const log: string[] = [];
  const directory = indexDirectory({
    version: 1,
    settings: { push: { allowAddresses: [] }, frequency: { exemptPhones: [] } } as never,
    accounts: [],
    channels: [],
    products: [],
  });
  const teller = new Teller({ clock, log: (level, message) => log.push(`${level}: ${message}`), directory: () => directory });
  teller.tell({ ...NOTHING, raised: [ALARM] }, settings({ webhook: { url: "http://127.0.0.1:9/secret-token" } }));
  const tries = () => log.filter((line) => line.includes("could not be told")).length;
  const after: number[] = [];
  for (const wait of [0, 9_999, 1, 60_000, 300_000, 3_600_000]) {
    await clock.advance(wait);
    after.push(tries());
  }
  expect(after).toEqual([1, 1, 2, 3, 4, 4]);
  expect(log.at(-1)).toBe("error: an alarm could not be told to anybody; it is given up");
  expect(log.join()).not.toContain("secret-token");
  await teller.stop();
});

describe("by e-mail", () => {
  it("sends title and text to everybody, signed in where the server wants that", async () => {
    const server = await smtpServer();
    const { teller } = tellerTo();
    const mail = { ...MAIL, port: server.port, to: ["a@example.com", "值班 <b@example.com>"] };
    expect(await teller.test("mail", settings({ mail }))).toEqual({ ok: true });
    expect(server.said).toContain(`AUTH PLAIN ${Buffer.from("\0watch\0pass word").toString("base64")}`);
    expect(server.said.filter((line) => line.startsWith("RCPT"))).toEqual(["RCPT TO:<a@example.com>", "RCPT TO:<b@example.com>"]);
    const subject = server.said.find((line) => line.startsWith("Subject:"));
    expect(subject).toMatch(/=\?UTF-8\?/);
    expect(server.said.join("\n")).toContain("From: yizhan@example.com");
  });

  it("says why a server takes nothing, without the password", async () => {
    const server = await smtpServer("535 5.7.8 wrong: pass word");
    const { teller } = tellerTo();
    const told = await teller.test("mail", settings({ mail: { ...MAIL, port: server.port } }));
    expect(told).toMatchObject({ ok: false, why: expect.stringContaining("535 5.7.8 wrong: ***") });
    const gone = await teller.test("mail", settings({ mail: { ...MAIL, port: 9 } }));
    expect(gone).toMatchObject({ ok: false, why: expect.stringContaining("ECONNREFUSED") });
  });
});

const MAIL = {
  on: true,
  host: "127.0.0.1",
  security: "none",
  user: "watch",
  password: "pass word",
  from: "yizhan@example.com",
  to: ["a@example.com"],
} as const;

/** As much of RFC 5321 as a mail takes; keeps what the other side says, line by line. */
async function smtpServer(signIn = "235 2.7.0 fine") {
  const said: string[] = [];
  const server = createServer((socket) => serve(socket, said, signIn));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closing.push(() => server.close());
  return { port: (server.address() as AddressInfo).port, said };
}

function serve(socket: Socket, said: string[], signIn: string): void {
  let reading = false;
  let rest = "";
  socket.on("error", () => undefined);
  socket.write("220 mail.example.com ESMTP\r\n");
  socket.on("data", (chunk) => {
    const lines = (rest + chunk.toString("utf8")).split("\r\n");
    rest = lines.pop() ?? "";
    for (const line of lines) {
      said.push(line);
      if (reading) {
        if (line !== ".") continue;
        reading = false;
        socket.write("250 2.0.0 taken\r\n");
      } else if (line.startsWith("EHLO")) socket.write("250-mail.example.com\r\n250 AUTH PLAIN\r\n");
      else if (line.startsWith("AUTH")) socket.write(`${signIn}\r\n`);
      else if (line === "DATA") {
        reading = true;
        socket.write("354 go on\r\n");
      } else if (line === "QUIT") socket.end("221 bye\r\n");
      else socket.write("250 2.1.0 fine\r\n");
    }
  });
}
