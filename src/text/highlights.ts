import { foldText } from "./fold.ts";
import type { Keywords } from "./keywords.ts";

/** What a reviewer should not overlook in a text. */
export const HIGHLIGHT_KINDS = ["keyword", "link", "phone", "placeholder"] as const;
export type HighlightKind = (typeof HIGHLIGHT_KINDS)[number];

/** From one UTF-16 code unit to before another. */
export interface Highlight {
  readonly from: number;
  readonly to: number;
  readonly kind: HighlightKind;
}

/** A text is read by a person; what comes behind so many is as plain as they are. */
const MOST = 500;
/** With a scheme or without: a name with a dot, and what may follow in a path but for punctuation at its end. In lower case and half width. */
const LINK = /(?:https?:\/\/)?(?:[a-z0-9-]{1,63}\.){1,6}[a-z]{2,18}(?![a-z0-9-])(?::\d{1,5})?(?:[/?#](?:[!-~]{0,500}[a-z0-9/=#&_-])?)?/g;
/** Mainland mobiles, service numbers and landlines, as people write them. */
const PHONE =
  /(?<!\d)(?:(?:\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}|[48]00[- ]?\d{3}[- ]?\d{4}|\(?0\d{2,3}\)?[- ]?\d{7,8}|95\d{3,6}|10\d{3,6})(?!\d)/g;
/** Of either style of template. */
const PLACEHOLDER = /@[1-9]\d{0,2}@|@/g;

/**
 * Where keywords, links and phone numbers stand in a text, and in a template its placeholders: in order, none over another. What two kinds claim is the
 * kind's that is named first. Takes time by the length of the text.
 */
export function highlights(text: string, keywords: Keywords, template = false): readonly Highlight[] {
  const found: Highlight[] = keywords.spans(text).map(([from, to]) => ({ from, to, kind: "keyword" }));
  const folded = foldText(text);
  const patterns: readonly (readonly [HighlightKind, RegExp])[] = [
    ["link", LINK],
    ["phone", PHONE],
    ...(template ? [["placeholder", PLACEHOLDER] as const] : []),
  ];
  for (const [kind, pattern] of patterns)
    for (const { index, 0: match } of folded.matchAll(pattern)) found.push({ from: index, to: index + match.length, kind });
  return withoutOverlaps(found).slice(0, MOST);
}

function withoutOverlaps(found: readonly Highlight[]): readonly Highlight[] {
  const rank = (kind: HighlightKind): number => HIGHLIGHT_KINDS.indexOf(kind);
  const kept: Highlight[] = [];
  for (const highlight of found.toSorted((a, b) => a.from - b.from || rank(a.kind) - rank(b.kind) || b.to - a.to)) {
    let last = kept.at(-1);
    // a link that holds a keyword gives way to it
    while (last !== undefined && last.to > highlight.from && rank(highlight.kind) < rank(last.kind)) {
      kept.pop();
      if (last.from < highlight.from) kept.push({ ...last, to: highlight.from });
      last = last.from < highlight.from ? undefined : kept.at(-1);
    }
    if (last === undefined || last.to <= highlight.from) kept.push(highlight);
  }
  return kept;
}
