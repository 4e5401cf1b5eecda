import { describe, expect, it } from "vitest";
import type { SignaturePolicy } from "../domain/directory.ts";
import type { SubmissionDraft } from "../domain/submission.ts";
import { account, draft } from "./facts.testing.ts";
import { textsOf } from "./rework.ts";
import { applySignature } from "./signature.ts";

const APPROVED = ["江苏迅辰", "迅辰002", "迅辰003"];

/** The texts that leave, or the reason why none does. */
function signed(policy: Partial<SignaturePolicy>, given: SubmissionDraft): readonly string[] | string {
  const signature: SignaturePolicy = { mode: "prepend", custom: false, approved: APPROVED, ...policy };
  const outcome = applySignature({ account: account({ signature }), draft: given });
  if (!outcome.ok) return outcome.refusal.reason;
  return textsOf(outcome.draft.content);
}

const asking = (signature: { tag?: string | number; text?: string }, text = "您好"): SubmissionDraft => ({ ...draft(text), signature });

describe("a signature that the platform puts there", () => {
  it("is the account's first one, before or behind the text", () => {
    expect(signed({}, draft("您好"))).toEqual(["【江苏迅辰】您好"]);
    expect(signed({ mode: "append" }, draft("您好"))).toEqual(["您好【江苏迅辰】"]);
  });

  it("is put on each of several texts", () => {
    expect(signed({}, draft("甲", "乙"))).toEqual(["【江苏迅辰】甲", "【江苏迅辰】乙"]);
  });

  it.each([
    ["2", "【迅辰002】您好"],
    [3, "【迅辰003】您好"],
    [" 1 ", "【江苏迅辰】您好"],
    ["", "【江苏迅辰】您好"],
  ])("is the one that tag %j counts", (tag, text) => {
    expect(signed({}, asking({ tag }))).toEqual([text]);
  });

  it.each(["4", "0", "-1", "1.5", "二", "1e0", "9999999999", "__proto__", 4])("is none for tag %j", (tag) => {
    expect(signed({}, asking({ tag }))).toBe("signature-tag-unknown");
  });

  it.each([
    [{ text: "我的店" }, "【我的店】您好"],
    [{ text: "【我的店】" }, "【我的店】您好"],
    [{ text: " 我的店 " }, "【我的店】您好"],
    [{ text: "我的店", tag: "9" }, "【我的店】您好"],
    [{ text: "", tag: "2" }, "【迅辰002】您好"],
    [{ text: "  " }, "【江苏迅辰】您好"],
  ])("is the customer's own where the account may: %j", (wish, text) => {
    expect(signed({ custom: true }, asking(wish))).toEqual([text]);
  });

  it("needs no approved one then", () => {
    expect(signed({ custom: true, approved: [] }, asking({ text: "我的店" }))).toEqual(["【我的店】您好"]);
  });

  it("is not the customer's own elsewhere", () => {
    expect(signed({}, asking({ text: "我的店", tag: 2 }))).toEqual(["【迅辰002】您好"]);
  });

  it.each(["店】链接【", "a\nb", "长".repeat(21), "【】"])("is refused where the customer's own is none: %j", (text) => {
    expect(signed({ custom: true }, asking({ text }))).toBe("signature-unapproved");
  });

  it("is missing where the account has none", () => {
    expect(signed({ approved: [] }, draft("您好"))).toBe("signature-missing");
  });
});

describe("a text that is signed already", () => {
  it.each(["【江苏迅辰】您好", "您好【江苏迅辰】", "【迅辰002】您好", " 【江苏迅辰】您好"])("stays as it is: %j", (text) => {
    expect(signed({}, draft(text))).toEqual([text]);
    expect(signed({ mode: "append" }, draft(text))).toEqual([text]);
  });

  it("is signed all the same where that is not the one asked for, or not approved", () => {
    expect(signed({}, asking({ tag: 2 }, "【江苏迅辰】您好"))).toEqual(["【迅辰002】【江苏迅辰】您好"]);
    expect(signed({}, asking({ tag: 2 }, "【迅辰002】您好"))).toEqual(["【迅辰002】您好"]);
    expect(signed({}, draft("【通知】您好"))).toEqual(["【江苏迅辰】【通知】您好"]);
    expect(signed({ custom: true }, asking({ text: "我的店" }, "您好【我的店】"))).toEqual(["您好【我的店】"]);
  });
});

describe("a signature that the customer writes", () => {
  const policy = { mode: "in-content" as const, approved: ["腾飞公司", "腾飞", "八个字的签名名称", "九个字的签名的名称"] };

  it.each([
    ["您的验证码：1439【腾飞公司】", "ok"],
    ["【腾飞公司】您的验证码：1439", "ok"],
    ["您好【腾飞】", "ok"],
    ["您好【八个字的签名名称】", "ok"],
    ["【通知】您好【腾飞】", "ok"],
    ["您好【腾飞】 \n", "ok"],
    ["您好", "signature-missing"],
    ["您【腾飞】好", "signature-missing"],
    ["您好[腾飞]", "signature-missing"],
    ["您好【飞】", "signature-unapproved"],
    ["您好【】", "signature-unapproved"],
    ["您好【九个字的签名的名称】", "signature-unapproved"],
    ["您好【星辰】", "signature-unapproved"],
    ["【通知】您好", "signature-unapproved"],
  ])("%j: %s", (text, expected) => {
    expect(signed(policy, draft(text))).toEqual(expected === "ok" ? [text] : expected);
  });

  it("must be in every text", () => {
    expect(signed(policy, draft("甲【腾飞】", "乙"))).toBe("signature-missing");
  });

  it("may be any of its length where the account is exempt, and none where nothing is approved", () => {
    expect(signed({ ...policy, custom: true }, draft("您好【星辰】"))).toEqual(["您好【星辰】"]);
    expect(signed({ ...policy, custom: true }, draft("您好【星】"))).toBe("signature-unapproved");
    expect(signed({ ...policy, approved: [] }, draft("您好【腾飞】"))).toBe("signature-unapproved");
  });
});

it("is nobody's business with mode none, and in an MMS", () => {
  expect(signed({ mode: "none" }, asking({ tag: 9 }))).toEqual(["您好"]);
  expect(signed({ mode: "in-content" }, { ...draft("VE1T"), medium: "mms" })).toEqual(["VE1T"]);
});
