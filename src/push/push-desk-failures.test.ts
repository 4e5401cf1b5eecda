import { describe, expect, it } from "vitest";
import { answer, CustomerServer } from "../../test/house/customer-server.ts";
import { idsIn, PushRig, pushTo } from "../../test/house/push-rig.ts";
import { Gate } from "../../test/house/scripted-carrier.ts";
import { until } from "../../test/house/until.ts";

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

describe("an endpoint that can't be reached", () => {
  it("is probed by single requests until it answers; everything waits untried meanwhile, and nothing is lost", async () => {
    const gone = await CustomerServer.open();
    const { port } = gone;
    await using rig = await PushRig.for(gone);
    await gone[Symbol.asyncDispose]();
    const ids = await rig.reports("customer", 200);
    rig.desk();
    await rig.quiet();
    expect(rig.observed).toContain("report dead");
    const before = rig.observed.length;
    await rig.pass(29 * SECOND);
    expect(rig.observed).toHaveLength(before);
    await rig.pass(10 * MINUTE, 10 * SECOND);
    // after 30 s, 1, 2 and 4 min: one request each
    expect(rig.observed.slice(before)).toEqual(Array.from({ length: 4 }, () => "2 report by toy: unreached"));
    await using back = await CustomerServer.open(port);
    await rig.pass(10 * MINUTE, 10 * SECOND);
    expect(rig.observed).toContain("report alive");
    expect([...new Set(idsIn(back.seen).flat())].sort()).toEqual([...ids].sort());
    expect(idsIn(back.seen).flat()).toHaveLength(200);
    expect(await rig.waiting()).toEqual([]);
    expect(rig.log.filter((line) => line.includes("dead"))).toHaveLength(1);
  });

  it("counts as such when it hangs, redirects, or its name leads into a private network", async () => {
    await using customer = await CustomerServer.open();
    await using rig = await PushRig.for(customer);
    customer.script = () => undefined;
    await rig.reports("customer", 1);
    rig.desk();
    await until("the request has come", () => customer.seen.length === 1);
    await rig.clock.advance(10 * SECOND);
    await rig.quiet();
    expect(rig.observed).toEqual(["1 report by toy: unreached"]);
    customer.script = answer(302, "", { location: "http://127.0.0.1:1/" });
    await rig.pass(31 * SECOND);
    expect(rig.observed).toHaveLength(2);
    await rig.provision({ accounts: { customer: pushTo({ url: `http://push.example.com:${customer.port}/` }) } });
    rig.resolve = async () => ["10.0.0.1", "fd00::1"];
    customer.script = answer(200, "ok");
    await rig.pass(2 * MINUTE);
    expect([customer.seen.length, rig.observed]).toEqual([
      2,
      [...Array.from({ length: 3 }, () => "1 report by toy: unreached"), "report dead"],
    ]);
    rig.resolve = async () => ["127.0.0.1"];
    await rig.pass(15 * MINUTE, 10 * SECOND);
    expect(customer.seen).toHaveLength(3);
    expect(await rig.waiting()).toEqual([]);
  });

  it("is told to the log without the query of its URL, the texts and the phones", async () => {
    await using customer = await CustomerServer.open();
    customer.script = answer(500, "13800138000 您好");
    await using rig = await PushRig.for({ url: `${customer.url}?token=Secret-2` });
    await rig.reports("customer", 3);
    rig.desk();
    await rig.pass(5 * MINUTE, 10 * SECOND);
    expect(rig.log.join()).toMatch(/"host":"127\.0\.0\.1:\d+","why":"it answers with status 500"/);
    expect(rig.log.join()).not.toMatch(/Secret|13800138000|您好/);
  });
});

describe("a dialect that throws", () => {
  it("loses nothing, doesn't make its endpoint look dead, and is told to the log", async () => {
    await using customer = await CustomerServer.open();
    await using rig = await PushRig.for(customer, ", dialects: [toy, broken]");
    await rig.reports("customer", 6, "broken");
    rig.desk();
    await rig.pass(SECOND);
    expect(rig.observed).toEqual(Array.from({ length: 6 }, () => "1 report by broken: unreached"));
    expect(rig.log).toHaveLength(6);
    expect(rig.log[0]).toMatch(/^error: a dialect broke while it pushed .*"dialect":"broken".*no such field/);
    const sound = await rig.reports("customer", 1);
    await rig.pass(SECOND);
    expect(idsIn(customer.seen)).toEqual([sound]);
    expect(await rig.waiting()).toEqual(["customer report"]);
  });
});

describe("two desks on one store", () => {
  it("never push the same item at the same time, nor twice", async () => {
    await using customer = await CustomerServer.open();
    await using rig = await PushRig.for(customer);
    const open = new Set<number>();
    const twice: number[] = [];
    const gate = new Gate();
    customer.script = (seen, response) => {
      const ids = idsIn([seen]).flat();
      twice.push(...ids.filter((id) => open.has(id)));
      for (const id of ids) open.add(id);
      void gate.opened.then(() => {
        for (const id of ids) open.delete(id);
        answer(200, "ok")(seen, response);
      });
    };
    const ids = await rig.reports("customer", 150);
    rig.desk();
    rig.desk();
    await until("both push as much as they may", () => open.size === 16);
    gate.open();
    await rig.quiet();
    expect(twice).toEqual([]);
    expect(idsIn(customer.seen).flat().sort()).toEqual([...ids].sort());
  });
});

describe("stopping", () => {
  it("begins nothing new, and waits for what is under way", async () => {
    await using customer = await CustomerServer.open();
    await using rig = await PushRig.for(customer);
    const gate = new Gate();
    customer.script = (seen, response) => void gate.opened.then(() => answer(200, "ok")(seen, response));
    await rig.reports("customer", 100);
    const desk = rig.desk();
    await until("four requests have come", () => customer.seen.length === 4);
    let done = false;
    const stopped = desk.stop().then(() => {
      done = true;
    });
    await rig.clock.advance(4_999);
    expect(done).toBe(false);
    gate.open();
    await stopped;
    expect(customer.seen).toHaveLength(4);
    expect(rig.observed).toEqual(Array.from({ length: 4 }, () => "2 report by toy: received"));
    await rig.pass(MINUTE, 10 * SECOND);
    desk.wake();
    await rig.pass(MINUTE, 10 * SECOND);
    expect(customer.seen).toHaveLength(4);
  });

  it("breaks off after 5 s what hangs, and gives it back for the next desk at once", async () => {
    await using customer = await CustomerServer.open();
    await using rig = await PushRig.for(customer);
    customer.script = () => undefined;
    const ids = await rig.reports("customer", 3);
    const desk = rig.desk();
    await until("two requests have come", () => customer.seen.length === 2);
    const stopped = desk.stop();
    await rig.clock.advance(5_000);
    await stopped;
    expect(rig.observed).toEqual([]);
    customer.script = answer(200, "ok");
    customer.seen.length = 0;
    rig.desk();
    await rig.quiet();
    expect(idsIn(customer.seen).flat().sort()).toEqual([...ids].sort());
  });
});

describe("a store that fails", () => {
  it("is asked again, and no push is repeated because an outcome took long to be stored", async () => {
    await using customer = await CustomerServer.open();
    await using rig = await PushRig.for(customer);
    await rig.reports("customer", 2);
    const failures = { due: 2, take: 1, record: 3 };
    const sometimes =
      <A extends readonly unknown[], R>(name: keyof typeof failures, call: (...args: A) => Promise<R>) =>
      (...args: A): Promise<R> =>
        failures[name]-- > 0 ? Promise.reject(new Error("disk full")) : call(...args);
    rig.desk((store) => ({
      ...store,
      due: sometimes("due", store.due),
      take: sometimes("take", store.take),
      record: sometimes("record", store.record),
    }));
    for (let second = 0; second < 8; second++) {
      await rig.clock.advance(SECOND);
      await rig.store.pushes.due(0);
    }
    await until("it is all stored", async () => {
      await rig.clock.advance(SECOND);
      return (await rig.waiting()).length === 0;
    });
    expect(customer.seen).toHaveLength(1);
    expect(rig.log.filter((line) => line.startsWith("error:")).map((line) => /could not be \w+/.exec(line)?.[0])).toEqual([
      ...["could not be read", "could not be read", "could not be taken"],
      ...["could not be stored", "could not be stored", "could not be stored"],
    ]);
  });
});
