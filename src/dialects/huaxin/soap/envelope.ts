import type { Buffer } from "node:buffer";
import { decodeBytes } from "../../../text/charset.ts";
import { readXml, type XmlElement, xmlChild } from "../../../text/xml-reader.ts";
import { type SoapVersion, VERSIONS } from "./versions.ts";

/** Headers of other people's making may be deep; what we read is not. */
const BOUNDS = { depth: 32, elements: 1000 };
/** Bytes: more than a hundred thousand numbers take, and little enough to read while others wait. */
const MAX_BODY = 2 * 1024 * 1024;

export type EnvelopeRead =
  | { readonly ok: true; readonly version: SoapVersion; readonly operation: XmlElement }
  /** `version` where it could be told; `sentence` is English, for the fault. */
  | { readonly ok: false; readonly version: SoapVersion | undefined; readonly mismatch: boolean; readonly sentence: string };

/** Reads a request to the first element of its body. Headers are passed over, and so is what they say must be understood. */
export function readEnvelope(body: Buffer): EnvelopeRead {
  const wrong = (sentence: string, version?: SoapVersion, mismatch = false): EnvelopeRead => ({ ok: false, version, mismatch, sentence });
  if (body.length > MAX_BODY) return wrong(`The request is larger than ${MAX_BODY} bytes.`);
  const text = decodeBytes(body, body.length, "utf-8");
  if (text === undefined) return wrong("The request is not UTF-8.");
  const document = readXml(text, BOUNDS);
  if (!document.ok) return wrong(document.fault);
  const { root } = document;
  if (root.name !== "Envelope") return wrong("The root element is no SOAP envelope.");
  const version = (Object.keys(VERSIONS) as SoapVersion[]).find((candidate) => VERSIONS[candidate].namespace === root.namespace);
  if (version === undefined) return wrong("The envelope's namespace is neither SOAP 1.1's nor SOAP 1.2's.", undefined, true);
  const operation = xmlChild(root, "Body")?.children[0];
  return operation === undefined ? wrong("The envelope has no body.", version) : { ok: true, version, operation };
}
