import type { Charset } from "./charset.ts";

/** Some put it into single quotes, which are no quotes in a header. */
const CHARSET = /;\s*charset\s*=\s*(?:"([^"]*)"|'([^';"]*)'|([^\s;"]*))/i;

/** By the names that clients give them; see `Charset` for why three of them are one. */
const BY_NAME: ReadonlyMap<string, Charset> = new Map([
  ["utf-8", "utf-8"],
  ["utf8", "utf-8"],
  ["gbk", "gb18030"],
  ["gb2312", "gb18030"],
  ["gb18030", "gb18030"],
  ["x-gbk", "gb18030"],
  ["cp936", "gb18030"],
  ["ms936", "gb18030"],
]);

/**
 * HTTP libraries write these unasked on forms that hold escapes alone. No Chinese text is written in them, so they say nothing
 * of what the escapes stand for.
 */
const SAY_NOTHING: ReadonlySet<string> = new Set(["", "iso-8859-1", "iso8859-1", "us-ascii"]);

/** The charset that a Content-Type names, `fallback` where it names none or says nothing by it, undefined where it names one that we don't read. */
export function charsetOf(contentType: string | undefined, fallback: Charset): Charset | undefined {
  const match = CHARSET.exec(contentType ?? "");
  const name = (match?.[1] ?? match?.[2] ?? match?.[3] ?? "").trim().toLowerCase();
  return SAY_NOTHING.has(name) ? fallback : BY_NAME.get(name);
}
