import type { Buffer } from "node:buffer";
import { decodeBytes } from "../../../text/charset.ts";

/** What Text64 holds, as it was written; empty where it is absent. Seed 004, 1.5. */
export interface Payload {
  readonly userName: string;
  readonly stamp: string;
  readonly secret: string;
  readonly mobile: string;
  readonly text: string;
  readonly ext: string;
  readonly sendTime: string;
}

/** Spellings in lower case, as keys come in any. `Moblie` is the document's own, which its clients copy. */
const SPELLINGS: Readonly<Record<keyof Payload, readonly string[]>> = {
  userName: ["username"],
  stamp: ["stamp"],
  secret: ["secret"],
  mobile: ["moblie", "mobile"],
  text: ["text"],
  ext: ["ext"],
  sendTime: ["sendtime"],
};
const WANTED = new Set(Object.values(SPELLINGS).flat());

/**
 * Reads the decrypted JSON. A number stands for its digits, null for nothing; of several values for one key the first that isn't empty
 * counts. Undefined where it is no UTF-8, no JSON object, or a key of ours holds anything else.
 */
export function readPayload(bytes: Buffer): Payload | undefined {
  const text = decodeBytes(bytes, bytes.length, "utf-8");
  const json = text === undefined ? undefined : parse(text);
  if (typeof json !== "object" || json === null || Array.isArray(json)) return undefined;
  const values = new Map<string, string>();
  for (const [key, value] of Object.entries(json)) {
    const name = key.toLowerCase();
    if (!WANTED.has(name)) continue;
    const written = asText(value);
    if (written === undefined) return undefined;
    if (!values.get(name)) values.set(name, written);
  }
  const entries = Object.entries(SPELLINGS).map(([field, names]) => [field, names.map((name) => values.get(name)).find(Boolean) ?? ""]);
  return Object.fromEntries(entries) as Payload;
}

/** .NET's writers put a byte order mark before a text, which is no JSON. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\ufeff/, ""));
  } catch {
    return undefined;
  }
}

/** Escapes of JSON can write what no form can carry: NUL, and half of a character. */
function asText(value: unknown): string | undefined {
  if (typeof value === "string") return value.isWellFormed() && !value.includes("\0") ? value : undefined;
  if (value === null) return "";
  return typeof value === "number" ? String(value) : undefined;
}
