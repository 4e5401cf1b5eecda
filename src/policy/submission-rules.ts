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
const RULES: readonly (SubmissionRule | { readonly rework: Rework })[] = [
  extUsable,
  enoughRecipients,
  recipientsGiven,
  recipientsBounded,
  subjectGiven,
  { rework: fromTemplate },
  contentGiven,
  contentBounded,
  sendTimeUsable,
  { rework: applySignature },
  ({ draft, book }) => keywordFree({ draft, keywords: book.keywords }),
  sqlFree,
  productGiven,
];

/** The draft as it is to leave, or why not. */
export function checkSubmission(context: RuleContext): Reworked {
  let current = context;
  for (const rule of RULES) {
    if (typeof rule === "function") {
      const refusal = rule(current);
      if (refusal) return { ok: false, refusal };
      continue;
    }
    const reworked = rule.rework(current);
    if (!reworked.ok) return reworked;
    if (reworked.draft !== current.draft) current = { ...current, draft: reworked.draft };
  }
  return { ok: true, draft: current.draft };
}
