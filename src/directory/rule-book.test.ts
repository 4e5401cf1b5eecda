import { describe, expect, it } from "vitest";
import { ruleBook } from "./rule-book.testing.ts";
import { buildRuleBook } from "./rule-book.ts";

const TEMPLATES = [
  { accountId: 7, id: "a", text: "您的验证码是@1@", state: "enabled" },
  { accountId: 7, id: "b", text: "停用的@1@", state: "disabled" },
  { accountId: 8, id: "a", text: "别人的@1@", state: "enabled" },
] as const;

describe("the rule book", () => {
  it("finds an account's own templates in any state, and matches texts with the enabled ones only", async () => {
    const book = await ruleBook({ templates: TEMPLATES });
    expect(book.template(7, "b")).toMatchObject({ text: "停用的@1@", state: "disabled" });
    expect(book.template(8, "b")).toBeUndefined();
    const matches = (accountId: number, text: string) => book.templates(accountId).matches(text, { steps: 10_000 });
    expect(matches(7, "您的验证码是1234")).toBe(true);
    expect(matches(7, "停用的1234")).toBe(false);
    expect(matches(8, "您的验证码是1234")).toBe(false);
    expect(matches(9, "您的验证码是1234")).toBe(false);
  });

  it("knows the operator that a number was taken to", async () => {
    const book = await ruleBook({ ported: [{ phone: "13800138000", operator: "telecom" }] });
    expect([book.portedTo("13800138000"), book.portedTo("13800138001")]).toEqual(["telecom", undefined]);
  });

  it("gives way while it indexes a long blacklist", async () => {
    const blacklist = Array.from({ length: 50_000 }, (_, index) => ({ accountId: 0, phone: `139${index}`, expiresAt: undefined }));
    let pauses = 0;
    const book = await buildRuleBook(
      { keywords: [], ported: [], templates: [], blacklist, blacklistVersion: 0 },
      async () => void pauses++,
    );
    expect(pauses).toBeGreaterThanOrEqual(5);
    expect(book.blacklisted(1, "13949999", 0)).toBe(true);
    expect(book.blacklisted(1, "13950000", 0)).toBe(false);
  });
});
