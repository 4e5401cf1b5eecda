import { type Charset, decodeBytes } from "../../text/charset.ts";
import { readXml, type XmlElement } from "../../text/xml-reader.ts";

/** What a server of the family said, in JSON or XML: a few values and at most one list. Names are in lower case, as spellings vary. */
export interface ServerDocument {
  readonly fields: ReadonlyMap<string, string>;
  /** Undefined where there is no place for a list. */
  readonly boxes: readonly Box[] | undefined;
  /** XML's way to refuse a query; JSON says it in the fields. */
  readonly errorStatus: ReadonlyMap<string, string> | undefined;
}

/** A report or an inbound text. */
export interface Box {
  /** `statusbox`, `callbox`, or inter28's `task`, which is either. */
  readonly name: string;
  readonly fields: ReadonlyMap<string, string>;
}

const ROOT = "returnsms";
const BOXES: ReadonlySet<string> = new Set(["statusbox", "callbox", "task"]);
/** Whatever a server was asked for: what it hands out in a list it doesn't hand out again, so that long and untidy ones are read, too. */
const XML_BOUNDS = { depth: 8, elements: 1_000_000, rawAmpersands: true };

/** By what the bytes begin with, as Content-Types are not to be trusted. Undefined where they are no document. Never throws. */
export function readDocument(body: Buffer, charset: Charset): ServerDocument | undefined {
  // trim() takes a byte order mark off, too.
  const text = decodeBytes(body, body.length, charset)?.trim() ?? "";
  if (text.startsWith("<")) return readXmlDocument(text);
  return text.startsWith("{") ? readJsonDocument(text) : undefined;
}

function readXmlDocument(text: string): ServerDocument | undefined {
  const read = readXml(text, XML_BOUNDS);
  if (!read.ok || read.root.name.toLowerCase() !== ROOT) return undefined;
  const { children } = read.root;
  const named = (element: XmlElement) => element.name.toLowerCase();
  const errorStatus = children.find((element) => named(element) === "errorstatus");
  return {
    fields: leaves(children),
    boxes: children.filter((element) => BOXES.has(named(element))).map((box) => ({ name: named(box), fields: leaves(box.children) })),
    errorStatus: errorStatus && leaves(errorStatus.children),
  };
}

function leaves(elements: readonly XmlElement[]): ReadonlyMap<string, string> {
  return new Map(elements.filter(({ children }) => children.length === 0).map(({ name, text }) => [name.toLowerCase(), text]));
}

function readJsonDocument(text: string): ServerDocument | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text, withExactNumbers);
  } catch {
    return undefined;
  }
  const list = Object.entries(value as object).find(([name, entry]) => BOXES.has(name.toLowerCase()) && Array.isArray(entry));
  const name = list?.[0].toLowerCase() ?? "";
  const entries = list?.[1] as readonly unknown[] | undefined;
  return {
    fields: plainValues(value as object),
    boxes: entries?.map((entry) => ({ name, fields: plainValues(Object(entry)) })),
    errorStatus: undefined,
  };
}

/** Numbers as their texts: a provider's task id may be larger than what a number can hold, and siblings differ in what they quote. */
function withExactNumbers(_name: string, value: unknown, context?: { readonly source?: string }): unknown {
  return typeof value === "number" ? (context?.source ?? String(value)) : value;
}

function plainValues(value: object): ReadonlyMap<string, string> {
  return new Map(Object.entries(value).flatMap(([name, entry]) => (typeof entry === "string" ? [[name.toLowerCase(), entry]] : [])));
}
