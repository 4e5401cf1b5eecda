import type { Charset } from "./charset.ts";

const CHARSET = /;\s*charset\s*=\s*(?:"([^"]*)"|([^\s;"]*))/i;

/** By the names that clients give them; see `Charset` for why three of them are one. */
const BY_NAME: ReadonlyMap<string, Charset> = new Map([
  ["utf-8", "utf-8"],
  ["utf8", "utf-8"],
  ["gbk", "gb18030"],
  ["gb2312", "gb18030"],
  ["gb18030", "gb18030"],
]);

/** The charset that a Content-Type names, `fallback` where it names none, undefined where it names one that we don't read. */
export function charsetOf(contentType: string | undefined, fallback: Charset): Charset | undefined {
  const match = CHARSET.exec(contentType ?? "");
  const name = (match?.[1] ?? match?.[2] ?? "").trim().toLowerCase();
  return name === "" ? fallback : BY_NAME.get(name);
}
