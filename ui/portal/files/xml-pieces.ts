/** One thing in a document: a tag with its attributes as they are written, or the text between two tags, its entities resolved. */
export type XmlPiece =
  | { readonly kind: "open"; readonly name: string; readonly attributes: string; readonly closed: boolean }
  | { readonly kind: "close"; readonly name: string }
  | { readonly kind: "text"; readonly text: string };

/** A tag or a text that is longer is cut: no cell is. */
const LONGEST = 64 * 1024;
const ENTITIES: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

/**
 * Cuts a document into tags and texts while it comes, without ever having it as a whole: a sheet may have 100 MB. Enough for what
 * spreadsheets write: names come without their prefix, comments and instructions are passed over, CDATA is not known.
 */
export async function* xmlPieces(source: AsyncIterable<string>): AsyncGenerator<XmlPiece[]> {
  let rest = "";
  for await (const piece of source) {
    rest += piece;
    const pieces: XmlPiece[] = [];
    let at = 0;
    for (;;) {
      const open = rest.indexOf("<", at);
      if (open < 0) break;
      const close = rest.indexOf(">", open);
      if (close < 0) break;
      if (open > at) pieces.push({ kind: "text", text: unescaped(rest.slice(at, Math.min(open, at + LONGEST))) });
      if (close - open < LONGEST) pieces.push(...tagOf(rest.slice(open + 1, close)));
      at = close + 1;
    }
    rest = rest.length - at > 2 * LONGEST ? "" : rest.slice(at);
    yield pieces;
  }
}

function tagOf(tag: string): XmlPiece[] {
  if (tag.startsWith("?") || tag.startsWith("!")) return [];
  if (tag.startsWith("/")) return [{ kind: "close", name: local(tag.slice(1).trimEnd()) }];
  const closed = tag.endsWith("/");
  const whole = closed ? tag.slice(0, -1) : tag;
  const blank = whole.search(/\s/);
  const name = blank < 0 ? whole : whole.slice(0, blank);
  return [{ kind: "open", name: local(name), attributes: blank < 0 ? "" : whole.slice(blank), closed }];
}

function local(name: string): string {
  return name.slice(name.indexOf(":") + 1);
}

/** An attribute's value; empty where there is none. @param name with its prefix, as it is written */
export function attribute(attributes: string, name: string): string {
  for (const quote of ['"', "'"]) {
    const mark = ` ${name}=${quote}`;
    const at = attributes.replace(/\s/g, " ").indexOf(mark);
    if (at >= 0) return unescaped(attributes.slice(at + mark.length, attributes.indexOf(quote, at + mark.length)));
  }
  return "";
}

/** Also the `_x000D_` by which spreadsheets write what XML can't carry. */
function unescaped(text: string): string {
  if (!text.includes("&") && !text.includes("_x")) return text;
  return text
    .replace(/&(?:#(\d{1,7})|#x([0-9a-fA-F]{1,6})|(\w{1,5}));/g, (whole, decimal?: string, hex?: string, name?: string) => {
      if (name !== undefined) return ENTITIES[name] ?? whole;
      const code = decimal === undefined ? Number.parseInt(hex ?? "", 16) : Number(decimal);
      return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : "";
    })
    .replace(/_x([0-9A-Fa-f]{4})_/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}
