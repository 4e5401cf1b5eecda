import type { Refusal } from "../domain/reasons.ts";
import type { Keywords } from "../text/keywords.ts";
import { textsOf } from "./rework.ts";
import type { RuleContext } from "./rules.ts";

/** A refusal names at most so many words; the reply of a text made of nothing but keywords would have no bound otherwise. */
export const MOST_NAMED = 20;

/**
 * No text holds a keyword of the platform's list. Stands after the signature is put on, so that it sees what the recipient
 * would. Of texts that differ by recipient, the words of all are named, in the order in which they come.
 */
export function keywordFree({ draft, keywords }: Pick<RuleContext, "draft"> & { readonly keywords: Keywords }): Refusal | undefined {
  if (keywords.size === 0) return undefined;
  const words = new Set<string>();
  for (const text of textsOf(draft.content)) {
    for (const word of keywords.find(text)) words.add(word);
    if (words.size >= MOST_NAMED) break;
  }
  return words.size === 0 ? undefined : { reason: "content-keyword", words: [...words].slice(0, MOST_NAMED) };
}
