import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type Lab, type LabEntry, startLab } from "../../src/lab/lab.ts";
import { readScript } from "../../src/lab/script.ts";
import { smppLab } from "../../src/lab/smpp.ts";
import { systemClock } from "../../src/runtime/clock.ts";
import { Cluster, KEY } from "../house/cluster.ts";
import { CustomerServer } from "../house/customer-server.ts";
import { CUSTOMER } from "../house/house.ts";
import { HuaxinClient } from "../house/huaxin-client.ts";
import { Program } from "../house/program.ts";
import { until } from "../house/until.ts";
import { ask, request } from "../house/wire.ts";
import { FaultyNetwork } from "../support/postgres-proxy.ts";

const PATIENCE = 30_000;

interface Carrier extends AsyncDisposable {
  readonly lab: Lab;
  readonly books: readonly LabEntry[];
}

async function carrier(script = ""): Promise<Carrier> {
  const books: LabEntry[] = [];
  const lab = await startLab({
    protocol: smppLab,
    script: readScript(script),
    clock: systemClock,
    port: 0,
    record: (entry) => books.push(entry),
  });
  return { lab, books, [Symbol.asyncDispose]: () => lab[Symbol.asyncDispose]() };
}

function planFor({ lab }: Carrier, channel = "", account = ""): string {
  return `
version: 1
channels:
  - name: smsc
    kind: smpp
    operators: [mobile, unicom, telecom]
    code: "10690000"
    connect: { host: 127.0.0.1, port: ${lab.port} }
    smpp: { systemId: yizhan, password: Secret-2 }
    ${channel}
products:
  - { name: standard, routes: [{ media: sms, operators: [mobile, unicom, telecom], channels: [smsc] }] }
accounts:
  - login: customer
    dialects: [huaxin]
    product: standard
    code: "05"
    password: Secret-1
    credits: 100000
    signature: { mode: none }
    ${account}
`;
}

function phones(count: number, from = 0): string {
  return Array.from({ length: count }, (_, n) => String(13_800_000_000 + from + n)).join();
}

/** The most submits that the carrier took within any second. */
function busiestSecond(books: readonly LabEntry[]): number {
  const times = books.filter(({ event }) => event === "accepted").map(({ at }) => at);
  return Math.max(0, ...times.map((time) => times.filter((other) => other >= time && other < time + 1_000).length));
}

describe("nodes on one database", () => {
  it("share a channel's sessions and its rate, as they come and go", { timeout: 120_000 }, async () => {
    await using upstream = await carrier();
    await using cluster = await Cluster.open(planFor(upstream, "sessions: 3\n    rate: 60"));
    let most = 0;
    const watch = setInterval(() => {
      most = Math.max(most, upstream.lab.counts.connections);
    }, 5);
    const first = await cluster.join();
    const held = async (): Promise<string> => {
      const states = await first.store.channels.states();
      return states
        .map(({ state }) => state.share?.held)
        .sort()
        .join();
    };
    await until("the first has all sessions", () => upstream.lab.counts.connections === 3, PATIENCE);
    const customer = new HuaxinClient(first, CUSTOMER);
    expect((await customer.send(phones(400), "您好")).status).toBe("Success");
    await cluster.join();
    const third = await cluster.join();
    await until("each has one session", async () => (await held()) === "1,1,1", PATIENCE);
    await third.stop();
    await until("two have them all", async () => (await held()) === "1,2", PATIENCE);
    await until("all have left", () => upstream.lab.counts.accepted === 400, PATIENCE);
    clearInterval(watch);
    expect(most).toBeLessThanOrEqual(3);
    // each node may be a few ms ahead of its pace
    expect(busiestSecond(upstream.books)).toBeLessThanOrEqual(60 + 8);
    expect(new Set(upstream.lab.seen.map(({ phone }) => phone)).size).toBe(400);
  });

  it("take over within ten seconds what one had that was killed", { timeout: 120_000 }, async () => {
    await using upstream = await carrier();
    await using cluster = await Cluster.open(planFor(upstream, "sessions: 2"));
    const scratch = mkdtempSync(join(tmpdir(), "yizhan-"));
    mkdirSync(join(scratch, "data"));
    writeFileSync(join(scratch, "data", "secret.key"), `${KEY.toString("hex")}\n`, { mode: 0o600 });
    const plan = join(scratch, "plan.yaml");
    writeFileSync(plan, planFor(upstream, "sessions: 2"));
    const programs = [0, 1].map(() => new Program(join(scratch, "data"), ["serve", "--database", cluster.url, "--apply", plan]));
    try {
      const ports = await Promise.all(programs.map((program) => program.port().catch(() => program.port())));
      const shared = async (): Promise<boolean> => {
        const pages = await Promise.all(ports.map((port) => ask(port, request("GET", "/metrics"))));
        return pages.every(({ body }) => /yizhan_channel_sessions\{[^}]*state="bound"[^}]*\} 1\n/.test(body));
      };
      await until("each has a session", shared, PATIENCE);
      const killedAt = performance.now();
      await programs[0]?.end("SIGKILL");
      await until("the dead one's session is closed", () => upstream.lab.counts.connections === 1, PATIENCE);
      await until("the other one has opened it", () => upstream.lab.counts.connections === 2, PATIENCE);
      expect(performance.now() - killedAt).toBeLessThan(10_000);
    } finally {
      await Promise.all(programs.map((program) => program.end("SIGKILL")));
      rmSync(scratch, { recursive: true, force: true });
    }
  });

  it("understand receipts of what another one submitted, however the carrier writes ids", { timeout: 120_000 }, async () => {
    await using upstream = await carrier("ids: { answer: hex, receipt: decimal }\nreceiptAfter: 4s");
    await using cluster = await Cluster.open(planFor(upstream, "sessions: 1"));
    const first = await cluster.join();
    const second = await cluster.join();
    const customer = new HuaxinClient(first, CUSTOMER);
    // a single session's turn is the second node's
    await until(
      "the second has the session",
      async () => (await first.store.channels.states()).some(({ node, state }) => node === 1 && state.share?.held === 1 && state.up),
      PATIENCE,
    );
    await customer.send(phones(5), "您好");
    await until("all have left", () => upstream.lab.counts.accepted === 5, PATIENCE);
    await second.stop();
    expect(upstream.lab.counts.delivered).toBe(0);
    const boxes: string[] = [];
    await until(
      "all have their reports",
      async () => {
        boxes.push(...(await customer.query()).map(({ status }) => status));
        return boxes.length === 5;
      },
      PATIENCE,
    );
    expect(new Set(boxes)).toEqual(new Set(["10"]));
    expect(await first.store.channels.countOrphans({ since: 0, before: Date.now() + 60_000, most: 9 })).toEqual([]);
  });

  it("do the whole work together where each has one role only", { timeout: 120_000 }, async () => {
    await using upstream = await carrier('rules: [{ reply: "好的" }]\nreceiptAfter: 100ms');
    await using sink = await CustomerServer.open();
    const push = `push: { reports: "${sink.url}", inbound: "${sink.url}" }`;
    await using cluster = await Cluster.open(`${planFor(upstream, "", push)}settings: { push: { allowAddresses: [127.0.0.0/8] } }\n`);
    const api = await cluster.join("api");
    const dispatch = await cluster.join("dispatch");
    const reports = await cluster.join("reports");
    await until("the channel is there", () => dispatch.running.directory.current !== undefined && upstream.lab.counts.connections === 1);
    const sent = await new HuaxinClient(api, CUSTOMER).send("13800138000", "您好");
    expect(sent.status).toBe("Success");
    const pushed = (what: string) => sink.seen.some(({ body, url }) => (body + decodeURIComponent(url)).includes(what));
    await until("the report was pushed", () => pushed(sent.task), PATIENCE);
    await until("the phone's answer was pushed", () => pushed("好的") || pushed(encodeURIComponent("好的")), PATIENCE);
    expect([api.running.pushing(), dispatch.running.pushing()]).toEqual([0, 0]);
    expect((await ask(dispatch.port, request("GET", "/sms.aspx"))).status).toBe(404);
    expect((await ask(reports.port, request("GET", "/sms.aspx"))).status).toBe(404);
    for (const { log } of cluster.members) expect(log.filter((line) => line.startsWith("error:"))).toEqual([]);
  });

  it("know of a changed password within a second, though they look for it every five", { timeout: 60_000 }, async () => {
    await using upstream = await carrier();
    await using cluster = await Cluster.open(planFor(upstream));
    const [first, second] = [await cluster.join("api"), await cluster.join("api")];
    await until("news arrive", () => cluster.members.every(({ store }) => store.news.arrives), PATIENCE);
    const account = first.running.directory.current.accountByLogin.get(CUSTOMER.login);
    if (!account) throw new Error("there is no customer");
    for (const password of ["Other-1", "Other-2", "Other-3"]) {
      await first.store.accounts.changePassword(account, password);
      const changedAt = performance.now();
      const known = (): boolean => second.running.directory.current.accountByLogin.get(CUSTOMER.login)?.secrets.password === password;
      await until("the second knows", known, PATIENCE);
      expect(performance.now() - changedAt).toBeLessThan(1_000);
    }
  });

  it("close their sessions when they are cut off, before others open them, and come back as another node", {
    timeout: 120_000,
  }, async () => {
    await using upstream = await carrier();
    await using cluster = await Cluster.open(planFor(upstream, "sessions: 2"));
    await using network = await FaultyNetwork.open(cluster.url);
    let most = 0;
    const watch = setInterval(() => {
      most = Math.max(most, upstream.lab.counts.connections);
    }, 2);
    const near = await cluster.join();
    const far = await cluster.joinOver(network.through(cluster.url));
    const shares = async (): Promise<string> =>
      [near, far]
        .map(({ log }) => log.findLast((line) => line.includes("part of a channel has changed"))?.match(/"slots":(\d+)/)?.[1] ?? "-")
        .join();
    await until("each has a session", async () => (await shares()) === "1,1" && upstream.lab.counts.connections === 2, PATIENCE);
    network.down();
    await until("the far one counts itself out", () => far.log.some((line) => line.includes("lease is over")), PATIENCE);
    await until("the near one has both", async () => (await shares()).startsWith("2,") && upstream.lab.counts.connections === 2, PATIENCE);
    network.up();
    await until("the far one has joined anew", () => far.log.some((line) => line.includes('joined anew {"node":2}')), PATIENCE);
    await until("each has a session again", async () => (await shares()) === "1,1" && upstream.lab.counts.connections === 2, PATIENCE);
    clearInterval(watch);
    expect(most).toBe(2);
    const sent = await new HuaxinClient(far, CUSTOMER).send(phones(20), "您好");
    expect(sent.status).toBe("Success");
    await until("all have left", () => upstream.lab.counts.accepted === 20, PATIENCE);
  });
});
