import { Buffer } from "node:buffer";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { gunzipBounded } from "./gunzip.ts";

const BOUNDS = { bytes: 1000, ratio: 100 };
/** "hello\n", by the gzip of a shell. */
const HELLO = Buffer.from("1f8b0800000000000003cb48cdc9c9e7020020303a3606000000", "hex");

const out = (bytes: Buffer, bounds = BOUNDS) => gunzipBounded(bytes, bounds)?.toString("latin1");

it("gives what was compressed, in one piece or several", () => {
  expect(out(HELLO)).toBe("hello\n");
  expect(out(Buffer.concat([HELLO, HELLO]))).toBe("hello\nhello\n");
  expect(out(gzipSync(""))).toBe("");
});

describe("nothing comes out of", () => {
  it.each([
    ["nothing", Buffer.alloc(0)],
    ["text", Buffer.from("hello")],
    ["a broken checksum", Buffer.from(HELLO.toString("hex").replace("20303a36", "20303a37"), "hex")],
    ["one that is followed by something else", Buffer.concat([HELLO, Buffer.from("x")])],
    ["deflate without gzip around it", Buffer.from("cb48cdc9c9e70200", "hex")],
  ])("%s", (_, bytes) => expect(out(bytes)).toBeUndefined());

  it("one that is cut short anywhere", () => {
    for (let length = 0; length < HELLO.length; length++) expect(out(HELLO.subarray(0, length)), `${length}`).toBeUndefined();
  });
});

it("has the bounds it is given, to the byte", () => {
  const noise = (bytes: number) => gzipSync(Buffer.from(Array.from({ length: bytes }, (_, at) => (at * at * 31 + at) % 251)));
  expect(out(noise(1000))).toHaveLength(1000);
  expect(out(noise(1001))).toBeUndefined();
  const zeros = gzipSync(Buffer.alloc(1000));
  expect(out(zeros, { bytes: 1e6, ratio: 1000 / zeros.length })).toHaveLength(1000);
  expect(out(zeros, { bytes: 1e6, ratio: 999 / zeros.length })).toBeUndefined();
});
