import { Buffer } from "node:buffer";
import { readdirSync, readFileSync } from "node:fs";
import { sampleAccount } from "../../domain/account.testing.ts";
import type { WireReply, WireRequest } from "../dialect.ts";

/** Requests (`.http`), replies (`.reply`) and pushes (`.push`) as bytes, made by Python from seed 000 and the dialect's page. */
const FIXTURES = new URL("./fixtures/", import.meta.url);

/** 2026-11-20 09:08:10 in Shanghai: when every request of the fixtures was complete, answered and pushed. */
export const NOW = Date.UTC(2026, 10, 20, 1, 8, 10);

/** The account that the fixtures' Keys are of. */
export const ACCOUNT = sampleAccount({
  login: "13800000000",
  dialects: ["hzdfit"],
  code: "01",
  secrets: { password: undefined, md5Key: "HZKEY-5f1c", veryCode: undefined },
  unitPrice: 500,
});

export function fixtureNames(): readonly string[] {
  return readdirSync(FIXTURES).filter((file) => !file.startsWith("."));
}

/** @param file with its ending */
export function readRequest(file: string): WireRequest {
  const bytes = readFileSync(new URL(file, FIXTURES));
  const bodyAt = bytes.indexOf("\r\n\r\n") + 4;
  const [line = "", ...fields] = bytes.toString("latin1", 0, bodyAt).trimEnd().split("\r\n");
  const [method = "", target = ""] = line.split(" ");
  const [path = "", query = ""] = target.split("?");
  const headers = Object.fromEntries(fields.map((field) => [field.split(": ")[0]?.toLowerCase() ?? "", field.split(": ")[1]]));
  const body = bytes.subarray(bodyAt);
  if (Number(headers["content-length"] ?? 0) !== body.length) throw new Error(`${file} has ${body.length} bytes of body`);
  return { method, path, query, headers, body, origin: "http://gateway", receivedAt: NOW };
}

export function readReply(name: string): string {
  return readFileSync(new URL(`${name}.reply`, FIXTURES)).toString("latin1");
}

/** A reply as its fixture has it: latin1, one character a byte. */
export function written({ status, contentType, body }: WireReply): string {
  return `HTTP/1.1 ${status}\r\nContent-Type: ${contentType}\r\n\r\n${Buffer.from(body).toString("latin1")}`;
}
