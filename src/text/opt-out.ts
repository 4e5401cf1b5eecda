import { foldText } from "./fold.ts";

const WORDS: ReadonlySet<string> = new Set(["t", "td", "r", "n", "退订"]);

/** Whether a phone's text says that its owner wants no more: one of the known words and nothing else, in any case and width. */
export function isOptOut(text: string): boolean {
  return WORDS.has(foldText(text).trim());
}
