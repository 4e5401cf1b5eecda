import type { Refusal } from "../domain/reasons.ts";
import type { DraftContent, SubmissionDraft } from "../domain/submission.ts";

/** What a rule answers that may change what is sent: the draft to go on with, or why not. */
export type Reworked = { readonly ok: true; readonly draft: SubmissionDraft } | { readonly ok: false; readonly refusal: Refusal };

/** The texts of a draft: one that all recipients share, or one for each. */
export function textsOf(content: DraftContent): readonly string[] {
  return content.kind === "same" ? [content.text] : content.texts;
}

/** The same kind of content with every text changed. */
export function withTexts(content: DraftContent, change: (text: string) => string): DraftContent {
  return content.kind === "same" ? { kind: "same", text: change(content.text) } : { kind: "each", texts: content.texts.map(change) };
}
