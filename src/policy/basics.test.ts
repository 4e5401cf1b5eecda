import { describe, expect, it } from "vitest";
import type { SubmissionDraft } from "../domain/submission.ts";
import { contentClass } from "./class.ts";
import { contentBounded, contentGiven } from "./content.ts";
import { extUsable } from "./ext.ts";
import { account, context, draft, NOW } from "./facts.testing.ts";
import { productGiven } from "./product.ts";
import { recipientsBounded, recipientsGiven } from "./recipient-count.ts";
import { dueAt, sendTimeUsable } from "./send-time.ts";
import { checkSubmission } from "./submission-rules.ts";

const DAY = 86_400_000;

function drafted(own: Partial<SubmissionDraft>) {
  return context({ draft: { ...draft("您好"), ...own } });
}

describe("recipients", () => {
  it("are asked for", () => {
    expect(recipientsGiven(drafted({ recipients: [] }))).toEqual({ reason: "recipients-missing" });
    expect(recipientsGiven(drafted({ recipients: ["anything"] }))).toBeUndefined();
  });

  it("are at most 10,000, or what the dialect states, and the refusal says how many", () => {
    const many = (count: number) => Array.from({ length: count }, () => "13800138000");
    expect(recipientsBounded(drafted({ recipients: many(10_000) }))).toBeUndefined();
    expect(recipientsBounded(drafted({ recipients: many(10_001) }))).toEqual({ reason: "recipients-too-many", bound: 10_000 });
    const bounds = { recipients: 2 };
    expect(recipientsBounded(drafted({ recipients: many(2), bounds }))).toBeUndefined();
    expect(recipientsBounded(drafted({ recipients: many(3), bounds }))).toEqual({ reason: "recipients-too-many", bound: 2 });
  });
});

describe("content", () => {
  it("is asked for, for each recipient that has its own", () => {
    expect(contentGiven(context({ draft: draft("") }))).toEqual({ reason: "content-missing" });
    expect(contentGiven(context({ draft: draft("a", "") }))).toEqual({ reason: "content-missing" });
    expect(contentGiven(context({ draft: draft(" \t\u3000\r\n") }))).toEqual({ reason: "content-missing" });
    expect(contentGiven(context({ draft: draft("a", "b") }))).toBeUndefined();
  });

  it("has at most 1,000 UTF-16 units, or what the dialect states, whoever's it is", () => {
    const tooLong = { reason: "content-too-long", bound: 1_000 };
    expect(contentBounded(context({ draft: draft("好".repeat(1_000)) }))).toBeUndefined();
    expect(contentBounded(context({ draft: draft("好".repeat(1_001)) }))).toEqual(tooLong);
    expect(contentBounded(context({ draft: draft("😀".repeat(501)) }))).toEqual(tooLong);
    expect(contentBounded(context({ draft: draft("a", "好".repeat(1_001)) }))).toEqual(tooLong);
    const bounds = { content: 500 };
    expect(contentBounded(drafted({ content: { kind: "same", text: "好".repeat(500) }, bounds }))).toBeUndefined();
    expect(contentBounded(drafted({ content: { kind: "same", text: "好".repeat(501) }, bounds }))).toMatchObject({ bound: 500 });
  });
});

describe("ext", () => {
  it("may be left out, and is digits otherwise", () => {
    for (const ext of ["", "0", "00123", "1".repeat(18)]) expect(extUsable(drafted({ ext }))).toBeUndefined();
    for (const ext of ["a", "1a", "-1", "1.5", " 1", "１２", "1\n", "1\0"]) expect(extUsable(drafted({ ext }))?.reason).toBe("ext-wrong");
  });

  it("has as many digits as the dialect states at most", () => {
    const bounds = { extDigits: 5 };
    expect(extUsable(drafted({ ext: "12345", bounds }))).toBeUndefined();
    expect(extUsable(drafted({ ext: "123456", bounds }))).toEqual({ reason: "ext-wrong", bound: 5 });
  });

  it("makes an access code of at most 20 digits with the account's code alone", () => {
    expect(extUsable(drafted({ ext: "1".repeat(19) }))).toEqual({ reason: "ext-wrong", bound: 20 });
    expect(extUsable({ ...drafted({ ext: "1".repeat(20) }), account: account({ code: "" }) })).toBeUndefined();
  });
});

describe("a send time", () => {
  it("is a time, in 30 days at most", () => {
    expect(sendTimeUsable(drafted({ sendAt: "unreadable" }))).toEqual({ reason: "time-wrong" });
    expect(sendTimeUsable(drafted({ sendAt: NOW + 30 * DAY + 1 }))).toEqual({ reason: "time-wrong" });
    for (const sendAt of [undefined, 0, NOW - DAY, NOW, NOW + 30 * DAY]) expect(sendTimeUsable(drafted({ sendAt }))).toBeUndefined();
  });

  it("in the past or within 60 s means now, later ones are kept to", () => {
    for (const sendAt of [undefined, 0, NOW - 1, NOW, NOW + 59_999]) expect(dueAt(sendAt, NOW)).toBe(NOW);
    for (const sendAt of [NOW + 60_000, NOW + 60_001, NOW + DAY]) expect(dueAt(sendAt, NOW)).toBe(sendAt);
  });
});

describe("a product", () => {
  it("is asked for", () => {
    expect(productGiven(context({ account: account({ productId: undefined }) }))).toEqual({ reason: "product-missing" });
    expect(productGiven(context())).toBeUndefined();
  });
});

describe("a text", () => {
  it.each([
    ["您的验证码是1234", "verification"],
    ["您的验证码是1234，回复T退订", "verification"],
    ["全场五折，回复T退订", "marketing"],
    ["全场五折，回TD退订", "marketing"],
    ["全场五折，退订回T", "marketing"],
    ["全场五折 拒收请回复R", "marketing"],
    ["全场五折 拒收回复R", "marketing"],
    ["全场五折，回复t退订", "marketing"],
    ["您的退订申请已受理", "notice"],
    ["您好", "notice"],
    ["", "notice"],
  ])("%s is a %s", (text, expected) => {
    expect(contentClass(text, "验证码")).toBe(expected);
  });

  it("is no verification where the operator has named no word for that", () => {
    expect(contentClass("您的验证码是1234", "")).toBe("notice");
  });
});

describe("a submission with everything wrong", () => {
  it("is refused for its ext, then its recipients, content, time and product", () => {
    const wrong = {
      account: account({ productId: undefined }),
      draft: { ...draft(""), recipients: [] as readonly string[], ext: "x", sendAt: "unreadable" as const },
    };
    const reasons: (string | undefined)[] = [];
    const say = (own: Partial<SubmissionDraft>): void => {
      wrong.draft = { ...wrong.draft, ...own } as typeof wrong.draft;
      const checked = checkSubmission(context(wrong));
      reasons.push(checked.ok ? undefined : checked.refusal.reason);
    };
    say({});
    say({ ext: "" });
    say({ recipients: Array.from({ length: 10_001 }, () => "x") });
    say({ recipients: ["x"] });
    say({ content: { kind: "same", text: "x".repeat(1_001) } });
    say({ content: { kind: "same", text: "x" } });
    say({ sendAt: undefined });
    expect(reasons).toEqual([
      "ext-wrong",
      "recipients-missing",
      "recipients-too-many",
      "content-missing",
      "content-too-long",
      "time-wrong",
      "product-missing",
    ]);
    expect(checkSubmission(context())).toMatchObject({ ok: true });
  });
});
