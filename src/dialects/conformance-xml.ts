/**
 * What keeps a text from being well-formed XML 1.0 as the dialects write it (no DTD, no comments, no CDATA), or undefined.
 * For the conformance suite: strict and slow, and shares nothing with the code that writes replies.
 */
export function xmlFault(text: string): string | undefined {
  if (!/^(?:[\t\n\r\u0020-\ud7ff\ue000-\ufffd]|[\ud800-\udbff][\udc00-\udfff])*$/.test(text)) return "a character that XML has not";
  const prolog = /^<\?xml version="1\.0" encoding="[\w-]+"\s*\?>/.exec(text);
  if (prolog === null) return "no XML declaration at its start";
  const open: string[] = [];
  let roots = 0;
  let at = prolog[0].length;
  while (at < text.length) {
    const tag = /<(\/?)([A-Za-z_][\w.:-]*)((?:\s+[A-Za-z_][\w.:-]*="[^"<]*")*)\s*(\/?)>/y;
    tag.lastIndex = at;
    const match = tag.exec(text);
    if (match === null) {
      const end = text.indexOf("<", at);
      const run = text.slice(at, end === -1 ? text.length : end);
      if (run === "") return `no tag at ${at}`;
      if (open.length === 0 && run.trim() !== "") return `text outside of the root: ${run}`;
      if (/&(?!(?:amp|lt|gt|quot|apos|#\d+|#x[\da-fA-F]+);)/.test(run) || run.includes("]]>")) return `unescaped: ${run}`;
      at += run.length;
      continue;
    }
    const [whole, closing, name = "", , empty] = match;
    if (closing === "/") {
      if (open.pop() !== name) return `</${name}> closes nothing`;
    } else {
      if (open.length === 0) roots++;
      if (empty === "") open.push(name);
    }
    at += whole.length;
  }
  if (open.length > 0) return `<${open.at(-1)}> is never closed`;
  return roots === 1 ? undefined : `${roots} roots`;
}
