import { hash } from "node:crypto";
import { describe, expect, it } from "vitest";
import type { Answer, Call } from "../../domain/call.ts";
import type { Account } from "../../domain/directory.ts";
import type { Refusal } from "../../domain/reasons.ts";
import type { SubmissionDraft } from "../../domain/submission.ts";
import type { WireReply } from "../dialect.ts";
import { opened } from "../opened.testing.ts";
import { ACCOUNT, fixtureNames, readReply, readRequest, written } from "./fixtures.testing.ts";
import { route } from "./route.ts";

const KEY = "HZKEY-5f1c";
const SUBMISSION = 227303485071392;

const identity = (text: string, digest?: string) =>
  ({ login: "13800000000", proof: { kind: "keyed-digest", text, digest: digest ?? hash("md5", text + KEY, "hex") } }) as const;

function submit(text: string, own: Partial<SubmissionDraft>, digest?: string): Call {
  const draft: SubmissionDraft = {
    medium: "sms",
    recipients: ["13800138000"],
    content: { kind: "same", text: "内容" },
    ext: "",
    sendAt: undefined,
    orderId: "order-1",
    reportWanted: false,
    bounds: { recipients: 50_000 },
    ...own,
  };
  return { kind: "submit", identity: identity(text, digest), draft };
}

function wrong(text: string, detail: string): Call {
  return { kind: "refuse", identity: identity(text), refusal: { reason: "parameter-wrong", detail } };
}

const accepted: Answer = {
  ok: true,
  account: ACCOUNT,
  value: { submissionId: SUBMISSION, balance: 5, charged: 1, accepted: ["13800138000"], refused: [] },
};
const refused = (refusal: Refusal): Answer => ({ ok: false, refusal, account: ACCOUNT });
const credits = (amount: number, account: Account = ACCOUNT): Answer => ({
  ok: true,
  account,
  value: { sms: { credits: amount, bought: 0 }, mms: { credits: 7, bought: 7 } },
});

const MT = "13800000000MTorder-1";
const BL = "13800000000BLorder-2";
const YE: Call = { kind: "balance", identity: identity("13800000000YE") };

/** undefined: the dialect answers by itself. */
const CASES: Readonly<Record<string, { readonly call: Call; readonly answer: Answer } | undefined>> = {
  mt: {
    call: submit(MT, {
      recipients: ["13800138000", "13900139000"],
      content: { kind: "same", text: "您的验证码：1439，【腾飞】 10 分钟内有效" },
      reportWanted: true,
    }),
    answer: accepted,
  },
  "mt-all": {
    call: submit("13800000000MTA-20261120-0001", {
      content: { kind: "same", text: "a+b&c=d%" },
      ext: "88",
      // date -d '2017-09-25 14:41:44 +0800' +%s
      sendAt: 1506321704000,
      orderId: "A-20261120-0001",
      reportWanted: true,
      other: '备注 "1"',
    }),
    answer: accepted,
  },
  "mt-gbk": {
    call: submit(MT, { content: { kind: "same", text: "镕€😀 博彩" }, reportWanted: true }),
    answer: refused({ reason: "content-keyword", words: ["博彩"] }),
  },
  "mt-raw": {
    call: submit(
      "13800000000MT订单1",
      { recipients: ["13800138000", "13900139000"], orderId: "订单1" },
      hash("md5", `13800000000MT订单1${KEY}`, "hex").toUpperCase(),
    ),
    answer: refused({ reason: "order-duplicate", submissionId: SUBMISSION }),
  },
  "mt-multipart": { call: submit(MT, { reportWanted: true }), answer: refused({ reason: "credits-short" }) },
  "mt-signature": {
    call: submit(MT, {}, hash("md5", `13800000000MTorder-2${KEY}`, "hex")),
    answer: refused({ reason: "signature-wrong" }),
  },
  "mt-unknown": { call: submit(MT, {}), answer: refused({ reason: "internal", outcomeUnknown: true }) },
  "mt-no-order": undefined,
  "mt-long-order": undefined,
  "mt-charset": undefined,
  "mt-broken": undefined,
  "mt-undecodable": undefined,
  "mt-other": { call: wrong(MT, "Other has more than 255 characters."), answer: refused({ reason: "parameter-wrong" }) },
  bl: {
    call: submit(BL, {
      recipients: ["15800000000", "13800000000", "13900000000"],
      content: {
        kind: "each",
        texts: ["亲爱的李先生，您的验证码为：1234。", "亲爱的王女士，您的验证码为：4321。", "亲爱的，您的验证码为：9。"],
      },
      orderId: "order-2",
      reportWanted: true,
    }),
    answer: accepted,
  },
  "bl-few": {
    call: wrong(BL, "Record 2 of Params has 0 variables; the text asks for 1."),
    answer: refused({ reason: "parameter-wrong" }),
  },
  ye: { call: YE, answer: credits(100_000) },
  "ye-unpriced": { call: YE, answer: credits(-4, { ...ACCOUNT, unitPrice: undefined }) },
  "ye-storage": { call: YE, answer: refused({ reason: "storage-failed" }) },
  "ye-address": { call: YE, answer: refused({ reason: "ip-refused" }) },
  function: undefined,
  nobody: undefined,
  keyless: undefined,
  get: undefined,
};

describe("hzdfit's golden bytes", () => {
  it.each(Object.entries(CASES))("%s", (name, expected) => {
    const request = readRequest(`${name}.http`);
    expect(request.path).toBe(route.path);
    if (!(route.methods as readonly string[]).includes(request.method)) {
      expect(written(route.refuse("method", request))).toBe(readReply(name));
      expect(route.refuse("method", request).headers).toEqual({ allow: "POST" });
      return;
    }
    const decoded = opened(route.decode(request));
    if ("reply" in decoded) {
      expect(expected).toBeUndefined();
      expect(written(decoded.reply)).toBe(readReply(name));
      return;
    }
    expect(decoded.call).toEqual(expected?.call);
    const encode = decoded.encode as (answer: Answer | undefined, now: number) => WireReply;
    expect(written(encode(expected?.answer, request.receivedAt))).toBe(readReply(name));
  });

  it("are all tried", () => {
    const files = fixtureNames().filter((file) => !file.endsWith(".push"));
    expect(files.toSorted()).toEqual(
      Object.keys(CASES)
        .flatMap((name) => [`${name}.http`, `${name}.reply`])
        .toSorted(),
    );
  });
});
