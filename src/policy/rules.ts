import type { RuleBook } from "../directory/rule-book.ts";
import type { Account, PlatformSettings } from "../domain/directory.ts";
import type { Refusal } from "../domain/reasons.ts";
import type { SubmissionDraft } from "../domain/submission.ts";

/** What a rule may look at: facts in memory, never the store. */
export interface RuleContext {
  readonly account: Account;
  readonly draft: SubmissionDraft;
  readonly settings: PlatformSettings;
  readonly book: RuleBook;
  /** UTC ms. */
  readonly now: number;
}

/** A rule over the submission as a whole: the reason why not, or undefined. */
export type SubmissionRule = (context: RuleContext) => Refusal | undefined;
