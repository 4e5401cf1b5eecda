import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ManualClock } from "../../src/runtime/manual-clock.ts";
import { formatShanghai } from "../../src/text/shanghai-time.ts";
import { CUSTOMER, House, PLAN } from "../house/house.ts";
import { type Box, HuaxinClient } from "../house/huaxin-client.ts";
import { until } from "../house/until.ts";

const ACCOUNTS = `
  - { login: poor, dialects: [huaxin], product: standard, password: Poor-1, credits: 2, signature: { mode: none } }
  - { login: owing, dialects: [huaxin], product: standard, password: Owing-1, credits: 1, payment: postpaid, creditLimit: 2, signature: { mode: none } }
  - { login: careful, dialects: [huaxin], product: standard, password: Careful-1, credits: 100, charge: on-delivery, signature: { mode: none } }
  - { login: once, dialects: [huaxin], product: standard, password: Once-1, credits: 100, delivery: at-most-once, signature: { mode: none } }
`;

let house: House;
beforeAll(async () => {
  house = await House.open({ plan: PLAN + ACCOUNTS.slice(1) });
});
afterAll(async () => {
  expect(house.errors).toEqual([]);
  expect(await house.store.ledger.audit()).toEqual([]);
  await house[Symbol.asyncDispose]();
});

/** All reports of a task, once there are so many. */
async function reported(client: HuaxinClient, taskid: string, count: number): Promise<readonly Box[]> {
  const boxes: Box[] = [];
  await until(`${count} reports`, async () => {
    boxes.push(...(await client.query({ taskid })));
    return boxes.length >= count;
  });
  return [...boxes].sort((a, b) => a.mobile.localeCompare(b.mobile));
}

describe("a text that a customer sends", () => {
  it("is answered with its task, charged, and reported delivered once", async () => {
    const client = new HuaxinClient(house, CUSTOMER);
    const before = await client.credits();
    const sent = await client.send("13800138000", "您好", { extno: "77" });
    expect(sent).toMatchObject({ status: "Success", message: "操作成功", count: 1, left: before - 1 });
    expect(sent.task).toMatch(/^[1-9]\d*$/);
    expect(await reported(client, sent.task, 1)).toEqual([
      { mobile: "13800138000", taskid: sent.task, status: "10", errorcode: "DELIVRD", extno: "77" },
    ]);
    expect(await client.query({ taskid: sent.task })).toEqual([]);
    expect(await client.credits()).toBe(before - 1);
  });

  it("goes once to a number that is given twice, and is charged once", async () => {
    const client = new HuaxinClient(house, CUSTOMER);
    const before = await client.credits();
    const sent = await client.send("13800138001,13800138001,8613800138001,+8613800138001,13800138002", "您好");
    expect(sent).toMatchObject({ count: 2, left: before - 2 });
    expect((await reported(client, sent.task, 2)).map((box) => box.mobile)).toEqual(["13800138001", "13800138002"]);
  });

  it("is charged and reported as one text where it goes in parts", async () => {
    const client = new HuaxinClient(house, CUSTOMER);
    const before = await client.credits();
    const sent = await client.send("13800138000", "长".repeat(135));
    expect(sent.left).toBe(before - 3);
    expect(await reported(client, sent.task, 1)).toHaveLength(1);
  });

  it("reaches those that it can, and the others fail with a code of ours", async () => {
    const client = new HuaxinClient(house, CUSTOMER);
    const before = await client.credits();
    const sent = await client.send("13800138000,12345,+85291234567", "您好");
    expect(sent).toMatchObject({ status: "Success", count: 1, left: before - 1 });
    expect((await reported(client, sent.task, 3)).map((box) => [box.mobile, box.status, box.errorcode])).toEqual([
      ["+85291234567", "20", "YZ:ROUTE"],
      ["12345", "20", "YZ:NUMBER"],
      ["13800138000", "10", "DELIVRD"],
    ]);
  });

  // biome-ignore format: a table
  it.each([
    ["9001", "20", "UNDELIV", 1], ["9002", "20", "EXPIRED", 1], ["9003", "20", "REJECTD", 1], ["9004", "20", "SIM:1", 0],
    ["9006", "10", "DELIVRD", 1], ["9007", "10", "DELIVRD", 1], ["9009", "20", "MA:0006", 1],
  ])("to a phone that ends in %s is reported %s with %s, and costs %i", async (ending, status, code, cost) => {
    const client = new HuaxinClient(house, CUSTOMER);
    const before = await client.credits();
    const { task } = await client.send(`1380013${ending}`, "您好");
    expect(await reported(client, task, 1)).toMatchObject([{ status, errorcode: code }]);
    expect(await client.query({ taskid: task })).toEqual([]);
    expect(await client.credits()).toBe(before - cost);
  });

  it("whose first try was throttled, or got no answer, is delivered after all", async () => {
    const client = new HuaxinClient(house, CUSTOMER);
    const { task } = await client.send("13800139008,13800139013", "您好");
    expect(await reported(client, task, 2)).toMatchObject([{ errorcode: "DELIVRD" }, { errorcode: "DELIVRD" }]);
  });

  it("that may not be sent twice ends as UNKNOWN when its first try got no answer", async () => {
    const client = new HuaxinClient(house, { login: "once", password: "Once-1" });
    const { task } = await client.send("13800139013", "您好");
    expect(await reported(client, task, 1)).toMatchObject([{ status: "20", errorcode: "UNKNOWN" }]);
  });
});

describe("credits", () => {
  it("of a prepaid account end at 0, and what they don't reach for is not sent at all", async () => {
    const client = new HuaxinClient(house, { login: "poor", password: "Poor-1" });
    expect(await client.send("13800138000,13800138001,13800138002", "您好")).toMatchObject({
      status: "Fail",
      message: "额度不足",
      task: "0",
    });
    expect(await client.credits()).toBe(2);
    expect(await client.send("13800138000,13800138001", "您好")).toMatchObject({ status: "Success", left: 0 });
    expect(await client.send("13800138000", "您好")).toMatchObject({ status: "Fail" });
  });

  it("of a postpaid account end at its credit limit", async () => {
    const client = new HuaxinClient(house, { login: "owing", password: "Owing-1" });
    expect(await client.send("13800138000,13800138001,13800138002", "您好")).toMatchObject({ status: "Success", left: -2 });
    expect(await client.send("13800138000", "您好")).toMatchObject({ status: "Fail", message: "额度不足" });
  });

  it("are given back for what was not delivered to an account that pays for delivery", async () => {
    const client = new HuaxinClient(house, { login: "careful", password: "Careful-1" });
    const { task } = await client.send("13800138000,13800139001", "您好");
    await reported(client, task, 2);
    expect(await client.credits()).toBe(99);
  });

  it("don't go below 0 however many ask at once", async () => {
    await house.provision(PLAN.replace("login: customer", "login: rush").replace("credits: 10000", "credits: 10"));
    const client = new HuaxinClient(house, { login: "rush", password: CUSTOMER.password });
    const replies = await Promise.all(Array.from({ length: 30 }, (_, index) => client.send(`138001380${10 + index}`, "您好")));
    expect(replies.filter((reply) => reply.status === "Success")).toHaveLength(10);
    expect(await client.credits()).toBe(0);
  });
});

describe("a password", () => {
  it("is taken plain or as its MD5 in either case", async () => {
    // `printf %s Secret-1 | md5sum`
    const digest = "e002921a4c0a23c035ed44005c979955";
    for (const password of [CUSTOMER.password, digest, digest.toUpperCase()])
      expect(await new HuaxinClient(house, { ...CUSTOMER, password }).credits()).toBeGreaterThan(0);
    for (const password of ["secret-1", digest.slice(1), `${digest}0`])
      await expect(new HuaxinClient(house, { ...CUSTOMER, password }).credits()).rejects.toThrow("用户名或密码错误");
  });
});

describe("a text for later", () => {
  it("leaves at its time and is reported then, however long the server was asked before", async () => {
    const clock = new ManualClock();
    await using later = await House.open({ clock });
    const client = new HuaxinClient(later, CUSTOMER);
    const sendTime = formatShanghai(clock.now() + 3_600_000);
    const { status, task } = await client.send("13800138000", "您好", { sendTime });
    expect(status).toBe("Success");
    for (let minute = 0; minute < 59; minute++) {
      await clock.advance(60_000);
      await later.store.dispatch.lanes();
    }
    expect(await client.query({ taskid: task })).toEqual([]);
    const boxes: Box[] = [];
    await until("the report", async () => {
      await clock.advance(10_000);
      boxes.push(...(await client.query({ taskid: task })));
      return boxes.length > 0;
    });
    expect(boxes).toMatchObject([{ status: "10" }]);
  });
});
