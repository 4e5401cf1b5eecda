import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CUSTOMER, House } from "../../test/house/house.ts";
import { Gate as Held } from "../../test/house/scripted-carrier.ts";
import { until } from "../../test/house/until.ts";
import { ask, element, request, Wire } from "../../test/house/wire.ts";
import type { Dialect, WireReply } from "../dialects/dialect.ts";
import { huaxin } from "../dialects/huaxin/dialect.ts";
import type { Answer } from "../domain/call.ts";
import type { ReportStore } from "../store/store.ts";

const WHO = `account=${CUSTOMER.login}&password=${CUSTOMER.password}`;
const QUERY = request("GET", `/statusApi.aspx?action=query&${WHO}`);

/** What a test may hold back or look at in the reports' way. */
let hold: Held | undefined;
let taken = 0;
let released = 0;

/** Far more than the sockets' buffers hold, so that a response is not written out while nobody reads. */
const PADDING = " ".repeat(32 * 1024 * 1024);

/** The dialect under test, but for queries that ask for it its answer doesn't fit the buffers. */
const padding: Dialect = {
  ...huaxin,
  routes: huaxin.routes.map((route) => ({
    ...route,
    decode: (wire) => {
      const decoded = route.decode(wire);
      if (!("call" in decoded) || decoded.call.kind !== "reports" || !wire.query.includes("padded")) return decoded;
      const encode = decoded.encode as (answer: Answer<"reports">, now: number) => WireReply;
      return {
        call: decoded.call,
        encode: (answer: Answer<"reports">, now: number) => {
          const reply = encode(answer, now);
          return { ...reply, body: reply.body + PADDING };
        },
      };
    },
  })),
};

let house: House;
beforeAll(async () => {
  house = await House.open({
    dialects: [padding],
    between: (store) => ({ ...store, reports: watched(store.reports) }),
  });
});
afterAll(async () => {
  await house[Symbol.asyncDispose]();
});

function watched(reports: ReportStore): ReportStore {
  return {
    take: async (take) => {
      const found = await reports.take(take);
      taken += found.length;
      await hold?.opened;
      return found;
    },
    confirm: (...args) => reports.confirm(...args),
    release: async (...args) => {
      await reports.release(...args);
      released += 1;
    },
  };
}

/** Sends to so many phones; resolves to the task id. */
async function send(count: number): Promise<string> {
  const phones = Array.from({ length: count }, (_, index) => `1380000${1000 + index}`).join(",");
  const { body } = await ask(house.port, request("POST", "/sms.aspx", { body: `action=send&${WHO}&mobile=${phones}&content=x` }));
  return element(body, "taskID");
}

function of(taskId: string): string {
  return request("GET", `/statusApi.aspx?action=query&${WHO}&taskid=${taskId}&statusNum=5000`);
}

function boxes(body: string): number {
  return body.split("<statusbox>").length - 1;
}

async function untilReported(taskId: string, count: number): Promise<void> {
  const account = house.running.directory.current.accountByLogin.get(CUSTOMER.login);
  await until(`${count} reports wait`, async () => {
    const now = Date.now();
    const take = {
      accountId: account?.id ?? 0,
      token: 1,
      limit: 5000,
      submissionId: Number(taskId),
      notBefore: undefined,
      now,
      until: now + 10_000,
    };
    const found = await house.store.reports.take(take);
    await house.store.reports.release(
      take.accountId,
      1,
      found.map((report) => report.messageId),
    );
    return found.length === count;
  });
}

describe("reports handed over by a query", () => {
  it("are handed over once", async () => {
    const task = await send(3);
    await untilReported(task, 3);
    const first = await ask(house.port, of(task));
    expect(boxes(first.body)).toBe(3);
    expect(boxes((await ask(house.port, of(task))).body)).toBe(0);
    expect(boxes((await ask(house.port, QUERY)).body)).toBe(0);
  });

  it("are offered again at once when the client was gone before the response was ready", async () => {
    const task = await send(2);
    await untilReported(task, 2);
    hold = new Held();
    const before = { taken, released };
    using wire = await Wire.open(house.port);
    wire.write(of(task));
    await until("the reports are taken", () => taken === before.taken + 2);
    wire.socket.resetAndDestroy();
    await wire.end();
    // one turn for the server's side of the socket, then the store's answer
    await ask(house.port, request("GET", "/healthz"));
    hold.open();
    hold = undefined;
    await until("the reports are released", () => released === before.released + 1);
    expect(boxes((await ask(house.port, of(task))).body)).toBe(2);
  });

  it("are offered again when the response broke off while it was written", async () => {
    const task = await send(2);
    await untilReported(task, 2);
    const before = { taken, released };
    using wire = await Wire.open(house.port);
    wire.socket.pause();
    wire.write(request("GET", `/statusApi.aspx?action=query&${WHO}&taskid=${task}&padded`));
    await until("the reports are taken", () => taken === before.taken + 2);
    wire.socket.resetAndDestroy();
    await until("the reports are released", () => released === before.released + 1);
    expect(boxes((await ask(house.port, of(task))).body)).toBe(2);
  });

  it("are offered again when a response in front of theirs was not read by a client that pipelines", async () => {
    const task = await send(2);
    await untilReported(task, 2);
    hold = new Held();
    const before = { taken, released };
    using wire = await Wire.open(house.port);
    wire.write(of("1") + of(task));
    await until("the reports are taken", () => taken === before.taken + 2);
    wire.socket.resetAndDestroy();
    await wire.end();
    await ask(house.port, request("GET", "/healthz"));
    hold.open();
    hold = undefined;
    await until("the reports are released", () => released === before.released + 1);
    expect(boxes((await ask(house.port, of(task))).body)).toBe(2);
  });
});
