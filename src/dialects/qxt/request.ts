import { splitCommas } from "../../text/comma-list.ts";
import { charsetOf } from "../../text/content-type.ts";
import { fieldNames } from "../../text/fields.ts";
import { type Form, readForm } from "../../text/form.ts";
import { isMultipart } from "../../text/multipart.ts";
import type { WireRequest } from "../dialect.ts";
import { encodeRawValues } from "./raw-body.ts";

/** Seed 001, 3.1: 最大支持1000个号码. */
export const MAX_RECIPIENTS = 1000;

export const readSend = reader("user", "password", "tele", "msg", "extno", "addseqno");
export const readSurplus = reader("user", "password");
/** What a server of this dialect pushes, as far as anybody here asks. */
export const readPush = reader("type", "mid", "mobile", "msg", "port");

/**
 * HTTP libraries write these unasked on forms that hold escapes alone. No Chinese text is written in them, so they say nothing
 * of what the escapes stand for.
 */
const SAYS_NOTHING = /;\s*charset\s*=\s*"?(?:iso-?8859-1|us-ascii)(?:[\s;"]|$)/i;

const UNKNOWN_CHARSET = {
  ok: false,
  fault: "payload-undecodable",
  detail: "The Content-Type names a charset that isn't read here.",
} as const;

/** Reads these parameters of query and body together; GBK unless the Content-Type names another charset. Never throws. */
function reader<const N extends string>(...fields: readonly N[]): (request: WireRequest) => Form<N> {
  const names = fieldNames(...fields);
  return ({ query, headers, body }) => {
    const contentType = headers["content-type"];
    const charset = charsetOf(SAYS_NOTHING.test(contentType ?? "") ? undefined : contentType, "gb18030");
    if (charset === undefined) return UNKNOWN_CHARSET;
    const escaped = contentType !== undefined && isMultipart(contentType) ? body : encodeRawValues(body);
    return readForm({ query, contentType, body: escaped }, names, charset);
  };
}

/** One more than allowed at most, so that a list that is too long is always refused and never sent in part. */
export function readRecipients(tele: string): readonly string[] {
  return splitCommas(tele, MAX_RECIPIENTS + 1);
}
