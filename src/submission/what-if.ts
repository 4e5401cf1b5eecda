import type { DirectoryIndex } from "../directory/directory-index.ts";
import type { RuleBook } from "../directory/rule-book.ts";
import type { Account } from "../domain/directory.ts";
import type { ContentClass, Operator } from "../domain/message.ts";
import type { Refusal } from "../domain/reasons.ts";
import type { SubmissionDraft } from "../domain/submission.ts";
import { contentClass } from "../policy/class.ts";
import { textsOf } from "../policy/rework.ts";
import { checkSubmission } from "../policy/submission-rules.ts";
import { operatorOfNumber } from "../routing/operator.ts";
import { normalizePhone } from "../text/phone.ts";
import { segmentsOf } from "../text/segments.ts";
import { compose } from "./compose.ts";

export interface WhatIfInput {
  readonly account: Account;
  readonly directory: DirectoryIndex;
  readonly book: RuleBook;
  readonly phone: string;
  readonly text: string;
  readonly ext: string;
  /** Undefined: what the text is taken for. */
  readonly class: ContentClass | undefined;
  /** UTC ms. */
  readonly now: number;
}

/** What would become of a text to one phone if the account sent it now. */
export interface WhatIf {
  /** Normalised; undefined where it is no phone number. */
  readonly phone: string | undefined;
  /** Undefined where nobody has its range. */
  readonly operator: Operator | undefined;
  readonly class: ContentClass;
  /** As it would leave: filled from a template, with its signature. */
  readonly text: string;
  /** Billed parts. */
  readonly segments: number;
  /** Why the call would be refused, as far as the store has no say in it: credits, frequency and order ids it alone counts. */
  readonly refusal: Refusal | undefined;
}

/** Asks the rules and the composer that every submission goes through; nothing is stored. */
export function whatIf({ account: asked, directory, book, phone: given, text, ext, class: wanted, now }: WhatIfInput): WhatIf {
  // one recipient stands for as many as the account must give
  const account = { ...asked, minRecipients: 0 };
  const draft: SubmissionDraft = { medium: "sms", recipients: [given], content: { kind: "same", text }, ext, sendAt: undefined };
  const checked = checkSubmission({ account, draft, book, settings: directory.settings, now });
  const final = checked.ok ? checked.draft : draft;
  const composed = compose({ account, directory, book, dialect: "", draft: final, held: false, now, ids: { take: () => 1 } });
  const [leaves = text] = textsOf(final.content);
  const phone = normalizePhone(given);
  const message = composed.ok ? composed.submission.messages[0] : undefined;
  return {
    phone,
    operator: phone === undefined ? undefined : operatorOfNumber(phone, book.portedTo(phone)),
    class: wanted ?? contentClass(leaves, directory.settings.frequency.verification.match),
    text: leaves,
    segments: message?.segments ?? segmentsOf(leaves, account.billing),
    refusal: checked.ok ? (composed.ok ? undefined : composed.refusal) : checked.refusal,
  };
}
