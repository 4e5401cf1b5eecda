import type { Charset } from "../../text/charset.ts";
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
    const charset = charsetOf(contentType, "gb18030");
    if (charset === undefined) return UNKNOWN_CHARSET;
    const escaped = contentType !== undefined && isMultipart(contentType) ? body : encodeRawValues(body);
    return readForm({ query, contentType, body: escaped }, names, charset);
  };
}

/** The one that a request's parameters are read in. */
export function charsetOfRequest({ headers }: WireRequest): Charset {
  return charsetOf(headers["content-type"], "gb18030") ?? "gb18030";
}

/** One more than allowed at most, so that a list that is too long is always refused and never sent in part. */
export function readRecipients(tele: string): readonly string[] {
  return splitCommas(tele, MAX_RECIPIENTS + 1);
}
