import { NO_RULES } from "../directory/rule-book.testing.ts";
import { sampleAccount } from "../domain/account.testing.ts";
import { DEFAULT_SETTINGS } from "../domain/defaults.ts";
import type { Account } from "../domain/directory.ts";
import type { SubmissionDraft } from "../domain/submission.ts";
import type { RuleContext } from "./rules.ts";

/** 2026-11-20 12:00 in Shanghai. */
export const NOW = Date.UTC(2026, 10, 20, 4);

/** An account that may do everything and has set nothing. */
export function account(own: Partial<Account> = {}): Account {
  return sampleAccount({ minRecipients: 0, ...own });
}

/** A draft with one text for its one recipient, or with a text for each of several. */
export function draft(...texts: [string, ...string[]]): SubmissionDraft {
  return {
    medium: "sms",
    recipients: texts.map((_, index) => String(13_800_138_000 + index)),
    content: texts.length === 1 ? { kind: "same", text: texts[0] } : { kind: "each", texts },
    ext: "",
    sendAt: undefined,
  };
}

/** What rules look at. */
export function context(own: Partial<RuleContext> = {}): RuleContext {
  return { account: account(), draft: draft("您好"), settings: DEFAULT_SETTINGS, book: NO_RULES, now: NOW, ...own };
}
