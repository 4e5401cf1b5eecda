import type { SubmissionRule } from "./rules.ts";

export const recipientsGiven: SubmissionRule = ({ draft }) =>
  draft.recipients.length === 0 ? { reason: "recipients-missing" } : undefined;

/** At most what the dialect allows or, where it states nothing, the platform. */
export const recipientsBounded: SubmissionRule = ({ draft, settings }) => {
  const bound = draft.bounds?.recipients ?? settings.limits.recipients;
  return draft.recipients.length > bound ? { reason: "recipients-too-many", bound } : undefined;
};
