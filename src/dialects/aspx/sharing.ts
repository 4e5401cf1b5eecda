import type { Charset } from "../../text/charset.ts";
import { FieldCollector, fieldNames } from "../../text/fields.ts";
import { readForm } from "../../text/form.ts";
import { isMultipart, readMultipart } from "../../text/multipart.ts";
import type { Sharing, WireRequest } from "../dialect.ts";

/**
 * Four paths belong to both siblings: `/sms.aspx`, `/smsGBK.aspx`, `/statusApi.aspx`, `/callApi.aspx`. A parameter named `rt`,
 * whatever it holds, makes a request inter28's, as only that document has one (seed 003, 1.2); of all others the account decides;
 * nobody's are huaxin's.
 *
 * @param charset of the path
 */
export function sharedPath(owner: "marked-by-rt" | "fallback", charset: Charset): Sharing {
  const fallback = owner === "fallback";
  return { fallback, marked: fallback ? () => false : hasRt, login: (request) => loginOf(request, charset) };
}

/**
 * `rt=` at the start of an urlencoded parameter, in any case, percent-encoded or not, with blanks around the name: what
 * text/urlencoded.ts takes for that name, five times as fast as reading it. Blanks are bounded, as a regex remembers each.
 */
const RT = /(?:^|&)(?:[\s+]|%20|%0[9a-d]){0,8}(?:r|%[57]2)(?:t|%[57]4)(?:[\s+]|%20|%0[9a-d]){0,8}=/i;

function hasRt({ query, headers, body }: WireRequest): boolean {
  if (RT.test(query)) return true;
  if (body.length === 0) return false;
  const contentType = headers["content-type"];
  return contentType !== undefined && isMultipart(contentType) ? hasRtPart(body, contentType) : RT.test(body.toString("latin1"));
}

const NO_NAMES = fieldNames<never>();

/** Looks at the names that a reader finds, and wants none, so that no value is decoded. */
class RtWatch extends FieldCollector<never> {
  seen = false;

  override wanted(spelling: string): undefined {
    this.seen ||= spelling.trim().toLowerCase() === "rt";
  }
}

function hasRtPart(body: Buffer, contentType: string): boolean {
  const watch = new RtWatch(NO_NAMES, "utf-8");
  readMultipart(body, contentType, watch);
  return watch.seen;
}

const LOGIN = fieldNames("account");

function loginOf({ query, headers, body }: WireRequest, charset: Charset): string | undefined {
  const form = readForm({ query, contentType: headers["content-type"], body }, LOGIN, charset);
  return form.ok ? form.fields.account.trim() || undefined : undefined;
}
