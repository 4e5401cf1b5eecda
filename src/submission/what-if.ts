import type { DirectoryIndex } from "../directory/directory-index.ts";
import type { RuleBook } from "../directory/rule-book.ts";
import type { Account } from "../domain/directory.ts";
import type { ContentClass, Medium, Operator } from "../domain/message.ts";
import type { Reason, Refusal } from "../domain/reasons.ts";
import { RULE_NAMES, type RuleName, type RuleVerdict } from "../domain/rule-verdict.ts";
import type { DraftContent, SubmissionDraft } from "../domain/submission.ts";
import { contentClass } from "../policy/class.ts";
import { needsReview } from "../policy/review.ts";
import { textsOf } from "../policy/rework.ts";
import { checkSubmission } from "../policy/submission-rules.ts";
import { regionOf } from "../routing/geography.ts";
import { operatorOfNumber } from "../routing/operator.ts";
import { normalizePhone } from "../text/phone.ts";
import { segmentsOf } from "../text/segments.ts";
import { compose } from "./compose.ts";

export interface WhatIfInput {
  readonly account: Account;
  readonly directory: DirectoryIndex;
  readonly book: RuleBook;
  readonly phone: string;
  /** Of an MMS its subject. */
  readonly text: string;
  readonly ext: string;
  /** As a draft's. */
  readonly signature?: SubmissionDraft["signature"];
  /** Undefined: what the text is taken for. */
  readonly class: ContentClass | undefined;
  /** A text by default. */
  readonly medium?: Medium;
  /** UTC ms. */
  readonly now: number;
}

/** What would become of a text to one phone if the account sent it now. */
export interface WhatIf {
  /** Normalised; undefined where it is no phone number. */
  readonly phone: string | undefined;
  /** Undefined where nobody has its range. */
  readonly operator: Operator | undefined;
  /** Undefined where it isn't known. */
  readonly province: string | undefined;
  readonly class: ContentClass;
  /** As it would leave: filled from a template, with its signature. */
  readonly text: string;
  /** Billed parts. */
  readonly segments: number;
  /** What each rule says, in their order; those on the number of recipients and the send time have nothing to say here. */
  readonly rules: readonly { readonly rule: RuleName; readonly verdict: RuleVerdict }[];
  /** A person would look at it before it leaves. */
  readonly held: boolean;
  /** Why the call would be refused, as far as the store has no say in it: credits, frequency and order ids it alone counts. */
  readonly refusal: Refusal | undefined;
}

/** Asks the rules and the composer that every submission goes through; nothing is stored. */
export function whatIf(input: WhatIfInput): WhatIf {
  const { account: asked, directory, book, phone: given, text, ext, signature, class: wanted, medium = "sms", now } = input;
  // one recipient stands for as many as the account must give
  const account = { ...asked, minRecipients: 0 };
  const wish = signature === undefined ? {} : { signature };
  const draft: SubmissionDraft = { medium, recipients: [given], content: contentOf(medium, text), ext, sendAt: undefined, ...wish };
  const said = new Map<RuleName, RuleVerdict>();
  const context = { account, draft, book, settings: directory.settings, now };
  const checked = checkSubmission(context, (rule, verdict) => said.set(rule, verdict));
  const final = checked.ok ? checked.draft : draft;
  const composed = compose({ account, directory, book, dialect: "", draft: final, held: false, now, ids: { take: () => 1 } });
  const [leaves = text] = textsOf(final.content);
  const phone = normalizePhone(given);
  const message = composed.ok ? composed.submission.messages[0] : undefined;
  const refusal = checked.ok ? (composed.ok ? undefined : composed.refusal) : checked.refusal;
  if (checked.ok) judgeRecipient(said, refusal?.reason);
  return {
    phone,
    operator: phone === undefined ? undefined : operatorOfNumber(phone, book.portedTo(phone)),
    province: phone === undefined ? undefined : regionOf(phone)?.province,
    class: wanted ?? contentClass(leaves, directory.settings.frequency.verification.match),
    text: leaves,
    segments: message?.segments ?? (medium === "mms" ? 1 : segmentsOf(leaves, account.billing)),
    rules: TOLD.map((rule) => ({ rule, verdict: said.get(rule) ?? "unasked" })),
    held: checked.ok && needsReview({ account, draft: final }, book.templates(account.id)),
    refusal,
  };
}

const SILENT: readonly RuleName[] = ["min-recipients", "recipients-given", "recipients-bounded", "send-time", "subject-given"];
const TOLD = RULE_NAMES.filter((name) => !SILENT.includes(name));

/** An MMS of one small text. */
function contentOf(medium: Medium, text: string): DraftContent {
  return medium === "mms" ? { kind: "mms", subject: text, container: Buffer.from("1") } : { kind: "same", text };
}

const OF_RECIPIENT = ["number", "blacklist", "route", "room"] as const satisfies readonly RuleName[];
/** Which judge of recipients refuses for a reason; the others are about the route. */
const JUDGE: Partial<Record<Reason, (typeof OF_RECIPIENT)[number]>> = {
  "recipient-malformed": "number",
  "recipient-blacklisted": "blacklist",
  "content-too-long": "room",
};

function judgeRecipient(said: Map<RuleName, RuleVerdict>, reason: Reason | undefined): void {
  const refusing = reason && (JUDGE[reason] ?? "route");
  for (const rule of OF_RECIPIENT) {
    said.set(rule, rule === refusing ? "refused" : "passed");
    if (rule === refusing) return;
  }
}
