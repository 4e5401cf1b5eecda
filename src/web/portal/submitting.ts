import type { Static } from "typebox";
import type { DirectoryIndex } from "../../directory/directory-index.ts";
import type { Account } from "../../domain/directory.ts";
import type { Refusal } from "../../domain/reasons.ts";
import { PORTAL, type SubmissionDraft } from "../../domain/submission.ts";
import type { HistoryStore } from "../../store/store.ts";
import { type SubmitDeps, submit } from "../../submission/submit.ts";
import type { Taken } from "../contract/portal/send.ts";
import type { CallContext } from "../handlers.ts";
import { CallProblem, notFound } from "../problem.ts";

export interface SubmittingDeps {
  readonly store: { readonly history: Pick<HistoryStore, "find"> };
  readonly directory: () => DirectoryIndex;
  readonly submit: SubmitDeps;
}

/** Recipients that were refused and are told. */
const MOST_EXAMPLES = 100;

export function accountOf({ directory }: Pick<SubmittingDeps, "directory">, { caller }: Pick<CallContext, "caller">): Account {
  const account = directory().accountById.get(caller.accountId);
  if (!account) throw notFound("account");
  if (!account.enabled) throw new CallProblem("refused", "the account is switched off", { reason: "account-disabled" });
  return account;
}

/** A text message as the portal sends it: looked at in the portal, so that the account's program gets no report that it didn't ask for. */
export function portalDraft(
  given: Pick<SubmissionDraft, "recipients" | "content" | "sendAt"> & { readonly ext?: string; readonly signature?: number },
  orderId: string,
): SubmissionDraft {
  const { ext = "", signature, ...rest } = given;
  return {
    medium: "sms",
    ...rest,
    ext,
    orderId,
    reportWanted: false,
    ...(signature === undefined ? {} : { signature: { tag: signature } }),
  };
}

export type HandedIn = { readonly ok: true; readonly taken: Static<typeof Taken> } | { readonly ok: false; readonly refusal: Refusal };

/** Through the door that every submission goes through. What was taken under the same order id before is answered, not taken again. */
export async function handIn(deps: SubmittingDeps, account: Account, draft: SubmissionDraft, now: number): Promise<Static<typeof Taken>> {
  const result = await tryHandIn(deps, account, draft, now);
  if (!result.ok) throw refusedBy(result.refusal);
  return result.taken;
}

/** As `handIn`, with a refusal as a value. */
export async function tryHandIn(deps: SubmittingDeps, account: Account, draft: SubmissionDraft, now: number): Promise<HandedIn> {
  const result = await submit(deps.submit, deps.directory(), account, PORTAL, draft, now);
  if (result.ok) {
    const { submissionId, charged, accepted, refused } = result.value;
    const examples = refused
      .slice(0, MOST_EXAMPLES)
      .map(({ recipient, refusal }) => ({ phone: recipient.slice(0, 40), reason: refusal.reason }));
    return { ok: true, taken: { submissionId, charged, accepted: accepted.length, refused: refused.length, examples } };
  }
  const { refusal } = result;
  const before = refusal.submissionId === undefined ? undefined : await deps.store.history.find(refusal.submissionId, 0, 1);
  if (before === undefined) return { ok: false, refusal };
  const { id, credits, recipients } = before.submission;
  return { ok: true, taken: { submissionId: id, charged: credits, accepted: recipients, refused: 0, examples: [] } };
}

export function refusedBy({ reason, detail }: Refusal): CallProblem {
  if (reason === "busy") return new CallProblem("busy", "too many messages wait to be sent", { reason });
  return new CallProblem("refused", detail ?? `refused: ${reason}`, { reason });
}
