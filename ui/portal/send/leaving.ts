import { type SegmentFit, segmentFit } from "../../../src/text/segments.ts";
import { withSignature } from "../../../src/text/signature-block.ts";
import type { PortalOutput } from "../../shared/api.ts";

export type SendFacts = PortalOutput<"send", "facts">;

/** How it is to be sent, beside what and to whom. */
export interface How {
  /** Counted from 1; undefined: the first one. */
  readonly signature: number | undefined;
  readonly ext: string;
  /** UTC ms; undefined: now. */
  readonly sendAt: number | undefined;
}

export const PLAIN: How = { signature: undefined, ext: "", sendAt: undefined };

/** As calls take it: what wasn't chosen is left out. */
export function given({ signature, ext, sendAt }: How) {
  return { ...(signature === undefined ? {} : { signature }), ...(ext === "" ? {} : { ext }), ...(sendAt === undefined ? {} : { sendAt }) };
}

/** The text as the platform will have it leave, as far as that is known here; the server has the last word. */
export function leavingText(
  text: string,
  { signature: { mode, approved } }: Pick<SendFacts, "signature">,
  tag: number | undefined,
): string {
  const signature = approved[(tag ?? 1) - 1];
  if ((mode !== "prepend" && mode !== "append") || signature === undefined) return text;
  return withSignature(text, signature, mode, tag === undefined ? approved : [signature]);
}

export function leavingFit(text: string, facts: Pick<SendFacts, "signature" | "billing">, tag: number | undefined): SegmentFit {
  return segmentFit(leavingText(text, facts, tag), facts.billing);
}
