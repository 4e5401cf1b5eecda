import type { SignaturePolicy } from "../../domain/directory.ts";
import { type AccountPlan, TEMPLATE_STATES, type TemplatePlan } from "../../domain/provisioning.ts";
import { cidr } from "../read/addresses.ts";
import { list, mapping, optional, required, withDefault } from "../read/collections.ts";
import { type Reader, refined } from "../read/reader.ts";
import { digits, flag, oneOf, scalar, text, whole } from "../read/scalars.ts";
import { dialectName, name } from "./names.ts";
import { push } from "./push.ts";

const MAX_CREDITS = 1_000_000_000_000;

function secret(): Reader<string> {
  return text({ max: 128 });
}

/** Yuan a credit, as an integer of 1/10,000 yuan. Read from the written digits, as 0.05 is no binary fraction. */
function unitPrice(): Reader<number> {
  return scalar((value, written) => {
    const parts = /^([0-9]{1,4})(?:\.([0-9]{1,4}))?$/.exec(typeof value === "string" ? value : written);
    if (parts === null) return { wrong: 'must be a price in yuan with at most 4 decimals, like "0.05"' };
    return { value: Number(parts[1]) * 10_000 + Number((parts[2] ?? "").padEnd(4, "0")) };
  });
}

function signatures(): Reader<readonly string[]> {
  const one = text({
    max: 20,
    form: { pattern: /^[^\s【】][^【】]*$/u, words: "a signature without its 【】 and without a blank in front" },
  });
  return list(one, { max: 1_000, unique: { by: (signature) => signature } });
}

function signaturePolicy(): Reader<Omit<SignaturePolicy, "approved">> {
  return mapping("signature", {
    mode: withDefault(oneOf(["prepend", "append", "in-content", "none"]), "none"),
    custom: withDefault(flag(), false),
  });
}

function templates(): Reader<readonly TemplatePlan[]> {
  const template = mapping("a template", {
    id: required(name()),
    text: required(text({ max: 1_000, lines: true })),
    state: withDefault(oneOf(TEMPLATE_STATES), "enabled"),
  });
  return list(template, { max: 10_000, unique: { by: ({ id }) => id, key: "id" } });
}

function accountFields(dialects: readonly string[]) {
  return {
    login: required(name()),
    name: optional(text({ max: 100 })),
    enabled: withDefault(flag(), true),
    dialects: required(list(dialectName(dialects), { max: 100, unique: { by: (dialect) => dialect } })),
    product: optional(name()),
    code: withDefault(digits(0, 20), ""),
    enterpriseId: optional(whole(1, 2 ** 31 - 1)),
    password: optional(secret()),
    md5Key: optional(secret()),
    veryCode: optional(secret()),
    credits: optional(whole(0, MAX_CREDITS)),
    mmsCredits: optional(whole(0, MAX_CREDITS)),
    unitPrice: optional(unitPrice()),
    payment: withDefault(oneOf(["prepaid", "postpaid"]), "prepaid"),
    creditLimit: optional(whole(0, MAX_CREDITS)),
    charge: withDefault(oneOf(["on-submit", "on-delivery"]), "on-submit"),
    billing: withDefault(oneOf(["cn", "gsm"]), "cn"),
    signatures: withDefault(signatures(), []),
    signature: withDefault(signaturePolicy(), { mode: "none", custom: false }),
    templates: withDefault(templates(), []),
    review: withDefault(oneOf(["all", "unmatched", "none"]), "none"),
    allowFrom: withDefault(list(cidr(), { max: 1_000 }), []),
    push: withDefault(push(), { mode: "pull", method: undefined, reports: undefined, inbound: undefined }),
    delivery: withDefault(oneOf(["at-least-once", "at-most-once"]), "at-least-once"),
    minRecipients: withDefault(whole(0, 100_000), 0),
    dailyLimit: withDefault(whole(0, 1_000_000_000), 0),
    optOut: withDefault(flag(), false),
    refuseSqlText: withDefault(flag(), false),
    templateSubmission: withDefault(flag(), false),
    failureWord: optional(oneOf(["Fail", "Faild"])),
    qxtBatch: optional(whole(1, 50)),
  };
}

/** An account with its secrets, opening balances, signatures and templates. */
export function account(dialects: readonly string[]): Reader<AccountPlan> {
  return refined(mapping("an account", accountFields(dialects)), (value, complain) => {
    const { password, md5Key, veryCode, failureWord, qxtBatch, creditLimit, ...fields } = value;
    if (creditLimit !== undefined && fields.payment === "prepaid") {
      complain(["creditLimit"], "creditLimit has no meaning for a prepaid account: set payment to postpaid, or leave it out");
    }
    return {
      ...fields,
      name: fields.name ?? fields.login,
      secrets: { password, md5Key, veryCode },
      creditLimit: creditLimit ?? 0,
      dialectSettings: {
        ...(failureWord === undefined ? {} : { failureWord }),
        ...(qxtBatch === undefined ? {} : { qxtBatch: String(qxtBatch) }),
      },
    };
  });
}
