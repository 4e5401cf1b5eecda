import { describe, expect, it } from "vitest";
import { sampleAccount } from "../../../domain/account.testing.ts";
import type { Answer } from "../../../domain/call.ts";
import type { Refusal } from "../../../domain/reasons.ts";
import { wireRequest } from "../../conformance.ts";
import type { CallDecoded, WireReply } from "../../dialect.ts";
import { opened } from "../../opened.testing.ts";
import { MAX_LINES, writeBatch } from "./content.ts";
import { batchSms } from "./route.ts";

function posted(phones: readonly string[]): CallDecoded {
  const content = encodeURIComponent(writeBatch(phones.map((phone) => ({ phone, text: `text for ${phone}` }))));
  const decoded = opened(batchSms.decode(wireRequest("/BatchSms.ashx", { body: `account=acct&password=abc123&content=${content}` })));
  if (!("call" in decoded)) throw new Error("no call");
  return decoded;
}

function refused({ encode }: CallDecoded, refusal: Refusal): string | undefined {
  const answer: Answer = { ok: false, refusal, account: sampleAccount() };
  return /<message>(.*)<\/message>/.exec(String((encode as (answer: Answer, now: number) => WireReply)(answer, 0).body))?.[1];
}

describe("a batch that is refused for a number", () => {
  const malformed = { reason: "recipient-malformed" } as const;

  it.each([
    [["13800138000", "13900139000", "13800138000"], "错误的手机号码：13800138000 重复"],
    [["13800138000", "+86 138-0013-8000"], "错误的手机号码：+86 138-0013-8000 重复"],
    [["<x>", "<x>"], "错误的手机号码：&lt;x&gt; 重复"],
    [["1", "2"], "错误的手机号码"],
    [[], "错误的手机号码"],
  ])("%j says which one is there twice, if one is", (phones, message) => expect(refused(posted(phones), malformed)).toBe(message));

  it("says nothing of numbers where something else is wrong", () => {
    expect(refused(posted(["1", "1"]), { reason: "credits-short" })).toBe("额度不足");
  });
});

it("a batch that was not read to its end states a bound that it breaks", () => {
  const bounds = (lines: number) => {
    const { call } = posted(Array.from({ length: lines }, (_, index) => String(13800000000 + index)));
    return call.kind === "submit" ? call.draft.bounds : undefined;
  };
  expect(bounds(MAX_LINES)).toEqual({ extDigits: 5 });
  expect(bounds(MAX_LINES + 5)).toEqual({ extDigits: 5, recipients: MAX_LINES });
});

it("a batch of somebody who hasn't proved anything is not unpacked", () => {
  const decoded = batchSms.decode(wireRequest("/BatchSms.ashx", { body: "account=acct&password=guess&content=!!!!" }));
  if (!("deferred" in decoded)) throw new Error("not deferred");
  expect(decoded.deferred.identity).toMatchObject({ login: "acct", proof: { password: "guess" } });
  expect(String(decoded.deferred.fail({ reason: "password-wrong" }, sampleAccount()).body)).toContain("<message>密码错误</message>");
});
