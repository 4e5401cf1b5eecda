import type { Refusal } from "../domain/reasons.ts";
import type { DraftContent, SubmissionDraft } from "../domain/submission.ts";
import { readTms, TMS_BOUNDS, tmsText } from "../text/tms.ts";

/** What a rule answers that may change what is sent: the draft to go on with, or why not. */
export type Reworked = { readonly ok: true; readonly draft: SubmissionDraft } | { readonly ok: false; readonly refusal: Refusal };

/** The texts of a draft: one that all recipients share, one for each, or what can be read in an MMS. */
export function textsOf(content: DraftContent): readonly string[] {
  switch (content.kind) {
    case "same":
      return [content.text];
    case "each":
      return content.texts;
    case "mms":
      return [content.subject, ...readableParts(content.container)];
  }
}

function readableParts(container: Buffer): readonly string[] {
  const read = readTms(container, { ...TMS_BOUNDS, bytes: Number.POSITIVE_INFINITY });
  if (!read.ok) return [];
  return read.elements.filter((element) => element.kind === "text").map((element) => tmsText(element) ?? "");
}

/** The same kind of content with every text changed; an MMS stays as it is. */
export function withTexts(content: DraftContent, change: (text: string) => string): DraftContent {
  switch (content.kind) {
    case "same":
      return { kind: "same", text: change(content.text) };
    case "each":
      return { kind: "each", texts: content.texts.map(change) };
    case "mms":
      return content;
  }
}
