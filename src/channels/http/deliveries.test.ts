import { describe, expect, it } from "vitest";
import { sampleChannel } from "../../../test/house/samples.ts";
import type { ClientInbound, ClientReport, DialectClient } from "../../dialects/client.ts";
import type { Part } from "../channel.ts";
import { inboundOf, orderIdOf, receiptsOf, upstreamIdOf } from "./deliveries.ts";

const NOW = Date.UTC(2026, 10, 20, 4);
const PLAIN = {} as DialectClient;
const ORDERS = { takesOrderIds: true } as DialectClient;
const REPORT: ClientReport = { phone: "13800138000", submissionId: "77", delivered: true, code: "DELIVRD", at: NOW - 5, ext: "" };
const TEXT: ClientInbound = { phone: "13800138000", text: "收到", at: NOW - 5, to: "" };
const PART: Part = {
  messageId: Number.MAX_SAFE_INTEGER,
  attempt: 1,
  part: 255,
  parts: 255,
  medium: "sms",
  phone: "13800138000",
  source: "106900000",
  text: "您好",
  reference: 0,
};

describe("an order id", () => {
  it("is the same whenever the message is sent again, and fits 32 characters", () => {
    expect(orderIdOf({ ...PART, attempt: 2, source: "1" })).toBe(orderIdOf(PART));
    expect(orderIdOf(PART)).toMatch(/^9007199254740991-255-[0-9a-f]{8}$/);
  });

  it("is another for another message, part, phone or text", () => {
    const others = [{ messageId: 64 }, { part: 1 }, { phone: "13900139000" }, { text: "您" }].map((own) => orderIdOf({ ...PART, ...own }));
    expect(new Set([orderIdOf(PART), ...others]).size).toBe(5);
  });
});

describe("a receipt", () => {
  const of = (own: Partial<ClientReport>, client = PLAIN) => receiptsOf([{ ...REPORT, ...own }], client, NOW)[0];

  it("is called as the submit was, however upstream writes the number", () => {
    expect(upstreamIdOf("77", "13800138000")).toBe("77/13800138000");
    for (const phone of ["8613800138000", "+86 138-0013-8000", " 13800138000 "])
      expect(of({ phone, submissionId: " 77 " })?.upstreamId).toBe(upstreamIdOf("77", "13800138000"));
    expect(of({ phone: "0085291234567" })?.upstreamId).toBe(upstreamIdOf("77", "+85291234567"));
    expect(of({ phone: "10086" })?.upstreamId).toBe("77/10086");
  });

  it("is called by the order id where upstream takes one, as its reports may name no phone", () => {
    expect(of({ phone: "", orderId: "order-1" }, ORDERS)?.upstreamId).toBe("order-1");
    expect(of({ orderId: "order-1" })?.upstreamId).toBe("77/13800138000");
  });

  it("has a code even where the interface has no place for one", () => {
    expect(of({ code: " MA:0006 ", delivered: false })).toMatchObject({ status: "failed", code: "MA:0006" });
    expect(of({ code: "" })).toMatchObject({ status: "delivered", code: "DELIVRD" });
    expect(of({ code: "", delivered: false })).toMatchObject({ status: "failed", code: "UNDELIV" });
  });

  it("is not of the future, and keeps what upstream said, within bounds", () => {
    expect(of({ at: NOW + 60_000 })?.at).toBe(NOW);
    expect(of({ at: NOW - 60_000 })?.at).toBe(NOW - 60_000);
    const long = of({ code: "x".repeat(100_000) });
    expect(long?.raw).toContain('"submissionId":"77"');
    expect([long?.raw.length, long?.code.length]).toEqual([4_000, 64]);
  });
});

describe("a text that a phone sent", () => {
  const channel = sampleChannel({ code: "1069000002", maxCodeLength: 20 });
  const of = (own: Partial<ClientInbound>) => inboundOf([{ ...TEXT, ...own }], channel, NOW)[0];

  it.each([
    ["106900000288", "106900000288"],
    ["88", "106900000288"],
    ["", "1069000002"],
    [" 88 ", "106900000288"],
    ["1065712345678901", "1065712345678901"],
  ])("to %j came to %s", (to, accessCode) => expect(of({ to })?.accessCode).toBe(accessCode));

  it("has the same key when it comes again, and another one when it is another", () => {
    const key = of({ id: "9" })?.key;
    expect(of({ id: "9", at: NOW })?.key).toBe(key);
    for (const own of [{ id: "8" }, { id: "9", text: "T" }, { id: "9", phone: "13900139000" }]) expect(of(own)?.key).not.toBe(key);
    expect(of({})?.key).toBe(of({})?.key);
    expect(of({ at: NOW })?.key).not.toBe(of({})?.key);
  });

  it("that is there twice in one answer without an id is two texts", () => {
    const keys = inboundOf([TEXT, TEXT, { ...TEXT, id: "1" }, { ...TEXT, id: "1" }], channel, NOW).map(({ key }) => key);
    expect(new Set(keys).size).toBe(3);
    expect(inboundOf([TEXT, TEXT], channel, NOW).map(({ key }) => key)).toEqual(keys.slice(0, 2));
  });
});
