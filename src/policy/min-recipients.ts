import type { SubmissionRule } from "./rules.ts";

/**
 * A submission has at least as many recipients as the account's minimum, counted as they were given (qxt: 提交数小于10). The
 * platform's list has no reason of its own for it: it is `recipients-missing` with the minimum as `bound`, which the plain
 * one never carries, so that an interface with a text for it can tell them apart.
 */
export const enoughRecipients: SubmissionRule = ({ account, draft }) =>
  draft.recipients.length < account.minRecipients ? { reason: "recipients-missing", bound: account.minRecipients } : undefined;
