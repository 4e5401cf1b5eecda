import type { SubmissionRule } from "./rules.ts";

/** Length of the access code that the recipient sees: channel code, account code and ext together. */
export const ACCESS_CODE_DIGITS = 20;

/** The ext is digits, within the dialect's bound; with the account's code it still leaves room for a channel's. */
export const extUsable: SubmissionRule = ({ account, draft }) => {
  if (draft.ext === "") return undefined;
  const bound = draft.bounds?.extDigits ?? ACCESS_CODE_DIGITS;
  if (!/^\d+$/.test(draft.ext) || draft.ext.length > bound) return { reason: "ext-wrong", bound };
  return account.code.length + draft.ext.length > ACCESS_CODE_DIGITS ? { reason: "ext-wrong", bound: ACCESS_CODE_DIGITS } : undefined;
};
