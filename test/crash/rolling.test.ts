import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, it } from "vitest";
import { Connection } from "../support/connection.ts";
import {
  type Credentials,
  overageRequest,
  queryRequest,
  readOverage,
  readReports,
  readSendReply,
  sendRequest,
} from "../support/huaxin-wire.ts";
import { phone } from "../support/phones.ts";
import { testDatabase } from "../support/postgres.ts";
import { Server, type ServerOptions } from "../support/server.ts";

const WHO: Credentials = { login: "customer", password: "Secret-1" };
const OPENING = 1_000_000;
const SENDERS = 6;
const NODES = 3;
/** Submissions between one replacement and the next. */
const BETWEEN = 60;
const PULL_PAUSE = 20;
const PATIENCE = 20_000;
const PLAN = `
version: 1
channels:
  - { name: sim, kind: simulator, operators: [mobile, unicom, telecom], code: "10690000", simulator: { receiptDelay: 20ms } }
products:
  - { name: standard, routes: [{ media: sms, operators: [mobile, unicom, telecom], channels: [sim] }] }
accounts:
  - { login: ${WHO.login}, dialects: [huaxin], product: standard, code: "05", password: ${WHO.password}, credits: ${OPENING}, signature: { mode: none } }
`;

/** What a balancer in front of some servers does: it passes over those that take no connection, and opens connections anew. */
class Balancer {
  servers: Server[] = [];
  retried = 0;
  readonly failures: string[] = [];
  #turn = 0;

  /** Over a connection that is kept until the server closes it. Undefined: no answer came to a request that had been sent. */
  async exchange(held: { connection?: Connection | undefined }, bytes: string): Promise<Buffer | undefined> {
    const deadline = performance.now() + PATIENCE;
    for (;;) {
      if (performance.now() > deadline) throw new Error("no server takes a connection");
      const fresh = !held.connection?.usable;
      if (fresh) held.connection = await Connection.open(this.#next());
      if (!held.connection) {
        this.retried += 1;
        await sleep(1);
        continue;
      }
      const exchange = await held.connection.request(bytes);
      if (exchange.kind === "answered" && exchange.status === 200) return exchange.body;
      if (exchange.kind === "unanswered" && exchange.why === "closed" && exchange.received === 0 && !fresh) {
        // it was closed as idle while this was on its way: HTTP has clients send again over another one
        this.retried += 1;
        continue;
      }
      this.failures.push(exchange.kind === "answered" ? `status ${exchange.status}` : `unanswered: ${exchange.why}`);
      return undefined;
    }
  }

  #next(): number {
    this.#turn += 1;
    return this.servers[this.#turn % this.servers.length]?.port ?? 0;
  }
}

it("replaces three servers one by one under load: no request fails, no message is lost, none is charged or reported twice", {
  timeout: 180_000,
}, async () => {
  const scratch = mkdtempSync(join(tmpdir(), "yizhan-"));
  const database = await testDatabase();
  const balancer = new Balancer();
  const taken: string[] = [];
  const reported: string[] = [];
  let over = false;
  let serial = 0;
  try {
    const apply = join(scratch, "plan.yaml");
    writeFileSync(apply, PLAN);
    const options: ServerOptions = { data: join(scratch, "data"), apply, scratch, flags: ["--database", database.url] };
    for (let n = 0; n < NODES; n++) balancer.servers.push(await Server.start(options));

    const send = async (): Promise<void> => {
      const held = {};
      while (!over) {
        const body = await balancer.exchange(held, sendRequest(WHO, [phone(serial++)], "您的包裹已到驿站。", "GET"));
        const reply = body && readSendReply(body);
        if (reply?.success) taken.push(reply.taskId);
        else if (reply) balancer.failures.push(reply.message);
      }
    };
    const pull = async (): Promise<void> => {
      const held = {};
      // the rest of what was taken comes after the last one was sent
      for (let idle = 0; !over || (reported.length < taken.length && idle < 1_000); idle++) {
        const body = await balancer.exchange(held, queryRequest(WHO, 500));
        const reports = body ? readReports(body) : [];
        reported.push(...reports.map(({ taskId }) => taskId));
        if (reports.length > 0) idle = 0;
        else await sleep(PULL_PAUSE);
      }
    };
    const customers = [...Array.from({ length: SENDERS }, () => send()), pull()];
    const more = async (): Promise<void> => {
      const enough = taken.length + BETWEEN;
      for (let waited = 0; taken.length < enough && waited < 30_000; waited += 10) await sleep(10);
      expect(taken.length).toBeGreaterThanOrEqual(enough);
    };
    await more();
    for (let n = 0; n < NODES; n++) {
      const old = balancer.servers[n];
      const ended = await old?.end("SIGTERM");
      expect(ended, old?.logTail()).toMatchObject({ code: 0, signal: null });
      expect(ended?.took).toBeLessThan(15_000);
      await more();
      balancer.servers[n] = await Server.start(options);
      await more();
    }
    over = true;
    await Promise.all(customers);

    expect(balancer.failures).toEqual([]);
    expect(reported.sort()).toEqual(taken.sort());
    const balance = await balancer.exchange({}, overageRequest(WHO));
    expect(balance && readOverage(balance)).toBe(OPENING - taken.length);
  } finally {
    over = true;
    for (const server of balancer.servers) await server.end("SIGKILL");
    await database.drop();
    rmSync(scratch, { recursive: true, force: true, maxRetries: 10, retryDelay: 20 });
  }
});
