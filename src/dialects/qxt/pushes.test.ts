import { describe, expect, it } from "vitest";
import { sampleAccount } from "../../domain/account.testing.ts";
import type { FinalState } from "../../domain/message.ts";
import { NOWHERE } from "../../domain/region.ts";
import type { Report } from "../../domain/submission.ts";
import { pushes } from "./pushes.ts";

const report: Report = {
  messageId: 8,
  submissionId: 7,
  phone: "13800138000",
  outcome: "failed",
  code: "UNDELIV",
  at: 0,
  ext: "",
  accessCode: "1069000002",
  orderId: undefined,
  region: NOWHERE,
};
const account = sampleAccount();
const pushed = (own: Partial<Report>, url = "http://127.0.0.1/x") =>
  new URL(pushes.reports.encode([{ ...report, ...own }], { url, account, now: 0 }).url).searchParams;

describe("a report's msg", () => {
  it.each<[FinalState, string, string]>([
    ["delivered", "DELIVRD", "DELIVRD"],
    ["delivered", "0", "DELIVRD"],
    ["failed", "MA:0006", "MA:0006"],
    ["failed", "YZ:REVIEW", "REJECT"],
    ["failed", "YZ:CREDIT", "NOBALANCE"],
    ["failed", "YZ:BLACK", "YZ:BLACK"],
    ["failed", "EXPIRED", "EXPIRED"],
    ["unknown", "UNKNOWN", "UNKNOWN"],
    ["cancelled", "YZ:CANCEL", "YZ:CANCEL"],
    ["failed", "", "UNDELIV"],
    ["failed", " , ", "UNDELIV"],
    ["failed", "delivrd", "UNDELIV"],
    ["unknown", "DELIVRD,", "UNDELIV"],
    ["failed", "A,B", "A B"],
    ["failed", "constructor", "constructor"],
  ])("of a %s message with code %j is %j", (outcome, code, msg) => expect(pushed({ outcome, code }).get("msg")).toBe(msg));
});

describe("an address", () => {
  it.each([
    ["http://a", "http://a?type=4&"],
    ["http://a/x?", "http://a/x?type=4&"],
    ["http://a/x?k=1", "http://a/x?k=1&type=4&"],
    ["http://a/x?k=1&", "http://a/x?k=1&type=4&"],
  ])("%s is continued: %s", (url, start) => {
    expect(pushes.reports.encode([report], { url, account, now: 0 }).url.startsWith(start)).toBe(true);
  });

  it("is left alone by POST", () => {
    const posting = sampleAccount({ push: { ...account.push, method: "POST" } });
    const { method, url } = pushes.reports.encode([report], { url: "http://a/x?k=1", account: posting, now: 0 });
    expect({ method, url }).toEqual({ method: "POST", url: "http://a/x?k=1" });
  });
});

describe("a batch", () => {
  it.each([
    [undefined, 1],
    ["1", 1],
    ["20", 20],
    ["50", 50],
    ["51", 1],
    ["0", 1],
    ["-1", 1],
    ["2.5", 1],
    ["", 1],
    ["many", 1],
  ])("of an account set to %s is %i reports, and one inbound text", (qxtBatch, most) => {
    const set = sampleAccount({ dialectSettings: qxtBatch === undefined ? {} : { qxtBatch } });
    expect(pushes.reports.most(set)).toBe(most);
    expect(pushes.inbound.most(set)).toBe(1);
  });

  it("of the largest size fits the URL that servers take", () => {
    const long = { ...report, submissionId: 2 ** 53 - 1, accessCode: "1".repeat(20), region: { province: "黑龙江", city: "齐齐哈尔" } };
    const { url } = pushes.reports.encode(Array(50).fill(long), { url: `http://a/${"x".repeat(100)}`, account, now: 0 });
    expect(url.length).toBeLessThan(8_000);
  });
});

describe("an answer", () => {
  it.each([
    [200, "ok"],
    [200, " OK\r\n"],
    [202, "Ok"],
    [200, "\ufeffok"],
  ])("%i %j acknowledges", (status, body) => {
    for (const form of [pushes.reports, pushes.inbound]) expect(form.judge({ status, body: Buffer.from(body) })).toBe("received");
  });

  it.each([
    [200, "", "refused"],
    [204, "", "refused"],
    [200, "error", "refused"],
    [200, "okay", "refused"],
    [200, "<html>ok</html>", "refused"],
    [302, "ok", "unreached"],
    [404, "ok", "unreached"],
    [500, "ok", "unreached"],
  ])("%i %j does not: %s", (status, body, verdict) => {
    for (const form of [pushes.reports, pushes.inbound]) expect(form.judge({ status, body: Buffer.from(body) })).toBe(verdict);
  });

  it("is waited for a day, in ten tries", () => {
    for (const { schedules } of [pushes.reports, pushes.inbound]) {
      for (const { tries } of [schedules.refused, schedules.unreached]) {
        expect(tries).toHaveLength(10);
        expect(tries.at(-1)).toBe(86_400_000);
      }
    }
  });
});
