import type { Refusal } from "../domain/reasons.ts";
import type { RuleName, RuleVerdict } from "../domain/rule-verdict.ts";
import { contentBounded, contentGiven, subjectGiven } from "./content.ts";
import { extUsable } from "./ext.ts";
import { keywordFree } from "./keyword.ts";
import { enoughRecipients } from "./min-recipients.ts";
import { productGiven } from "./product.ts";
import { recipientsBounded, recipientsGiven } from "./recipient-count.ts";
import type { Reworked } from "./rework.ts";
import type { RuleContext, SubmissionRule } from "./rules.ts";
import { sendTimeUsable } from "./send-time.ts";
import { applySignature } from "./signature.ts";
import { sqlFree } from "./sql-text.ts";
import { fillFromTemplate } from "./template.ts";

/** A rule that may change what is sent. */
type Rework = (context: RuleContext) => Reworked;

const fromTemplate: Rework = (context) => fillFromTemplate(context, (id) => context.book.template(context.account.id, id));

/**
 * In the order in which they speak: the first refusal is the answer. Ext and recipients come before the content, as one of the
 * documents has them so (qxt) and no other minds. The content's bound is looked at before the signature is
 * put on and after a template is filled (xunchen counts so); keywords last, in what the recipient would read.
 */
const RULES: readonly ({ readonly name: RuleName } & ({ readonly judge: SubmissionRule } | { readonly rework: Rework }))[] = [
  { name: "ext", judge: extUsable },
  { name: "min-recipients", judge: enoughRecipients },
  { name: "recipients-given", judge: recipientsGiven },
  { name: "recipients-bounded", judge: recipientsBounded },
  { name: "subject-given", judge: subjectGiven },
  { name: "template", rework: fromTemplate },
  { name: "content-given", judge: contentGiven },
  { name: "content-bounded", judge: contentBounded },
  { name: "send-time", judge: sendTimeUsable },
  { name: "signature", rework: applySignature },
  { name: "keywords", judge: ({ draft, book }) => keywordFree({ draft, keywords: book.keywords }) },
  { name: "sql", judge: sqlFree },
  { name: "product", judge: productGiven },
];

/** The draft as it is to leave, or why not. @param tell is told what each rule says that is asked */
export function checkSubmission(context: RuleContext, tell?: (rule: RuleName, verdict: RuleVerdict) => void): Reworked {
  let current = context;
  for (const rule of RULES) {
    const reworked = "judge" in rule ? judged(rule.judge(current), current) : rule.rework(current);
    const changed = reworked.ok && reworked.draft !== current.draft;
    tell?.(rule.name, changed ? "changed" : reworked.ok ? "passed" : "refused");
    if (!reworked.ok) return reworked;
    if (changed) current = { ...current, draft: reworked.draft };
  }
  return { ok: true, draft: current.draft };
}

function judged(refusal: Refusal | undefined, { draft }: RuleContext): Reworked {
  return refusal ? { ok: false, refusal } : { ok: true, draft };
}
