import { Buffer } from "node:buffer";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { MAX_LINES, readBatch, writeBatch } from "./content.ts";

const zipped = (text: string | Buffer) => gzipSync(text).toString("base64");
const read = (lines: string) => readBatch(zipped(lines));

describe("a batch", () => {
  it.each([
    ["1,a\r\n2,b", ["1", "2"], ["a", "b"]],
    ["1,a\r\n2,b\r\n", ["1", "2"], ["a", "b"]],
    ["\r\n1,a\r\n\r\n2,b\r\n\r\n", ["1", "2"], ["a", "b"]],
    ["\ufeff1,a", ["1"], ["a"]],
    ["1,a,b,,c", ["1"], ["a,b,,c"]],
    [" 1 , a ", ["1"], [" a "]],
    ["1,", ["1"], [""]],
    [",a", [""], ["a"]],
    ["1,a\nb\rc", ["1"], ["a\nb\rc"]],
    ["1,a\r\n1,b", ["1", "1"], ["a", "b"]],
    ["", [], []],
    ["\r\n", [], []],
  ])("of %j", (lines, recipients, texts) => expect(read(lines)).toEqual({ recipients, texts }));

  it.each([
    ["a\\r\\nb", "a\r\nb"],
    ["a\\nb\\r", "a\nb\r"],
    ["a\\\\nb", "a\\nb"],
    ["C:\\\\new\\\\\\n", "C:\\new\\\n"],
    ["C:\\dir", "C:\\dir"],
    ["\\", "\\"],
    ["\\\\", "\\"],
    ["\\t\\0\\u0041", "\\t\\0\\u0041"],
  ])("has a text written as %j, which is %j", (written, text) => expect(read(`1,${written}`)?.texts).toEqual([text]));

  it("may be of nothing at all", () => {
    expect(readBatch("")).toEqual({ recipients: [], texts: [] });
    expect(readBatch(" \r\n")).toEqual({ recipients: [], texts: [] });
  });

  it("is read no further than one line past its bound", () => {
    const lines = (count: number) => Array.from({ length: count }, (_, index) => `${index},a`).join("\r\n");
    expect(read(lines(MAX_LINES))?.recipients).toHaveLength(MAX_LINES);
    expect(read(lines(MAX_LINES * 2))?.recipients).toHaveLength(MAX_LINES + 1);
  });
});

describe("no batch", () => {
  it.each([
    ["what is no base64", "!!!!"],
    ["base64 of nothing compressed", Buffer.from("1,a").toString("base64")],
    ["half of it", zipped("1,a".repeat(100)).slice(0, 24)],
    ["a line without a comma", zipped("1,a\r\n2")],
    ["a line of blanks", zipped("1,a\r\n \r\n2,b")],
    ["another charset", zipped(Buffer.from("312cc4e3", "hex"))],
    ["what grows beyond any honest ratio", zipped(Buffer.alloc(1024 * 1024, "1,a\r\n"))],
    ["what grows beyond 32 MiB", Buffer.concat(Array(40).fill(gzipSync(noise(1024 * 1024), { level: 1 }))).toString("base64")],
  ])("is %s", (_, content) => expect(readBatch(content)).toBeUndefined());
});

it("of the most and longest texts there are is within its bounds", () => {
  const text = "一".repeat(1000);
  const items = Array.from({ length: 10_000 }, (_, index) => ({ phone: String(13800000000 + index), text }));
  expect(readBatch(writeBatch(items))?.texts).toHaveLength(10_000);
});

it("that was written is read back, whatever the texts hold", () => {
  const text = fc.string({ unit: "binary" }).filter((value) => value.isWellFormed());
  fc.assert(
    fc.property(
      fc.array(fc.record({ phone: fc.stringMatching(/^1\d{10}$/), text: fc.oneof(text, fc.stringMatching(/^[\\rn\r\n,]*$/)) })),
      (items) => {
        expect(readBatch(writeBatch(items))).toEqual({
          recipients: items.map(({ phone }) => phone),
          texts: items.map((item) => item.text),
        });
      },
    ),
  );
});

/** Lines that compress some three hundred times. */
function noise(bytes: number): Buffer {
  return Buffer.alloc(bytes, `13800138000,${"内容".repeat(500)}\r\n`);
}
