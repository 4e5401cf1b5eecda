/** An element of a document that was read; attributes are not kept, as no interface of ours says anything by them. */
export interface XmlElement {
  /** Without its prefix. */
  readonly name: string;
  /** URI; empty where it is in no namespace. */
  readonly namespace: string;
  /** Its own character data and CDATA sections, put together; its children's not. */
  readonly text: string;
  readonly children: readonly XmlElement[];
}

export interface XmlBounds {
  /** Elements that may be open at once. */
  readonly depth: number;
  /** Elements of the whole document. */
  readonly elements: number;
  /**
   * An `&` that begins no reference taken here stands for itself, instead of being a fault. For what is said only once, by those who
   * forget to escape it.
   */
  readonly rawAmpersands?: boolean;
}

export type XmlRead =
  | { readonly ok: true; readonly root: XmlElement }
  /** `fault`: an English sentence. */
  | { readonly ok: false; readonly fault: string };

/** Of one element. */
const MAX_ATTRIBUTES = 64;
const MAX_NAME = 128;

/** Outside of XML 1.0's `Char` (2.2); `u`: a surrogate matches only where it stands alone. */
const NO_CHARACTER = /[^\t\n\r -\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u;
const BLANKS = /[ \t\r\n]*/y;
/** Wider than XML's own rule beyond ASCII, which changes nothing for names that somebody looks for. */
const NAME = /[A-Za-z_\u0080-\uffff][\w.\-\u0080-\uffff]*(?::[A-Za-z_\u0080-\uffff][\w.\-\u0080-\uffff]*)?/y;
const DECLARATION = /<\?xml[ \t\r\n]+version[ \t\r\n]*=[ \t\r\n]*(?:"1\.\d"|'1\.\d')[^<>?]{0,200}\?>/y;
const CHARACTER_REFERENCE = /^#(?:(\d{1,7})|x([\da-fA-F]{1,6}))$/;
/** Of a reference, between `&` and `;`. */
const MAX_REFERENCE = 8;
const PREDEFINED: ReadonlyMap<string, string> = new Map(Object.entries({ amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" }));

/** An element that is open: its namespaces are its own and, by `outer`, those around it. */
interface Frame {
  readonly name: string;
  readonly qualified: string;
  readonly namespaces: ReadonlyMap<string, string>;
  readonly outer: Frame | undefined;
  readonly namespace: string;
  readonly text: string[];
  readonly children: XmlElement[];
}

class XmlFault extends Error {}

/**
 * Reads a whole XML 1.0 document with namespaces. There is no DTD, hence no entity but the five predefined ones, nothing is
 * fetched and nothing grows: what comes out is never larger than the text. The caller bounds the text; the time is in proportion to it
 * (and the depth, for names with a prefix). Blanks and a byte order mark before the declaration are passed over. Never throws.
 */
export function readXml(text: string, bounds: XmlBounds): XmlRead {
  try {
    return { ok: true, root: new Reader(text, bounds).document() };
  } catch (error) {
    if (error instanceof XmlFault) return { ok: false, fault: error.message };
    throw error;
  }
}

/** The first child of that name, in whatever namespace. */
export function xmlChild(element: XmlElement | undefined, name: string): XmlElement | undefined {
  return element?.children.find((child) => child.name === name);
}

/** The text of the first child of that name; empty where there is none. */
export function xmlText(element: XmlElement | undefined, name: string): string {
  return xmlChild(element, name)?.text ?? "";
}

class Reader {
  readonly #text: string;
  readonly #bounds: XmlBounds;
  #at = 0;
  #elements = 0;
  #depth = 0;
  #root: XmlElement | undefined;

  constructor(text: string, bounds: XmlBounds) {
    this.#text = text;
    this.#bounds = bounds;
  }

  document(): XmlElement {
    if (NO_CHARACTER.test(this.#text)) throw new XmlFault("There is a character that XML has not.");
    this.#at = /^\ufeff?[ \t\r\n]*/.exec(this.#text)?.[0].length ?? 0;
    if (this.#text.startsWith("<?xml", this.#at) && this.#match(DECLARATION) === undefined)
      throw new XmlFault("The XML declaration can't be read.");
    this.#misc();
    for (let open = this.#startTag(undefined); open !== undefined; ) open = this.#content(open);
    this.#misc();
    if (this.#at < this.#text.length || this.#root === undefined) throw new XmlFault("There is something after the root element.");
    return this.#root;
  }

  /** One step inside of an open element. Like the others, answers which element is open after it: none after the root's end. */
  #content(frame: Frame): Frame | undefined {
    const text = this.#text;
    const tag = text.indexOf("<", this.#at);
    if (tag < 0) throw new XmlFault("An element is never closed.");
    if (tag > this.#at) {
      const run = text.slice(this.#at, tag);
      if (run.includes("]]>")) throw new XmlFault("There is a ]]> outside of CDATA.");
      frame.text.push(decoded(run, this.#bounds.rawAmpersands));
      this.#at = tag;
    }
    if (text.startsWith("</", tag)) return this.#endTag(frame);
    if (text.startsWith("<![CDATA[", tag)) {
      frame.text.push(withPlainBreaks(this.#upTo("]]>", tag + "<![CDATA[".length)));
      return frame;
    }
    return this.#comment() || this.#instruction() ? frame : this.#startTag(frame);
  }

  #startTag(outer: Frame | undefined): Frame | undefined {
    if (this.#text.startsWith("<!", this.#at)) throw new XmlFault("A document type or entity is declared, which is not taken here.");
    if (this.#text[this.#at] !== "<") throw new XmlFault("An element is missing.");
    this.#at++;
    const qualified = this.#name();
    const namespaces = this.#attributes();
    const empty = this.#take("/");
    if (!this.#take(">")) throw new XmlFault("A tag is never closed.");
    if (++this.#elements > this.#bounds.elements) throw new XmlFault(`There are more than ${this.#bounds.elements} elements.`);
    if (++this.#depth > this.#bounds.depth) throw new XmlFault(`Elements lie more than ${this.#bounds.depth} deep.`);
    const colon = qualified.indexOf(":");
    const scope = { namespaces, outer };
    const namespace = namespaceOf(scope, colon < 0 ? "" : qualified.slice(0, colon));
    if (namespace === undefined) throw new XmlFault("A prefix stands for no namespace.");
    const frame = { ...scope, qualified, name: qualified.slice(colon + 1), namespace, text: [], children: [] };
    return empty ? this.#closed(frame) : frame;
  }

  #endTag(frame: Frame): Frame | undefined {
    this.#at += "</".length;
    if (this.#name() !== frame.qualified) throw new XmlFault("A tag closes what isn't open.");
    this.#match(BLANKS);
    if (!this.#take(">")) throw new XmlFault("A tag is never closed.");
    return this.#closed(frame);
  }

  #closed({ name, namespace, text, children, outer }: Frame): Frame | undefined {
    this.#depth--;
    const element = { name, namespace, text: text.join(""), children };
    if (outer === undefined) this.#root = element;
    else outer.children.push(element);
    return outer;
  }

  /** Reads attributes to the end of their tag, and keeps the namespaces among them. */
  #attributes(): ReadonlyMap<string, string> {
    const namespaces = new Map<string, string>();
    const seen = new Set<string>();
    while (this.#match(BLANKS) !== "" && !/[/>]/.test(this.#text[this.#at] ?? "")) {
      const name = this.#name();
      if (seen.size === MAX_ATTRIBUTES) throw new XmlFault(`An element has more than ${MAX_ATTRIBUTES} attributes.`);
      if (seen.has(name)) throw new XmlFault("An element has an attribute twice.");
      seen.add(name);
      this.#match(BLANKS);
      if (!this.#take("=")) throw new XmlFault("An attribute has no value.");
      this.#match(BLANKS);
      const quote = this.#text[this.#at];
      if (quote !== '"' && quote !== "'") throw new XmlFault("An attribute's value has no quotes.");
      const value = this.#upTo(quote, this.#at + 1);
      if (value.includes("<")) throw new XmlFault("There is a < in an attribute.");
      const plain = decoded(value, this.#bounds.rawAmpersands);
      if (name === "xmlns") namespaces.set("", plain);
      else if (name.startsWith("xmlns:")) namespaces.set(name.slice("xmlns:".length), plain);
    }
    return namespaces;
  }

  /** Blanks, comments and instructions. */
  #misc(): void {
    do this.#match(BLANKS);
    while (this.#comment() || this.#instruction());
  }

  #comment(): boolean {
    if (!this.#text.startsWith("<!--", this.#at)) return false;
    this.#upTo("--", this.#at + "<!--".length);
    if (!this.#take(">")) throw new XmlFault("There is a -- in a comment.");
    return true;
  }

  #instruction(): boolean {
    if (!this.#text.startsWith("<?", this.#at)) return false;
    this.#at += "<?".length;
    if (this.#name().toLowerCase() === "xml") throw new XmlFault("There is a second XML declaration.");
    this.#upTo("?>", this.#at);
    return true;
  }

  /** What stands before the next `end`, from `from` on; goes behind it. */
  #upTo(end: string, from: number): string {
    const at = this.#text.indexOf(end, from);
    if (at < 0) throw new XmlFault(`There is no ${end} where one is due.`);
    this.#at = at + end.length;
    return this.#text.slice(from, at);
  }

  #name(): string {
    const name = this.#match(NAME);
    if (name === undefined || name.length > MAX_NAME) throw new XmlFault("A name is missing, too long or no name.");
    return name;
  }

  #take(character: string): boolean {
    if (this.#text[this.#at] !== character) return false;
    this.#at++;
    return true;
  }

  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0];
    this.#at += found?.length ?? 0;
    return found;
  }
}

type Scope = Pick<Frame, "namespaces" | "outer">;

/** Undefined where a prefix stands for nothing; no prefix and no declaration is no namespace. */
function namespaceOf(scope: Scope, prefix: string): string | undefined {
  for (let at: Scope | undefined = scope; at !== undefined; at = at.outer) {
    const uri = at.namespaces.get(prefix);
    if (uri !== undefined) return uri === "" && prefix !== "" ? undefined : uri;
  }
  return prefix === "" ? "" : undefined;
}

/** Character data with line breaks as XML has them (2.11) and references put in. */
function decoded(raw: string, rawAmpersands = false): string {
  const text = withPlainBreaks(raw);
  let plain = "";
  let at = 0;
  for (let ampersand = text.indexOf("&"); ampersand >= 0; ampersand = text.indexOf("&", at)) {
    const length = text.slice(ampersand + 1, ampersand + MAX_REFERENCE + 2).indexOf(";");
    const name = length > 0 ? text.slice(ampersand + 1, ampersand + 1 + length) : "";
    const meant = name === "" ? undefined : (PREDEFINED.get(name) ?? character(name));
    if (meant === undefined && !rawAmpersands) throw new XmlFault("There is an & that begins no reference taken here.");
    plain += text.slice(at, ampersand) + (meant ?? "&");
    at = meant === undefined ? ampersand + 1 : ampersand + name.length + 2;
  }
  return at === 0 ? text : plain + text.slice(at);
}

/** Undefined where there is no such character. */
function character(reference: string): string | undefined {
  const [, decimal, hex] = CHARACTER_REFERENCE.exec(reference) ?? [];
  const code = decimal !== undefined ? Number(decimal) : Number.parseInt(hex ?? "", 16);
  const written = code <= 0x10ffff ? String.fromCodePoint(code) : "\0";
  return NO_CHARACTER.test(written) ? undefined : written;
}

function withPlainBreaks(text: string): string {
  return text.includes("\r") ? text.replace(/\r\n?/g, "\n") : text;
}
