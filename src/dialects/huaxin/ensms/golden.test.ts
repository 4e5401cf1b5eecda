import { sampleAccount } from "../../../domain/account.testing.ts";
import type { Answer } from "../../../domain/call.ts";
import type { Refusal } from "../../../domain/reasons.ts";
import { type GoldenCase, testGolden } from "../../golden.testing.ts";
import { huaxin } from "../dialect.ts";

/** Encrypted by openssl. */
const FIXTURES = new URL("./fixtures/", import.meta.url);

/** Shanghai times: 2018-04-14 17:52:15, five minutes after the document's stamp; and 2017-12-31 23:58:00. */
const AFTER = Date.UTC(2018, 3, 14, 9, 52, 15);
const NEW_YEARS_EVE = Date.UTC(2017, 11, 31, 15, 58);

const account = sampleAccount();
/** The document's example is of the account test, its password too. */
const here = { password: "test" };
const proof = { kind: "salted-password", text: "0414174715", digest: "2A8D628159B0D4D3D4D58A3EB17F3082" } as const;
const draft = {
  medium: "sms",
  recipients: ["15510331875"],
  content: { kind: "same", text: "我的验证码是：7890。【奥创时代】" },
  ext: "",
  sendAt: undefined,
  bounds: { extDigits: 5 },
} as const;
const accepted = { submissionId: 1504141655440332, balance: -11, charged: 1, accepted: ["15510331875"], refused: [] };
const refused = (refusal: Refusal): Answer => ({ ok: false, refusal, account });
/** SHA-256 by sha256sum, over what openssl decrypted. */
const once = (key: string) => ({ key, window: 600_000 });

const cases: Readonly<Record<string, GoldenCase>> = {
  document: {
    ...here,
    call: {
      kind: "submit",
      identity: { login: "test", proof },
      draft: { ...draft, once: once("5d82ff073a0e4eb65420e80e0cf92641e1ce6ff8808c649b236316557d9b985e") },
    },
    answer: { ok: true, account, value: accepted },
  },
  wrapped: {
    password: "密码-long-one",
    at: NEW_YEARS_EVE,
    call: {
      kind: "submit",
      identity: { login: "账号", proof: { ...proof, text: "0101000259", digest: "762234d8756bdb9e84b439d5bc96e328" } },
      draft: {
        ...draft,
        recipients: ["13800138000", "13900139000"],
        content: { kind: "same", text: 'a测\r\n"b"' },
        once: once("eb6921f449e1ad08fc154f024100cdf664c3685b4ddcb0ae33d272cfc62b9560"),
      },
    },
    answer: {
      ok: true,
      account,
      value: {
        ...accepted,
        balance: 100,
        accepted: ["13800138000"],
        refused: [{ recipient: "13900139000", refusal: { reason: "recipient-blacklisted" } }],
      },
    },
  },
  numbers: {
    ...here,
    call: {
      kind: "submit",
      identity: { login: "test", proof: { ...proof, digest: proof.digest.toLowerCase() } },
      draft: {
        ...draft,
        content: { kind: "same", text: "x" },
        ext: "7",
        sendAt: 1517533690000,
        once: once("d31a74f614954cc77e3d483f17c81f89404886735c10c43e74e51b63c0ee4e85"),
      },
    },
    answer: refused({ reason: "account-unknown" }),
  },
  stale: {
    ...here,
    call: {
      kind: "refuse",
      identity: { login: "test", proof: { ...proof, text: "0414173000", digest: "49160c68266cdf537277bf84f49322a9" } },
      refusal: { reason: "timestamp-skewed", detail: "The Stamp is no time, or more than 5 minutes off." },
    },
    answer: refused({ reason: "timestamp-skewed" }),
  },
  nobody: here,
  unproved: here,
  "other-password": here,
  "no-object": here,
  "no-json": here,
  "no-base64": here,
};

testGolden(huaxin, FIXTURES, cases, AFTER);
