import { describe, expect, it } from "vitest";
import { answer, CustomerServer } from "../../test/house/customer-server.ts";
import { idsIn, PushRig, pushTo, textsIn } from "../../test/house/push-rig.ts";
import { Gate } from "../../test/house/scripted-carrier.ts";
import { until } from "../../test/house/until.ts";

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

/** So many accounts whose pushes go to one server, each to a place of its own. */
function crowd(count: number, { url }: CustomerServer): Readonly<Record<string, string>> {
  const logins = Array.from({ length: count }, (_, index) => `customer-${index}`);
  return Object.fromEntries(logins.map((login) => [login, pushTo({ url: `${url}/${login}` })]));
}

describe("a report", () => {
  it("is pushed with what the directory knows, once, and is over when it was received", async () => {
    await using customer = await CustomerServer.open();
    await using rig = await PushRig.for(customer);
    const [id] = await rig.reports("customer", 1);
    rig.desk();
    await rig.quiet();
    const items = [{ id, code: "YZ:BLACK", accessCode: "0588", city: "北京" }];
    expect(customer.seen).toMatchObject([{ method: "POST", url: "/push", body: JSON.stringify({ now: rig.clock.now(), items }) }]);
    await rig.pass(3 * MINUTE);
    expect(customer.seen).toHaveLength(1);
    expect(await rig.waiting()).toEqual([]);
    expect(rig.observed).toEqual(["1 report by toy: received"]);
  });

  it("is pushed soon after a wake, not only at the next poll", async () => {
    await using customer = await CustomerServer.open();
    await using rig = await PushRig.for(customer);
    const desk = rig.desk();
    await rig.quiet();
    await rig.reports("customer", 1);
    for (let call = 0; call < 100; call++) desk.wake();
    await rig.pass(100, 100);
    expect(customer.seen).toHaveLength(1);
    await rig.reports("customer", 1);
    await rig.pass(SECOND);
    expect(customer.seen).toHaveLength(2);
  });

  it("that is refused comes again by the dialect's schedule, and is received then; both answers are kept for people to read", async () => {
    await using customer = await CustomerServer.open();
    await using rig = await PushRig.for(customer);
    customer.script = answer(200, " ag\u0000\nain");
    const [id] = await rig.reports("customer", 1);
    rig.desk();
    await rig.quiet();
    customer.script = answer(200, "ok");
    await rig.pass(29 * SECOND);
    expect(customer.seen).toHaveLength(1);
    await rig.pass(2 * SECOND);
    expect(customer.seen).toHaveLength(2);
    expect(await rig.waiting()).toEqual([]);
    expect(rig.observed).toEqual(["1 report by toy: refused", "1 report by toy: received"]);
    const story = await rig.store.history.story(id ?? 0);
    expect(story?.steps.map(({ what }) => what).filter(({ kind }) => kind === "push-try")).toEqual([
      { kind: "push-try", number: 1, verdict: "refused", status: 200, note: "ag ain" },
      { kind: "push-try", number: 2, verdict: "received", status: 200, note: "ok" },
    ]);
  });

  it("is given up when its tries are used up, and taken up again by a replay", async () => {
    await using customer = await CustomerServer.open();
    await using rig = await PushRig.for(customer);
    const began = rig.clock.now();
    customer.script = answer(200, "again");
    const [id] = await rig.reports("customer", 1);
    rig.desk();
    await rig.pass(10 * MINUTE, 10 * SECOND);
    expect(customer.seen).toHaveLength(3);
    expect(rig.observed.at(-1)).toBe("1 report given up");
    expect(await rig.waiting()).toEqual([]);
    customer.script = answer(200, "ok");
    expect(await rig.replay("customer", "report", began)).toBe(1);
    await rig.pass(SECOND);
    expect(idsIn(customer.seen)).toEqual([[id], [id], [id], [id]]);
    expect(rig.observed.at(-1)).toBe("1 report by toy: received");
  });

  it("goes where the account's address is now", async () => {
    await using before = await CustomerServer.open();
    await using after = await CustomerServer.open();
    await using rig = await PushRig.for(before);
    before.script = answer(200, "again");
    await rig.reports("customer", 1);
    rig.desk();
    await rig.quiet();
    await rig.provision({ accounts: { customer: pushTo(after) } });
    await rig.pass(31 * SECOND);
    expect([before.seen.length, after.seen.length]).toEqual([1, 1]);
  });
});

describe("an address that isn't allowed any more", () => {
  it("gets no push over a connection that was kept either", async () => {
    await using customer = await CustomerServer.open();
    const accounts = { customer: pushTo({ url: `http://push.example.com:${customer.port}/` }) };
    await using rig = await PushRig.open({ accounts });
    rig.desk();
    await rig.reports("customer", 1);
    await rig.pass(SECOND);
    await rig.provision({ accounts, allow: "10.0.0.0/8" });
    await rig.reports("customer", 1);
    await rig.pass(SECOND);
    expect(customer.seen).toHaveLength(1);
    expect(rig.observed.at(-1)).toBe("1 report by toy: unreached");
  });
});

describe("pushes to one endpoint", () => {
  it("are put together, oldest first, as many as the dialect allows, and at most four requests at once", async () => {
    await using customer = await CustomerServer.open();
    await using rig = await PushRig.for(customer);
    const gate = new Gate();
    customer.script = (seen, response) => void gate.opened.then(() => answer(200, "ok")(seen, response));
    const ids = await rig.reports("customer", 21);
    rig.desk();
    await until("four requests have come", () => customer.seen.length === 4);
    gate.open();
    await rig.quiet();
    expect(customer.busiest).toBe(4);
    expect(idsIn(customer.seen).map((batch) => batch.length)).toEqual([...Array.from({ length: 10 }, () => 2), 1]);
    expect(idsIn(customer.seen).flat().sort()).toEqual([...ids].sort());
    expect(idsIn(customer.seen.slice(0, 1))).toEqual([ids.slice(0, 2)]);
  });

  it("with inbound texts keep a conversation's order", async () => {
    await using customer = await CustomerServer.open();
    await using rig = await PushRig.for(customer);
    customer.script = (seen, response) => void setImmediate(() => answer(200, "ok")(seen, response));
    const texts = Array.from({ length: 12 }, (_, index) => `第${index}句`);
    await rig.inbound("customer", texts);
    rig.desk();
    await rig.quiet();
    expect(textsIn(customer.seen)).toEqual(texts);
    expect(customer.busiest).toBe(1);
  });

  it("go by the dialect of their submission where it pushes, else by the account's first that does", async () => {
    await using customer = await CustomerServer.open();
    await using rig = await PushRig.for(customer, ", dialects: [mute, solo, toy]");
    const first = await rig.reports("customer", 2, "toy");
    const second = await rig.reports("customer", 2, "mute");
    rig.desk();
    await rig.quiet();
    expect(idsIn(customer.seen).flat().sort()).toEqual([...first, ...second].sort());
    expect([...rig.observed].sort()).toEqual(["1 report by solo: received", "1 report by solo: received", "2 report by toy: received"]);
  });

  it("that don't fit into one request go one after the other, and back to the store where the first took long", async () => {
    await using customer = await CustomerServer.open();
    await using rig = await PushRig.for(customer, ", dialects: [toy, solo]");
    const gate = new Gate();
    customer.script = (seen, response) => void gate.opened.then(() => answer(200, "ok")(seen, response));
    const ids = await rig.reports("customer", 2, "solo");
    let released = 0;
    rig.desk((store) => ({ ...store, release: (...args) => store.release(...args).finally(() => (released += 1)) }));
    await until("the first request has come", () => customer.seen.length === 1);
    await rig.clock.advance(5_001);
    gate.open();
    await rig.pass(SECOND);
    expect([released, idsIn(customer.seen)]).toEqual([1, ids.map((id) => [id])]);
    await rig.reports("customer", 2, "solo");
    await rig.pass(SECOND);
    expect([released, customer.seen.length]).toEqual([1, 4]);
  });

  it("don't hold up those to others, however slow one is", async () => {
    await using slow = await CustomerServer.open();
    await using quick = await CustomerServer.open();
    slow.script = () => undefined;
    await using rig = await PushRig.open({ accounts: { slow: pushTo(slow), quick: pushTo(quick) } });
    await rig.reports("slow", 1_000);
    await rig.reports("quick", 100);
    rig.desk();
    await until("the quick one has all", () => quick.seen.length === 50);
    expect(slow.seen).toHaveLength(4);
  });

  it("are at most 64 requests at once over all endpoints", async () => {
    await using customer = await CustomerServer.open();
    const gate = new Gate();
    customer.script = (seen, response) => void gate.opened.then(() => answer(200, "ok")(seen, response));
    await using rig = await PushRig.open({ accounts: crowd(20, customer) });
    for (const login of Object.keys(crowd(20, customer))) await rig.reports(login, 8);
    const desk = rig.desk();
    await until("it is full", () => customer.seen.length === 64);
    expect(desk.underWay).toBe(64);
    gate.open();
    await rig.quiet();
    expect(customer.busiest).toBe(64);
    expect(customer.seen).toHaveLength(80);
    expect(await rig.waiting()).toEqual([]);
  });

  it("give each endpoint its turn where there are more of them than that", async () => {
    await using customer = await CustomerServer.open();
    await using rig = await PushRig.open({ accounts: crowd(70, customer) });
    for (const login of Object.keys(crowd(70, customer))) await rig.reports(login, 8);
    rig.desk();
    await rig.quiet();
    expect(customer.seen).toHaveLength(280);
    expect(new Set(customer.seen.slice(0, 140).map(({ url }) => url)).size).toBe(70);
  });
});

describe("pushes that can't go anywhere", () => {
  it.each([
    ["the account is disabled", ", enabled: false"],
    ["the account has no address for them", ""],
    ["no interface of the account can push", ", dialects: [mute]"],
  ])("wait untried, say so once, and go when that is mended: %s", async (why, more) => {
    await using customer = await CustomerServer.open();
    await using rig = await PushRig.for(customer);
    const ids = await rig.reports("customer", 2);
    await rig.provision({ accounts: { customer: more === "" ? "push: { mode: pull }" : pushTo(customer, more) } });
    let asked = 0;
    rig.desk((store) => ({
      ...store,
      due: (now) => store.due(now).finally(() => (asked += 1)),
      take: () => Promise.reject(new Error("taken")),
    }));
    await rig.pass(10 * SECOND);
    expect(asked).toBeLessThanOrEqual(12);
    expect(rig.log).toEqual([expect.stringContaining(`"why":"${why}"`)]);
    await rig.desks[0]?.stop();
    await rig.provision({ accounts: { customer: pushTo(customer, more === "" ? "" : ", enabled: true, dialects: [toy]") } });
    rig.desk();
    await rig.quiet();
    expect(idsIn(customer.seen)).toEqual([ids]);
  });
});
