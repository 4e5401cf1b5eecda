import { Buffer } from "node:buffer";
import { describe, expect, it } from "vitest";
import { ALL_REASONS } from "../../../domain/reasons.ts";
import { wireRequest } from "../../conformance.ts";
import { encrypt } from "./cipher.ts";
import { ensms } from "./route.ts";
import { formatStamp } from "./stamp.ts";

const NOW = wireRequest("/ensms.ashx", {}).receivedAt;

const decode = (query: string) => ensms.decode(wireRequest("/ensms.ashx", { method: "GET", query }));

function sealed(query: string) {
  const decoded = decode(query);
  if (!("sealed" in decoded)) throw new Error("not sealed");
  return decoded.sealed;
}

function submitted(text64: string) {
  const opened = sealed(`UserId=12&Text64=${encodeURIComponent(text64)}`).open("abc123");
  if ("reply" in opened || opened.call.kind !== "submit") throw new Error("not submitted");
  return opened.call;
}

describe("whose request it is", () => {
  it.each([
    ["UserId=12&Text64=x", "12"],
    ["userid=+12+&text64=x", "12"],
    ["UserId=abc", "abc"],
    ["Text64=x", ""],
  ])("is for the core to find out, by %s", (query, enterpriseId) => expect(sealed(query).enterpriseId).toBe(enterpriseId));

  it("is answered at once where not even that can be read", () => {
    expect(decode("UserId=%")).toMatchObject({ reply: { body: expect.stringContaining('"StatusCode":1001,"Description":"参数错误"') } });
    expect(decode("UserId=%FF")).toMatchObject({ reply: { body: expect.stringContaining('"StatusCode":1009') } });
  });

  it("is said in the dialect's own codes where nobody has that id, or nothing could be opened", () => {
    const codes = ALL_REASONS.map((reason) => JSON.parse(String(sealed("UserId=1").fail({ reason }, undefined).body)).StatusCode as number);
    expect(codes[ALL_REASONS.indexOf("enterprise-id-wrong")]).toBe(1008);
    expect(codes[ALL_REASONS.indexOf("payload-undecodable")]).toBe(1009);
    expect(codes[ALL_REASONS.indexOf("account-unknown")]).toBe(1004);
  });
});

it("more than is decrypted is told like everything else that can't be", () => {
  const opened = (length: number) => sealed(`UserId=12&Text64=${"A".repeat(length)}`).open("abc123");
  const MOST = 2 * 1024 * 1024;
  for (const length of [MOST, MOST + 4]) expect(opened(length)).toMatchObject({ reply: { body: expect.stringContaining("1009") } });
});

describe("a request that may be used once", () => {
  const json = JSON.stringify({ UserName: "acct", Stamp: formatStamp(NOW), Secret: "x", Moblie: "13800138000", Text: "x" });
  const base64 = encrypt(Buffer.from(json), "abc123").toString("base64");

  it("is known by what it holds, however its base64 is broken into lines", () => {
    const { draft } = submitted(base64);
    expect(draft.once).toMatchObject({ window: 600_000, key: expect.stringMatching(/^[0-9a-f]{64}$/) });
    expect(submitted(` ${base64.replace(/.{30}/g, "$&\r\n")}\n`).draft.once).toEqual(draft.once);
  });

  it("is another one when anything in it is", () => {
    const other = encrypt(Buffer.from(`${json} `), "abc123").toString("base64");
    expect(submitted(other).draft.once?.key).not.toBe(submitted(base64).draft.once?.key);
  });
});
