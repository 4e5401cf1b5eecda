import { Buffer } from "node:buffer";
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { sampleAccount } from "../../domain/account.testing.ts";
import { NOWHERE } from "../../domain/region.ts";
import { pushes } from "./pushes.ts";

/** 2018-02-02 22:12:11 in Shanghai. */
const AT = 1517580731000;
const target = { url: "http://192.0.2.1/push?key=1", account: sampleAccount(), now: AT };
const common = { at: AT, accessCode: "106900000501", region: NOWHERE };
const golden = (name: string) => readFileSync(new URL(`./fixtures/${name}.xml`, import.meta.url));

describe("a push", () => {
  it("of reports is the document of seed 004, 6.2", () => {
    const report = { ...common, submissionId: 1212, orderId: undefined };
    const items = [
      { ...report, messageId: 1, phone: "15023239810", outcome: "delivered", code: "DELIVRD", ext: "01" },
      { ...report, messageId: 2, phone: "15023239811", outcome: "failed", code: "2", ext: "" },
    ] as const;
    expect(pushes.reports.encode(items, target)).toEqual({
      method: "POST",
      url: target.url,
      headers: { "content-type": "text/xml; charset=utf-8" },
      body: golden("push-status"),
    });
  });

  it("of inbound texts is the document of seed 004, 6.3", () => {
    const inbound = { ...common, accountCode: "05", ext: "01", answers: undefined };
    const items = [
      { ...inbound, id: 1, phone: "15023239810", text: "你好，我不需要" },
      { ...inbound, id: 2, phone: "15023239811", text: "你好，本次活动路线是怎么的" },
    ];
    expect(pushes.inbound.encode(items, target).body).toEqual(golden("push-call"));
  });

  it("carries up to 200 boxes, and is tried three times in all where the customer's program failed", () => {
    for (const form of [pushes.reports, pushes.inbound]) {
      expect(form.most(target.account)).toBe(200);
      expect(form.schedules.refused.tries).toEqual([0, 30_000, 120_000]);
      expect(form.schedules.unreached.tries).toHaveLength(10);
    }
  });
});

describe("an answer", () => {
  it.each([
    [200, "1", "received"],
    [200, "", "received"],
    [200, "ok", "received"],
    [204, "", "received"],
    [200, "<html>error</html>", "received"],
    [200, "errors", "received"],
    [200, "error", "refused"],
    [202, " Error\r\n", "refused"],
    [500, "1", "unreached"],
    [404, "error", "unreached"],
    [302, "", "unreached"],
    [199, "1", "unreached"],
  ])("of status %i and %j says %s", (status, body, verdict) => {
    for (const form of [pushes.reports, pushes.inbound]) expect(form.judge({ status, body: Buffer.from(body) })).toBe(verdict);
  });
});
