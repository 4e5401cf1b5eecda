import type { Buffer } from "node:buffer";
import { decodeBytes } from "../../../text/charset.ts";
import type { ClientAnswer, ClientCall, ClientFailure } from "../../client.ts";
import { reasonOf } from "./reasons.ts";

export type JsonObject = Readonly<Record<string, unknown>>;

const MAX_MESSAGE = 200;

/**
 * Makes the `read` of a call to a path that answers StatusCode and Description (ensms, templates). `make` answers undefined where a
 * success lacks what it must have.
 */
export function statusReader<T>(make: (json: JsonObject) => T | undefined): ClientCall<T>["read"] {
  return ({ status, body }: ClientAnswer): T | ClientFailure => {
    const json = parseObject(body);
    const code = json === undefined ? "" : textOf(json.StatusCode);
    if (json === undefined || code === "") return unreadable("The answer is no JSON of this interface.");
    if (code !== "1") {
      const message = textOf(json.Description);
      return { ok: false, code, reason: reasonOf(code, message), message: message.slice(0, MAX_MESSAGE) };
    }
    if (status < 200 || status > 299) return unreadable(`The answer has the HTTP status ${status} and names no failure.`);
    return make(json) ?? unreadable("The answer is a success that lacks what it must have.");
  };
}

/** Text of a string or a number; empty for anything else. */
export function textOf(value: unknown): string {
  return typeof value === "string" ? value : typeof value === "number" ? String(value) : "";
}

/** The objects of a list; none of what is no list. */
export function objectsOf(value: unknown): readonly JsonObject[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}

function parseObject(body: Buffer): JsonObject | undefined {
  const text = decodeBytes(body, body.length, "utf-8");
  try {
    // trim() takes a byte order mark off, too.
    const json: unknown = JSON.parse(text?.trim() ?? "");
    return isObject(json) ? json : undefined;
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function unreadable(message: string): ClientFailure {
  return { ok: false, code: "unreadable", reason: "internal", message };
}
