import { phone } from "../test/support/phones.ts";
import { Random } from "../test/support/random.ts";
import type { Requests } from "./options.ts";
import type { PlanOptions } from "./plan.ts";
import { WIRES, xunchenTemplate } from "./wires.ts";

/** What makes a rule work: sections of the provisioning file, fields of the account. */
type Rule = Pick<PlanOptions, "sections" | "account">;

/** A server on which some rules work, and what it is asked for. */
export interface RuleCase {
  readonly name: string;
  readonly plan: Rule;
  readonly requests: Requests;
}

/** Recipients, again and again: as many as may be exempt from the frequency rule. */
export const POOL = 100_000;
const LIST = 100_000;
const TEMPLATES = 1_000;
const BLOCKS = 100;
/** A bound that nothing here comes near. */
const NO_BOUND = 1_000_000;

/** A verification code, as it takes both of the frequency rule's counts. */
const TEXT = "您的验证码是835201，五分钟内有效。请勿告诉他人，驿站的工作人员不会向您索取，谢谢配合。";
/** It is nearly all values, so that a request that names it is about as long as one with the text itself. */
const OWN_TEMPLATE = { id: "own", text: "@1@，五分钟内有效。@2@，谢谢配合。" };
const VALUES = ["您的验证码是835201", "请勿告诉他人，驿站的工作人员不会向您索取"];
/** What a customer would have declared. */
const FITTING_TEMPLATE = { id: "last", text: TEXT.replace("835201", "@").replace("五分钟", "@") };

/**
 * A bare account, then each rule alone, then all of them. Everything goes by xunchen, as only there a text can be made from
 * a template; such a text is not reviewed, so it comes last, by itself.
 */
export function ruleCases(): readonly [bare: RuleCase, ...others: RuleCase[]] {
  const text = WIRES.xunchen(TEXT);
  const fromTemplate = xunchenTemplate(OWN_TEMPLATE.id, VALUES);
  const rules: Readonly<Record<string, Rule>> = {
    "100,000 keywords": { sections: { keywords: keywords() } },
    "signature put in front": { account: { signatures: ["驿站"], signature: { mode: "prepend" } } },
    "review of what fits none of 1,000 templates": { account: { review: "unmatched", templates: templates() } },
    "100,000 phones on the blacklist": { sections: { blacklist: phones(2 * LIST, LIST) } },
    "frequency: recipients not exempt": { sections: frequency([]) },
    "texts like SQL refused": { account: { refuseSqlText: true } },
    "daily limit": { account: { dailyLimit: NO_BOUND * 1_000 } },
    "100 address blocks, the last one fits": { account: { allowFrom: blocks() } },
    "100,000 ported numbers": { sections: { ported: [{ operator: "telecom", phones: phones(3 * LIST, LIST) }] } },
  };
  const all = Object.values(rules);
  return [
    caseOf("bare account", [], text),
    ...Object.entries(rules).map(([name, rule]) => caseOf(name, [rule], text)),
    caseOf("text made from a template", [{ account: { templates: [OWN_TEMPLATE] } }], fromTemplate),
    caseOf("all of them, text as it is", all, text),
    caseOf("all of them, text made from a template", [...all, { account: { templates: [...templates(), OWN_TEMPLATE] } }], fromTemplate),
  ];
}

function caseOf(name: string, rules: readonly Rule[], requests: Requests): RuleCase {
  const sections = Object.assign({}, frequency(phones(0, POOL)), ...rules.map((rule) => rule.sections));
  const account = Object.assign({}, ...rules.map((rule) => rule.account));
  return { name, plan: { sections, account }, requests };
}

function frequency(exemptPhones: readonly string[]): NonNullable<Rule["sections"]> {
  return { settings: { frequency: { verification: { limit: NO_BOUND }, daily: { limit: NO_BOUND }, exemptPhones } } };
}

/** Three to six ideographs each, of some 3,000; none of them in the text. */
function keywords(): readonly string[] {
  const random = new Random(1);
  const words = new Set<string>();
  while (words.size < LIST) {
    const word = String.fromCharCode(...Array.from({ length: random.integer(3, 6) }, () => random.integer(0x4e00, 0x59b7)));
    if (!TEXT.includes(word)) words.add(word);
  }
  return [...words];
}

/** A tenth of them begin as the text does, so that it is compared with them; only the last one fits it. */
function templates(): readonly { readonly id: string; readonly text: string }[] {
  const openings = ["您的验证码是", "您的快件", "尊敬的顾客", "会员", "今日", "订单", "您预约的", "温馨提示：", "欢迎", "门店"];
  const others = Array.from({ length: TEMPLATES - 1 }, (_, index) => ({
    id: `template-${index}`,
    text: `${openings[index % openings.length]}@，第${index}号门店提醒您在@内办理，谢谢。`,
  }));
  return [...others, FITTING_TEMPLATE];
}

function blocks(): readonly string[] {
  return [...Array.from({ length: BLOCKS - 1 }, (_, index) => `10.${index}.0.0/16`), "127.0.0.0/8"];
}

/** The load's own are the first `POOL`. */
function phones(first: number, count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => phone(first + index));
}
