import { sampleAccount } from "../../../domain/account.testing.ts";
import type { Answer } from "../../../domain/call.ts";
import type { Refusal } from "../../../domain/reasons.ts";
import { type GoldenCase, testGolden } from "../../golden.testing.ts";
import { huaxin } from "../dialect.ts";

/** Written by hand, one as .NET's proxies write and one as a public client does. */
const FIXTURES = new URL("./fixtures/", import.meta.url);

const account = sampleAccount();
const acct = { login: "acct", proof: { kind: "password", password: "abc123", digest: "accepted" } } as const;
const draft = {
  medium: "sms",
  recipients: ["13800138000"],
  content: { kind: "same", text: "【腾飞】<您好> & 再见" },
  ext: "",
  sendAt: undefined,
  bounds: { extDigits: 5 },
} as const;
const accepted = { submissionId: 1504080852350206, balance: -4, charged: 1, accepted: ["13800138000"], refused: [] };
const refused = (refusal: Refusal): Answer => ({ ok: false, refusal, account });
/** 2018-02-02 09:08:10 in Shanghai. */
const LATER = 1517533690000;

const cases: Readonly<Record<string, GoldenCase>> = {
  soap11: {
    call: {
      kind: "submit",
      identity: { login: "账号", proof: { ...acct.proof, password: "E99A18C428CB38D5F260853678922E03" } },
      draft: {
        ...draft,
        recipients: ["15023239810", "13527576163", "13700000000"],
        content: { kind: "same", text: "您的验证码：1439 <&>【腾飞】" },
        ext: "01",
        sendAt: LATER,
      },
    },
    answer: {
      ok: true,
      account,
      value: {
        ...accepted,
        balance: 109346,
        charged: 2,
        accepted: ["15023239810", "13527576163"],
        refused: [{ recipient: "13700000000", refusal: { reason: "recipient-blacklisted" } }],
      },
    },
  },
  soap12: { call: { kind: "submit", identity: acct, draft }, answer: { ok: true, account, value: accepted } },
  refused: {
    call: { kind: "submit", identity: acct, draft: { ...draft, sendAt: LATER + 500 } },
    answer: refused({ reason: "password-wrong" }),
  },
  nobody: undefined,
  bare: {
    call: { kind: "submit", identity: acct, draft: { ...draft, recipients: [], content: { kind: "same", text: "" } } },
    answer: refused({ reason: "recipients-missing" }),
  },
  broken11: undefined,
  broken12: undefined,
  operation: undefined,
  mismatch: undefined,
};

testGolden(huaxin, FIXTURES, cases, LATER);
