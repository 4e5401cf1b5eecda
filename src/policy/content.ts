import type { SubmissionRule } from "./rules.ts";

/** There is a text for every recipient. */
export const contentGiven: SubmissionRule = ({ draft }) => {
  const { content } = draft;
  if (content.kind === "same") return content.text.length === 0 ? { reason: "content-missing" } : undefined;
  return content.texts.some((text) => text.length === 0) ? { reason: "content-missing" } : undefined;
};

/** No text is longer than the dialect's bound or, where it states none, the platform's (UTF-16 code units). */
export const contentBounded: SubmissionRule = ({ draft, settings }) => {
  const bound = draft.bounds?.content ?? settings.limits.content;
  const { content } = draft;
  const longest = content.kind === "same" ? content.text.length : content.texts.reduce((most, text) => Math.max(most, text.length), 0);
  return longest > bound ? { reason: "content-too-long", bound } : undefined;
};
