import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Client, type ClientInbound, type ClientReport, type ClientResult, connect } from "../../../src/client/index.ts";
import { acceptancePlan } from "../../house/acceptance-plan.ts";
import { House } from "../../house/house.ts";
import { OverheardCarrier } from "../../house/overheard-carrier.ts";
import { until } from "../../house/until.ts";
import { nameOf, WAYS, type Way } from "./ways.ts";

const HOUR = 3_600_000;
/** What an encoder may trip over, a character that GBK lacks among it. */
const TEXT = `甲&乙=丙+丁%20 "戊" <己>;\\n@2@ €é😀 end`;

const carrier = new OverheardCarrier();
let house: House;
beforeAll(async () => {
  house = await House.open({ plan: acceptancePlan(), kinds: [carrier] });
});
afterAll(async () => {
  expect(house.errors).toEqual([]);
  expect(await house.store.ledger.audit()).toEqual([]);
  await house[Symbol.asyncDispose]();
});

function clientOf({ dialect, settings }: Way): Client {
  return connect(dialect, { ...settings, base: house.running.address });
}

let last = 13_500_000_000;
/** A phone that nobody has written to, with the given ending. */
function phone(ending = "0000"): string {
  last += 10_000;
  return `${String(last).slice(0, 7)}${ending}`;
}

/** What was asked for; fails with the refusal where there is one. */
function ok<T extends { readonly ok: true }>(result: ClientResult<T>): T {
  expect(result).toMatchObject({ ok: true });
  return result as T;
}

describe.each(WAYS.map((way) => [nameOf(way), way] as const))("a client of %s", (_name, way) => {
  it("has its text brought as it was written, under its ext, and pays for it", async () => {
    const client = clientOf(way);
    const before = ok(await client.balance());
    const to = [phone(), phone()];
    const sent = ok(await client.send({ phones: to, text: TEXT, ext: "77" }));
    expect(sent.submissionId).toMatch(/^[1-9]\d*$/);
    if (sent.accepted !== undefined) expect(sent.accepted).toBe(2);
    if (sent.balance !== undefined) expect(sent.balance).toBe(before.credits - 2);
    const after = ok(await client.balance());
    expect(after.credits).toBe(before.credits - 2);
    if (after.money !== undefined) expect(after.money).toBe(after.credits * 500);
    await until("it was handed to the carrier", () => to.every((one) => carrier.to(one).length > 0));
    for (const one of to) {
      const seen = { source: `10690000${way.code}77`, text: (way.signature ?? "") + TEXT };
      expect(carrier.to(one)).toMatchObject([seen]);
    }
  });

  it("sends to each its own", async () => {
    const items = [1, 2, 3].map((number) => ({ phone: phone(), text: `${TEXT}\r\n第${number}, 号` }));
    const results = await clientOf(way).sendEach({ items, ext: "8" });
    expect(results.map(({ result }) => result)).toEqual(results.map(() => expect.objectContaining({ ok: true })));
    expect(results.reduce((sum, { count }) => sum + count, 0)).toBe(3);
    await until("all are handed over", () => items.every((item) => carrier.to(item.phone).length > 0));
    for (const item of items) {
      expect(carrier.to(item.phone)).toMatchObject([{ source: `10690000${way.code}8`, text: (way.signature ?? "") + item.text }]);
    }
  });

  it("has a text wait for its time where the interface knows one", async () => {
    const sendAt = Math.ceil(Date.now() / 1_000) * 1_000 + 2 * HOUR;
    const { submissionId } = ok(await clientOf(way).send({ phones: [phone()], text: "以后", sendAt }));
    const found = await house.store.history.find(Number(submissionId), 0, 9);
    if (way.dialect === "qxt") expect(found?.submission.sendAt).toBeLessThanOrEqual(Date.now());
    else expect(found?.submission.sendAt).toBe(sendAt);
  });

  it("is told of what became of it, once, or that the interface only pushes", async () => {
    const client = clientOf(way);
    if (!way.pulls) {
      for (const result of [await client.reports(), await client.inbound()])
        expect(result).toMatchObject({ ok: false, code: "unsupported" });
      return;
    }
    // what tests before this one left
    for (let most = 100; most > 0 && ok(await client.reports()).reports.length > 0; most--);
    const [good, bad] = [phone(), phone("9001")];
    const from = Date.now();
    const { submissionId } = ok(await client.send({ phones: [good, bad], text: "您好", ext: "66" }));
    const reports: ClientReport[] = [];
    await until("both reports", async () => {
      reports.push(...ok(await client.reports()).reports.filter((report) => report.submissionId === submissionId));
      return reports.length >= 2;
    });
    expect(reports.toSorted((a, b) => a.phone.localeCompare(b.phone))).toEqual([
      { phone: good, submissionId, delivered: true, code: "DELIVRD", at: expect.any(Number), ext: "66" },
      { phone: bad, submissionId, delivered: false, code: "UNDELIV", at: expect.any(Number), ext: "66" },
    ]);
    // interfaces tell whole seconds
    for (const { at } of reports) expect(at).toBeGreaterThan(from - 1_000);
    for (const { at } of reports) expect(at).toBeLessThanOrEqual(Date.now());
    expect(ok(await client.reports()).reports).toEqual([]);
  });
});

describe.each(WAYS.filter(({ pulls }) => pulls).map((way) => [nameOf(way), way] as const))("a client of %s, which pulls,", (_name, way) => {
  it("is given what phones answer, once", async () => {
    const client = clientOf(way);
    for (let most = 100; most > 0 && ok(await client.inbound()).inbound.length > 0; most--);
    const phones = [phone("9010"), phone("9011"), phone("9012")];
    const { submissionId } = ok(await client.send({ phones, text: "您好", ext: "55" }));
    const texts: ClientInbound[] = [];
    await until("three answers", async () => {
      texts.push(...ok(await client.inbound()).inbound.filter((text) => phones.includes(text.phone)));
      return texts.length >= 3;
    });
    const long = "一二三四五六七八九十".repeat(20);
    expect(phones.map((one) => texts.filter(({ phone }) => phone === one).map(({ text }) => text))).toEqual([["收到"], ["T"], [long]]);
    // each says of the number it came to what its document does
    const to = { xunchen: `10690000${way.code}55`, inter28: `${way.code}55`, huaxin: "55" }[way.dialect];
    expect(texts).toEqual(texts.map(() => expect.objectContaining({ to, at: expect.any(Number) })));
    // only this one says what was answered
    if (way.dialect === "inter28") expect(texts).toEqual(texts.map(() => expect.objectContaining({ submissionId })));
    expect(ok(await client.inbound()).inbound).toEqual([]);
  });
});
