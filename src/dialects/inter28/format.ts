import { Buffer } from "node:buffer";
import { fieldNames } from "../../text/fields.ts";
import { type FormSource, readForm } from "../../text/form.ts";
import type { DialectRoute, WireRequest } from "../dialect.ts";

/** One path in two formats. Both answer the same requests; what a request asks for by `rt` answers it, whatever else is wrong with it. */
export function inEitherFormat(json: DialectRoute, xml: DialectRoute): DialectRoute {
  const chosen = (request: WireRequest) => (asksForJson(request) ? json : xml);
  return {
    ...xml,
    decode: (request) => chosen(request).decode(request),
    refuse: (why, request) => chosen(request).refuse(why, request),
  };
}

const NOTHING = Buffer.alloc(0);
const RT = fieldNames("rt");

/** Seed 003, 1.2: `rt=json`, else XML. Query and body are read apart, so that a broken body doesn't hide what the query says. */
function asksForJson({ query, headers, body }: WireRequest): boolean {
  const rt = rtOf({ query, contentType: undefined, body: NOTHING }) || rtOf({ query: "", contentType: headers["content-type"], body });
  return rt === "json";
}

function rtOf(source: FormSource): string {
  const form = readForm(source, RT, "utf-8");
  return form.ok ? form.fields.rt.trim().toLowerCase() : "";
}
