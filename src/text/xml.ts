/** The five of markup, and everything outside of XML 1.0's `Char` (2.2). `u`: a surrogate matches only where it stands alone. */
const SPECIAL = /[&<>"']|[^\t\n -\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;

const ESCAPES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&apos;",
  // A parser would turn a bare one into a line feed (XML 1.0, 2.11).
  "\r": "&#13;",
};

/** A text as content of an element or an attribute. Characters that XML 1.0 has no way to write are left out. */
export function escapeXml(text: string): string {
  return text.replace(SPECIAL, (character) => ESCAPES[character] ?? "");
}
