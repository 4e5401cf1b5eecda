import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, it } from "vitest";
import type { ShortMessage } from "../../src/channels/smpp/pdus.ts";
import { startLab } from "../../src/lab/lab.ts";
import { readScript } from "../../src/lab/script.ts";
import { smppLab } from "../../src/lab/smpp.ts";
import { systemClock } from "../../src/runtime/clock.ts";
import { until } from "../house/until.ts";
import { findKannel, startKannel } from "../support/kannel.ts";

const PHONE = "13800138000";
const LONG = "驿站春节期间照常营业，请凭取件码领取包裹。".repeat(5);
const LOGIN = { user: "kannel", password: "secret" };
const SCRIPT = `
login: { user: kannel, password: secret }
receiptAfter: 0s
heartbeat: 200ms
rules: [{ ending: "0009", stat: UNDELIV }]
`;
/** Its admin page and boxes start one after the other. */
const TIMEOUT = 60_000;

if (!findKannel()) console.warn("test/interop/kannel.test.ts is skipped: Kannel's bearerbox is not installed on this machine");

function ucs2(bytes: Buffer): string {
  return Buffer.from(bytes).swap16().toString("utf16le");
}

/** A value of a query whose escapes are bytes of no known charset. */
function bytesOf(value: string): Buffer {
  return Buffer.from(
    value.replaceAll("+", " ").replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    "latin1",
  );
}

/** A web server that Kannel calls; writes down the query of each request. */
async function openWeb() {
  const seen: { readonly path: string; readonly query: Readonly<Record<string, string>>; readonly text: string }[] = [];
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? "/", "http://127.0.0.1");
    const raw = /[?&]text=([^&]*)/.exec(url.search)?.[1];
    seen.push({ path: url.pathname, query: Object.fromEntries(url.searchParams), text: raw === undefined ? "" : ucs2(bytesOf(raw)) });
    response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    seen,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Our lab, Kannel logged in with it, and a web server for what Kannel tells. */
async function open() {
  await using stack = new AsyncDisposableStack();
  const lab = stack.use(await startLab({ protocol: smppLab, script: readScript(SCRIPT), clock: systemClock, port: 0 }));
  const web = stack.use(await openWeb());
  const inbound = `${web.url}/inbound?from=%p&to=%P&text=%b`;
  const kannel = stack.use(await startKannel({ smsc: lab.port, login: LOGIN, heartbeat: 1, inbound }));
  const all = stack.move();
  const send = async (to: string, fields: Readonly<Record<string, string>>): Promise<string> => {
    const dlr = { "dlr-mask": "31", "dlr-url": `${web.url}/report?to=${to}&type=%d` };
    const query = new URLSearchParams({ username: "kannel", password: "kannel", from: "106900005", to, ...dlr, ...fields });
    return await (await fetch(`http://127.0.0.1:${kannel.port}/cgi-bin/sendsms?${query}`)).text();
  };
  return { lab, web, kannel, send, [Symbol.asyncDispose]: () => all.disposeAsync() };
}

describe.skipIf(!findKannel())("Kannel's bearerbox, an ESME", () => {
  it("logs in with our lab, submits, and takes the answer and the receipt", { timeout: TIMEOUT }, async () => {
    await using stage = await open();
    expect(stage.lab.clients).toBe(1);
    expect(await stage.send(PHONE, { text: "Tea is ready" })).toContain("Accepted for delivery");
    await until("Kannel told of answer and receipt", () => stage.web.seen.length === 2);
    // 8: the SMSC has it; 1: it was delivered
    expect(stage.web.seen.map(({ query }) => query)).toEqual(expect.arrayContaining(["8", "1"].map((type) => ({ to: PHONE, type }))));
    expect(stage.lab.seen).toHaveLength(1);
    expect(stage.lab.seen[0]).toMatchObject({ phone: PHONE, source: "106900005", wantsReceipt: true });
    await stage.send("13800130009", { text: "您好，驿站", coding: "2", charset: "UTF-8" });
    await until("Kannel told of the failure", () => stage.web.seen.length === 4);
    expect(stage.web.seen.at(-1)?.query).toEqual({ to: "13800130009", type: "2" });
    const submit = stage.lab.seen[1]?.pdu as ShortMessage | undefined;
    expect(submit?.dataCoding).toBe(8);
    expect(ucs2(submit?.shortMessage ?? Buffer.alloc(0))).toBe("您好，驿站");
    expect(await stage.kannel.status(), stage.kannel.logTail()).toMatch(/online/);
  });

  it("sends a long text in parts of which our lab sees the last", { timeout: TIMEOUT }, async () => {
    await using stage = await open();
    await stage.send(PHONE, { text: LONG, coding: "2", charset: "UTF-8" });
    await until("both parts are there", () => stage.lab.seen.length === 2);
    expect(stage.lab.seen.map(({ unfinished }) => unfinished)).toEqual([true, false]);
  });

  it("passes on what phones of our lab write, long texts whole, and stays while both ask whether the other is there", {
    timeout: TIMEOUT,
  }, async () => {
    await using stage = await open();
    stage.lab.say({ from: PHONE, to: "106900005", text: "收到" });
    stage.lab.say({ from: PHONE, to: "106900005", text: LONG });
    await until("both texts are there", () => stage.web.seen.length === 2);
    expect(stage.web.seen.map(({ path, query, text }) => [path, query.from, query.to, text])).toEqual(
      expect.arrayContaining(["收到", LONG].map((text) => ["/inbound", PHONE, "106900005", text])),
    );
    await until(
      "it has been logged in for some heartbeats",
      async () => Number(/online (\d+)s/.exec(await stage.kannel.status())?.[1]) >= 3,
    );
    expect(stage.lab.counts).toMatchObject({ delivered: 3, waiting: 0, connections: 1 });
  });
});
