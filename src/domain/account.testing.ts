import type { Account } from "./directory.ts";

/** An account with every setting at its plainest. */
export function sampleAccount(own: Partial<Account> = {}): Account {
  return {
    id: 1,
    login: "acct",
    name: "An account",
    enabled: true,
    dialects: [],
    productId: 1,
    code: "05",
    enterpriseId: 12,
    enterpriseIdDeclared: false,
    secrets: { password: "abc123", md5Key: undefined, veryCode: undefined },
    payment: "prepaid",
    creditLimit: 0,
    charge: "on-submit",
    billing: "cn",
    unitPrice: undefined,
    signature: { mode: "none", custom: false, approved: [] },
    review: "none",
    allowFrom: [],
    push: { mode: "pull", method: undefined, reports: undefined, inbound: undefined },
    delivery: "at-least-once",
    minRecipients: 1,
    dailyLimit: 0,
    optOut: false,
    refuseSqlText: false,
    templateSubmission: false,
    dialectSettings: {},
    ...own,
  };
}
