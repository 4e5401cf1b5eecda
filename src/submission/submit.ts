import type { DirectoryIndex } from "../directory/directory-index.ts";
import type { RuleBook } from "../directory/rule-book.ts";
import type { OwnCode } from "../domain/codes.ts";
import type { Account } from "../domain/directory.ts";
import type { Refusal } from "../domain/reasons.ts";
import type { Accepted, NewSubmission, SubmissionDraft } from "../domain/submission.ts";
import { needsReview } from "../policy/review.ts";
import { checkSubmission } from "../policy/submission-rules.ts";
import type { AcceptLimits, SubmissionStore } from "../store/store.ts";
import { type Composed, compose } from "./compose.ts";

export interface SubmitDeps {
  readonly store: Pick<SubmissionStore, "accept" | "ordered">;
  readonly ids: { take(count: number): number };
  readonly rules: () => RuleBook;
  /** Told of every submission once it is durable, so that its messages need not wait for a poll. */
  readonly accepted: (submission: NewSubmission) => void;
}

export type SubmitResult = { readonly ok: true; readonly value: Accepted } | { readonly ok: false; readonly refusal: Refusal };

/**
 * The one door in, for dialects, console and command line alike: checks, prices, and stores in one commit. Resolves when
 * the submission is durable or refused; rejects with `StoreError` when the store could not say.
 */
export async function submit(
  deps: SubmitDeps,
  directory: DirectoryIndex,
  account: Account,
  dialect: string,
  draft: SubmissionDraft,
  now: number,
): Promise<SubmitResult> {
  const book = deps.rules();
  const checked = checkSubmission({ account, draft, book, settings: directory.settings, now });
  if (!checked.ok) return refused(deps, account, draft, checked.refusal, now);
  const held = needsReview({ account, draft: checked.draft }, book.templates(account.id));
  const composed = compose({ account, directory, book, dialect, draft: checked.draft, held, now, ids: deps.ids });
  if (!composed.ok) return refused(deps, account, draft, composed.refusal, now);
  const { submission } = composed;
  const { limits, frequency } = directory.settings;
  const { verification, daily } = frequency;
  const bounds: AcceptLimits = {
    queued: limits.queued,
    frequency: { codes: { limit: verification.limit, window: verification.window }, daily },
    daily: account.dailyLimit,
  };
  let outcome = await deps.store.accept(submission, bounds);
  if (outcome.kind === "credits-short" && draft.acceptUnpaid) outcome = await deps.store.accept(unpaid(submission), bounds);
  switch (outcome.kind) {
    case "accepted": {
      deps.accepted(submission);
      const { accepted, refused } = withLimited(composed, outcome.limited);
      return { ok: true, value: { submissionId: submission.id, balance: outcome.balance, charged: outcome.charged, accepted, refused } };
    }
    case "order-duplicate":
      return { ok: false, refusal: { reason: "order-duplicate", submissionId: outcome.submissionId } };
    case "daily-cap": {
      const detail = `the account may send ${account.dailyLimit} messages a day`;
      return { ok: false, refusal: { reason: "recipient-limited", bound: account.dailyLimit, detail } };
    }
    case "used-once":
      return { ok: false, refusal: { reason: "timestamp-skewed", detail: "this request was accepted before" } };
    default:
      return { ok: false, refusal: { reason: outcome.kind } };
  }
}

/**
 * A refusal, unless the order id was used before: whoever lost a reply and asks again is told of the first one, even where the
 * same call would be refused by now.
 */
async function refused(
  { store }: SubmitDeps,
  account: Account,
  { orderId }: SubmissionDraft,
  refusal: Refusal,
  now: number,
): Promise<SubmitResult> {
  const submissionId = orderId === undefined ? undefined : await store.ordered(account.id, orderId, now);
  return { ok: false, refusal: submissionId === undefined ? refusal : { reason: "order-duplicate", submissionId } };
}

/** The same submission with nothing to send and nothing to pay: every message is over, and says why. */
function unpaid(submission: NewSubmission): NewSubmission {
  return {
    ...submission,
    charge: { ...submission.charge, credits: 0 },
    messages: submission.messages.map((message) =>
      message.state === "failed" ? message : { ...message, state: "failed", code: "YZ:CREDIT" satisfies OwnCode, segments: 0 },
    ),
  };
}

/** Who was accepted after all, once the store has counted how often each phone was written to. */
function withLimited(composed: Extract<Composed, { ok: true }>, limited: readonly number[]): Pick<Accepted, "accepted" | "refused"> {
  if (limited.length === 0) return composed;
  const phones = new Set(limited.map((index) => composed.submission.messages[index]?.phone));
  const over = [...phones].filter((phone) => phone !== undefined);
  return {
    accepted: composed.accepted.filter((phone) => !phones.has(phone)),
    refused: [...composed.refused, ...over.map((recipient) => ({ recipient, refusal: { reason: "recipient-limited" } as const }))],
  };
}
