import { describe, expect, it } from "vitest";
import type { Account } from "../domain/directory.ts";
import { accountPlanOf } from "../domain/plan-of.ts";
import { accountDocument, priceText, readAccount } from "./account-document.ts";

const FACTS = { dialects: ["huaxin", "qxt"], kinds: [] };
const PRODUCTS = [{ id: 3, name: "standard", routes: [] }];
const ACCOUNT: Account = {
  id: 7,
  login: "acme",
  name: '阿克米: "quoted" # and a\\slash',
  enabled: true,
  dialects: ["huaxin", "qxt"],
  productId: 3,
  code: "05",
  enterpriseId: 77,
  enterpriseIdDeclared: true,
  secrets: { password: "p", md5Key: undefined, veryCode: undefined },
  payment: "postpaid",
  creditLimit: 900,
  charge: "on-delivery",
  billing: "gsm",
  unitPrice: 525,
  signature: { mode: "in-content", custom: true, approved: ["驿站"] },
  review: "unmatched",
  allowFrom: ["10.0.0.0/8", "2001:db8::/32"],
  push: { mode: "both", method: "GET", reports: "https://a.example/?x=1", inbound: undefined },
  delivery: "at-most-once",
  minRecipients: 2,
  dailyLimit: 500,
  optOut: true,
  refuseSqlText: true,
  templateSubmission: true,
  dialectSettings: { failureWord: "Faild", qxtBatch: "20" },
};

describe("an account as an entry of a file", () => {
  it.each([
    ["with everything set", ACCOUNT],
    [
      "with nothing set",
      {
        ...ACCOUNT,
        productId: undefined,
        enterpriseIdDeclared: false,
        payment: "prepaid" as const,
        creditLimit: 0,
        unitPrice: undefined,
        push: { mode: "pull" as const, method: undefined, reports: undefined, inbound: undefined },
        dialectSettings: {},
      },
    ],
  ])("is read back as it was, %s", (_, account) => {
    const read = readAccount({ ...accountDocument(account, PRODUCTS), login: account.login, enabled: true }, FACTS, []);
    expect(read).toMatchObject({ ok: true });
    const seen = accountPlanOf(account, PRODUCTS);
    expect(read.ok && { ...read.plan, signatures: undefined }).toEqual(
      seen.secrets.password === undefined ? seen : { ...seen, secrets: { password: undefined, md5Key: undefined, veryCode: undefined } },
    );
  });

  it("holds no secret", () => {
    expect(
      JSON.stringify(
        accountDocument({ ...ACCOUNT, secrets: { password: "zzsecret", md5Key: "zzsecret", veryCode: "zzsecret" } }, PRODUCTS),
      ),
    ).not.toContain("zzsecret");
  });

  it("is told where it is wrong, and may push to private addresses where the platform allows them", () => {
    const document = { login: "a", dialects: ["none"], push: { reports: "http://10.0.0.1/" } };
    const read = readAccount(document, FACTS, []);
    expect(read.ok ? [] : read.problems.map(({ path }) => path.join("/"))).toEqual(["dialects/0"]);
    const closed = readAccount({ ...document, dialects: [] }, FACTS, []);
    expect(closed.ok ? [] : closed.problems.map(({ path }) => path.join("/"))).toEqual(["push/reports"]);
    expect(readAccount({ ...document, dialects: [] }, FACTS, ["10.0.0.0/8"]).ok).toBe(true);
  });
});

it.each([
  [0, "0"],
  [500, "0.05"],
  [10_000, "1"],
  [123_456, "12.3456"],
])("a price of %i is written %s", (price, text) => {
  expect(priceText(price)).toBe(text);
});
