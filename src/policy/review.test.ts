import { describe, expect, it } from "vitest";
import type { Account } from "../domain/directory.ts";
import type { SubmissionDraft } from "../domain/submission.ts";
import { TemplateMatcher } from "../text/template-matcher.ts";
import { account, draft } from "./facts.testing.ts";
import { needsReview } from "./review.ts";

const TEMPLATES = new TemplateMatcher(["您的验证码：@【星辰】", "您好@1@，欢迎光临。"]);
const UNMATCHED = { review: "unmatched", signature: { mode: "none", custom: false, approved: ["腾飞"] } } as const;

const held = (given: SubmissionDraft, own: Partial<Account> = UNMATCHED): boolean =>
  needsReview({ account: account(own), draft: given }, TEMPLATES);

it.each([
  ["all", true],
  ["none", false],
] as const)("review %s doesn't ask for the text", (review, expected) => {
  expect(held(draft("您的验证码：1【星辰】"), { review })).toBe(expected);
});

describe("review unmatched", () => {
  it.each([
    ["a text that matches", "您的验证码：1【星辰】", false],
    ["one of the other style", "您好李先生，欢迎光临。", false],
    ["one behind a signature of the account", "【腾飞】您好李先生，欢迎光临。", false],
    ["one before it", "您好李先生，欢迎光临。【腾飞】", false],
    ["one with a signature that isn't the account's", "您好李先生，欢迎光临。【星辰】", true],
    ["one that matches nothing", "您好李先生，请加微信。", true],
    ["one whose run is too long", `您的验证码：${"1".repeat(21)}【星辰】`, true],
  ])("%s", (_, text, expected) => {
    expect(held(draft(text))).toBe(expected);
  });

  it("holds all where one of several texts matches nothing", () => {
    expect(held(draft("您的验证码：1【星辰】", "您的验证码：2【星辰】"))).toBe(false);
    expect(held(draft("您的验证码：1【星辰】", "请加微信"))).toBe(true);
  });

  it("looks past any signature where the account may use its own", () => {
    const own = { review: "unmatched", signature: { mode: "prepend", custom: true, approved: [] } } as const;
    expect(held(draft("【我的店】您好李先生，欢迎光临。"), own)).toBe(false);
  });

  it("lets pass what was made from a template, and holds an MMS", () => {
    expect(held({ ...draft("任何"), template: { id: "t", values: new Map() } })).toBe(false);
    expect(held({ ...draft("您的验证码：1【星辰】"), medium: "mms" })).toBe(true);
  });

  it("holds what hostile templates make too costly to match", () => {
    const hostile = new TemplateMatcher(Array.from({ length: 500 }, (_, index) => `${"@a".repeat(490)}${index}`));
    expect(needsReview({ account: account(UNMATCHED), draft: draft("a".repeat(1_000)) }, hostile)).toBe(true);
  });
});
