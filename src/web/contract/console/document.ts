import { Type } from "typebox";
import { Line } from "../call.ts";

/**
 * A part of a provisioning file, as docs/provisioning.md describes it; secrets are not in it. Given, it is either the thing itself (an
 * entry of `channels` or `products`, or what is in `settings`), or a whole file's text that declares nothing else.
 */
export const Document = Type.Record(Type.String(), Type.Unknown());
export const DocumentOrText = Type.Union([Document, Line(60_000)]);

/** Of a document: `change` takes the one that was looked at, so that nobody undoes what somebody else has changed meanwhile. */
export const Mark = Type.String({ pattern: "^[0-9a-f]{64}$" });

export const Documented = {
  document: Document,
  /** The same as a file would have it. */
  text: Type.String(),
  mark: Type.String(),
};
