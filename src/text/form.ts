import type { Buffer } from "node:buffer";
import type { Charset } from "./charset.ts";
import { FieldCollector, type FieldNames, type Fields, type FormFault } from "./fields.ts";
import { isMultipart, readMultipart } from "./multipart.ts";
import { readUrlEncoded } from "./urlencoded.ts";

/** The places in which a request carries parameters. */
export interface FormSource {
  /** What follows `?`, undecoded, one character a byte (latin1). */
  readonly query: string;
  readonly contentType: string | undefined;
  /** Complete and bounded by whoever received it. */
  readonly body: Buffer;
}

export type Form<N extends string> =
  | { readonly ok: true; readonly fields: Fields<N> }
  | { readonly ok: false; readonly fault: FormFault; readonly detail: string };

const DETAILS: Record<FormFault, string> = {
  malformed: "The parameters can't be read: a broken percent escape, a NUL, a broken multipart body or too many parameters.",
  "payload-undecodable": "A parameter holds bytes that aren't of the endpoint's charset.",
};

/**
 * Reads the parameters that `names` asks for from query and body together. The charset is the endpoint's; what the
 * Content-Type claims about it is not looked at. A body that is not multipart is read as urlencoded, whatever its type:
 * clients leave the type out or set `text/plain`. Never throws.
 */
export function readForm<N extends string>(source: FormSource, names: FieldNames<N>, charset: Charset): Form<N> {
  const collector = new FieldCollector(names, charset);
  const fault = readUrlEncoded(source.query, collector) ?? readBody(source, collector);
  return fault === undefined ? { ok: true, fields: collector.values } : { ok: false, fault, detail: DETAILS[fault] };
}

function readBody<N extends string>({ body, contentType }: FormSource, into: FieldCollector<N>): FormFault | undefined {
  if (body.length === 0) return undefined;
  if (contentType !== undefined && isMultipart(contentType)) return readMultipart(body, contentType, into);
  return readUrlEncoded(body.toString("latin1"), into);
}
