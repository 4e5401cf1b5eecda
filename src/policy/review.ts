import { isSignature, withoutSignature } from "../text/signature-block.ts";
import type { MatchBudget, TemplateMatcher } from "../text/template-matcher.ts";
import { textsOf } from "./rework.ts";
import type { RuleContext } from "./rules.ts";

/**
 * Steps of template matching that one submission may cost, some 40 ms of work. Texts that are left when they are used up
 * count as unmatched: a person looks at them.
 */
const BUDGET = 2_000_000;

/**
 * Must a person look at the content before it is sent? By the account's `review`: all of it, none, or what matches no
 * enabled template of either style. A text matches with its signature or without it, as templates are written both ways;
 * only a signature that the account may use is looked past. What was made from a template matches.
 *
 * @param templates the account's enabled ones
 */
export function needsReview({ account, draft }: Pick<RuleContext, "account" | "draft">, templates: TemplateMatcher): boolean {
  if (account.review !== "unmatched") return account.review === "all";
  if (draft.template !== undefined) return false;
  if (draft.medium !== "sms") return true;
  const { approved, custom } = account.signature;
  const mayUse = (signature: string): boolean => approved.includes(signature) || (custom && isSignature(signature));
  const budget: MatchBudget = { steps: BUDGET };
  return textsOf(draft.content).some((text) => {
    if (templates.matches(text, budget)) return false;
    const bare = withoutSignature(text, mayUse);
    return bare === text || !templates.matches(bare, budget);
  });
}
