import type { Buffer } from "node:buffer";
import { decodeBytes } from "../../text/charset.ts";
import { charsetOf } from "../../text/content-type.ts";

export type JsonObject = Readonly<Record<string, unknown>>;

/**
 * The JSON object that a body holds, in the charset that its Content-Type names or, where that isn't what the bytes are, in
 * the other one: providers write one and send the other. Undefined for anything else.
 */
export function readJsonObject(body: Buffer, contentType: string | undefined): JsonObject | undefined {
  const charset = charsetOf(contentType, "utf-8") ?? "utf-8";
  const other = charset === "utf-8" ? "gb18030" : "utf-8";
  const text = decodeBytes(body, body.length, charset) ?? decodeBytes(body, body.length, other);
  if (text === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(text.replace(/^\uFEFF/, ""));
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The document's values are strings; a number is taken for its digits, everything else is empty. */
export function textOf(value: unknown): string {
  if (typeof value === "string") return value;
  return typeof value === "number" ? String(value) : "";
}
