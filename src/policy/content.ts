import { textsOf } from "./rework.ts";
import type { SubmissionRule } from "./rules.ts";

/** There is a text for every recipient, and more than blanks; or something in the MMS. */
export const contentGiven: SubmissionRule = ({ draft: { content } }) => {
  const missing = content.kind === "mms" ? content.container.length === 0 : textsOf(content).some((text) => text.trim() === "");
  return missing ? { reason: "content-missing" } : undefined;
};

/** An MMS has a subject. */
export const subjectGiven: SubmissionRule = ({ draft: { content } }) =>
  content.kind === "mms" && content.subject.trim() === "" ? { reason: "subject-missing" } : undefined;

/**
 * No text is longer than the dialect's bound or, where it states none, the platform's (UTF-16 code units); nor is an MMS
 * (bytes) or its subject.
 */
export const contentBounded: SubmissionRule = ({ draft, settings }) => {
  const { content } = draft;
  if (content.kind === "mms" && content.container.length > settings.limits.mms)
    return { reason: "content-too-long", bound: settings.limits.mms };
  const bound = draft.bounds?.content ?? settings.limits.content;
  const texts = content.kind === "mms" ? [content.subject] : textsOf(content);
  return texts.some((text) => text.length > bound) ? { reason: "content-too-long", bound } : undefined;
};
