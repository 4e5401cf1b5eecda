import { Buffer } from "node:buffer";
import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { wireRequest } from "../../conformance.ts";
import { pushes } from "../pushes.ts";
import { parsePush } from "./push.ts";

/** 2018-02-02 22:12:11 in Shanghai. */
const AT = 1517580731000;
const golden = (name: string) => readFileSync(new URL(`../fixtures/${name}.xml`, import.meta.url));
const parse = (body: string | Buffer) => parsePush(wireRequest("/", { body, contentType: "text/xml; charset=utf-8" }));

describe("what was pushed", () => {
  it("is reports", () => {
    const report = { phone: "15023239810", submissionId: "1212", delivered: true, code: "DELIVRD", at: AT, ext: "01" };
    expect(parse(golden("push-status"))).toMatchObject({
      reports: [report, { ...report, phone: "15023239811", delivered: false, code: "2", ext: "" }],
      inbound: [],
    });
  });

  it("is inbound texts", () => {
    const text = { phone: "15023239810", text: "你好，我不需要", at: AT, to: "01" };
    expect(parse(golden("push-call"))).toMatchObject({
      reports: [],
      inbound: [text, { ...text, phone: "15023239811", text: "你好，本次活动路线是怎么的" }],
    });
  });

  it("is answered by words that the server half takes for what they mean", () => {
    const { received, again } = parse("");
    for (const [reply, verdict] of [
      [received, "received"],
      [again, "refused"],
    ] as const)
      expect(pushes.reports.judge({ status: reply.status, body: Buffer.from(reply.body) })).toBe(verdict);
  });

  it.each(["", "statusbox=1", "<html></html>", "<returnsms>", "\xff"])("can't be read from %j, which is said", (body) => {
    expect(parse(Buffer.from(body, "latin1"))).toMatchObject({ reports: [], inbound: [], problem: expect.stringMatching(/\.$/) });
  });

  it("of any bytes makes nothing throw", () => {
    fc.assert(
      fc.property(fc.uint8Array(), fc.nat({ max: 500 }), (bytes, at) => {
        const document = golden("push-status");
        const damaged = Buffer.concat([document.subarray(0, at), bytes, document.subarray(at + 3)]);
        for (const body of [Buffer.from(bytes), damaged]) expect(parse(body).received.status).toBe(200);
      }),
    );
  });
});
