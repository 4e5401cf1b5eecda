import { Buffer } from "node:buffer";
import { describe, expect, it } from "vitest";
import type { Inbound } from "../../domain/inbound.ts";
import { NOWHERE } from "../../domain/region.ts";
import type { Report } from "../../domain/submission.ts";
import type { PushRequest } from "../pushes.ts";
import { ACCOUNT, fixtureNames, NOW, readRequest } from "./fixtures.testing.ts";
import { pushes } from "./pushes.ts";

const delivered: Report = {
  messageId: 227303485071424,
  submissionId: 227303485071392,
  phone: "13800138000",
  outcome: "delivered",
  code: "DELIVRD",
  at: NOW - 2_000,
  ext: "88",
  accessCode: "106900000188",
  orderId: "order-1",
  region: NOWHERE,
};
const failed: Report = {
  ...delivered,
  messageId: 227303485071456,
  phone: "13900139000",
  outcome: "failed",
  code: "YZ:LIMIT",
  at: NOW - 1_000,
  ext: "",
  accessCode: "01",
  orderId: undefined,
};
const inbound: Inbound = {
  id: 227303485079999,
  phone: "13800138000",
  text: '收到，"谢谢"\n😀',
  at: NOW - 1_000,
  accessCode: "106900000188",
  accountCode: "01",
  ext: "88",
  answers: { messageId: 227303485071424, submissionId: 227303485071392, orderId: "order-1" },
  region: NOWHERE,
};

const to = (url: string) => ({ url, account: ACCOUNT, now: NOW });
const text = ({ body }: PushRequest) => body?.toString();

describe("a push", () => {
  it.each<[string, string, (url: string) => PushRequest]>([
    ["reports.push", "/hzdfit/report?key=1", (url) => pushes.reports.encode([delivered, failed], to(url))],
    ["inbound.push", "/hzdfit/inbound", (url) => pushes.inbound.encode([inbound], to(url))],
    [
      "inbound-unasked.push",
      "/hzdfit/inbound",
      (url) => pushes.inbound.encode([{ ...inbound, text: "T", accessCode: "1069000001", ext: "", answers: undefined }], to(url)),
    ],
  ])("is %s to the byte", (file, path, make) => {
    const golden = readRequest(file);
    const request = make(`http://customer.example${path}`);
    expect(text(request)).toBe(golden.body.toString());
    expect(request.headers).toEqual({ "content-type": golden.headers["content-type"] });
    expect(request.method).toBe(golden.method);
    expect(request.url).toBe(`http://customer.example${golden.path}${golden.query && `?${golden.query}`}`);
  });

  it("is tried in every form that the fixtures have", () => {
    expect(fixtureNames().filter((file) => file.endsWith(".push"))).toHaveLength(3);
  });

  it.each(["unknown", "cancelled"] as const)("says of a message that is %s that it failed", (outcome) => {
    expect(text(pushes.reports.encode([{ ...delivered, outcome }], to("http://a/")))).toContain('[{"Result":"0"');
  });

  it("goes to a URL in its ASCII form", () => {
    expect(pushes.reports.encode([delivered], to("http://例子.example/推?k=值")).url).toBe(
      "http://xn--fsqu00a.example/%E6%8E%A8?k=%E5%80%BC",
    );
  });

  it("carries up to 100 reports, or one inbound text", () => {
    expect([pushes.reports.most(ACCOUNT), pushes.inbound.most(ACCOUNT)]).toEqual([100, 1]);
  });
});

describe("an answer", () => {
  it.each<[number, string]>([
    [200, "OK"],
    [200, "ok"],
    [201, " Ok\r\n"],
    [299, "\ufeffoK"],
  ])("%i %j ends it", (status, body) => {
    for (const { judge } of [pushes.reports, pushes.inbound]) expect(judge({ status, body: Buffer.from(body) })).toBe("received");
  });

  it.each<[number, string]>([
    [200, ""],
    [200, "OK!"],
    [200, '"OK"'],
    [200, "O K"],
    [201, "ERROR"],
  ])("%i %j asks for it again", (status, body) => {
    for (const { judge } of [pushes.reports, pushes.inbound]) expect(judge({ status, body: Buffer.from(body) })).toBe("refused");
  });

  it.each<[number, string]>([
    [199, "OK"],
    [302, "OK"],
    [404, "OK"],
    [500, "OK"],
  ])("%i %j counts as no answer", (status, body) => {
    for (const { judge } of [pushes.reports, pushes.inbound]) expect(judge({ status, body: Buffer.from(body) })).toBe("unreached");
  });

  it("that doesn't come is waited for five times within 30 minutes", () => {
    for (const { schedules } of [pushes.reports, pushes.inbound]) {
      expect(schedules.refused).toBe(schedules.unreached);
      expect(schedules.refused.tries.map((ms) => ms / 60_000)).toEqual([0, 2, 6, 14, 28]);
      expect(schedules.refused.jitter).toBe(0);
    }
  });
});
