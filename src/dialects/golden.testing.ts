import { Buffer } from "node:buffer";
import { readdirSync, readFileSync } from "node:fs";
import { STATUS_CODES } from "node:http";
import { describe, expect, it } from "vitest";
import type { Answer, Call } from "../domain/call.ts";
import type { Dialect, WireReply, WireRequest } from "./dialect.ts";
import { opened } from "./opened.testing.ts";

/** The call that a request must become, and the answer whose reply is golden; without them: the dialect answers by itself. */
export type GoldenCase = ({ readonly call: Call; readonly answer: Answer } & Circumstances) | Circumstances | undefined;

interface Circumstances {
  /** UTC ms; when it comes, where that isn't the time that all others come at. */
  readonly at?: number;
  /** Of a sealed request: what opens it. */
  readonly password?: string;
}

/**
 * Compares a dialect with bytes that were made without it: for each case `name.http` is a request and `name.reply` what
 * answers it, both as HTTP/1.1 without what a server adds.
 *
 * @param fixtures folder, with a slash at its end
 * @param receivedAt UTC ms
 */
export function testGolden(dialect: Dialect, fixtures: URL, cases: Readonly<Record<string, GoldenCase>>, receivedAt: number): void {
  describe(`${dialect.name}'s golden bytes`, () => {
    it.each(Object.entries(cases))("%s", (name, expected) => {
      const request = readRequest(fixtures, name, expected?.at ?? receivedAt);
      const route = dialect.routes.find(({ path }) => path.toLowerCase() === request.path.replace(/^\/+/, "/").toLowerCase());
      expect(route?.methods).toContain(request.method);
      const decoded = route?.decode(request);
      if (decoded === undefined) throw new Error("not readable");
      const inside = opened(decoded, expected?.password);
      const golden = expected !== undefined && "call" in expected ? expected : undefined;
      if ("reply" in inside) {
        expect(golden).toBeUndefined();
        expect(written(inside.reply)).toBe(readReply(fixtures, name));
      } else {
        expect(inside.call).toEqual(golden?.call);
        const encode = inside.encode as (answer: Answer | undefined, now: number) => WireReply;
        expect(written(encode(golden?.answer, request.receivedAt))).toBe(readReply(fixtures, name));
      }
    });

    it("are all tried", () => {
      const files = readdirSync(fixtures).filter((file) => /\.(http|reply)$/.test(file));
      const wanted = Object.keys(cases).flatMap((name) => [`${name}.http`, `${name}.reply`]);
      expect(files.toSorted()).toEqual(wanted.toSorted());
    });
  });
}

function readRequest(fixtures: URL, name: string, receivedAt: number): WireRequest {
  const bytes = readFileSync(new URL(`${name}.http`, fixtures));
  const bodyAt = bytes.indexOf("\r\n\r\n") + 4;
  const [line = "", ...fields] = bytes.toString("latin1", 0, bodyAt).trimEnd().split("\r\n");
  const [method = "", target = ""] = line.split(" ");
  const [path = "", query = ""] = target.split("?");
  const headers = Object.fromEntries(fields.map((field) => [field.split(": ")[0]?.toLowerCase() ?? "", field.split(": ")[1]]));
  const body = bytes.subarray(bodyAt);
  expect(String(body.length)).toBe(headers["content-length"] ?? "0");
  return { method, path, query, headers, body, origin: "http://gateway", receivedAt };
}

function readReply(fixtures: URL, name: string): string {
  return readFileSync(new URL(`${name}.reply`, fixtures)).toString("latin1");
}

/** A reply as its fixture has it: latin1, one character a byte. */
function written(reply: WireReply): string {
  const body = typeof reply.body === "string" ? Buffer.from(reply.body) : reply.body;
  return `HTTP/1.1 ${reply.status} ${STATUS_CODES[reply.status]}\r\nContent-Type: ${reply.contentType}\r\n\r\n${body.toString("latin1")}`;
}
