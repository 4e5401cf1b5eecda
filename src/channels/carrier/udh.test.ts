import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { concatenationHeader, readHeader } from "./udh.ts";

const read = (hex: string) => readHeader(Buffer.from(hex, "hex"));

describe("a header", () => {
  it("stands in front of a part, and not in front of a whole text", () => {
    expect(concatenationHeader({ part: 2, parts: 3, reference: 0xab }).toString("hex")).toBe("050003ab0302");
    expect(concatenationHeader({ part: 1, parts: 1, reference: 0 })).toHaveLength(0);
  });

  it.each([
    ["a reference of one byte", "050003ab0302 4f60", { length: 6, part: { reference: 0xab, number: 2, of: 3 } }],
    ["a reference of two bytes", "060804abcd0302 4f60", { length: 7, part: { reference: 0xabcd, number: 2, of: 3 } }],
    ["a port address before the reference", "0b0504158a0000 0003070201", { length: 12, part: { reference: 7, number: 1, of: 2 } }],
    ["something else only", "06050415820000 31", { length: 7, part: undefined }],
    ["no element at all", "00 31", { length: 1, part: undefined }],
    ["a text of one part", "050003ab0101", { length: 6, part: undefined }],
    ["a part beyond the last", "050003ab0203", { length: 6, part: undefined }],
    ["a part before the first", "050003ab0200", { length: 6, part: undefined }],
  ])("is read with %s", (_name, hex, expected) => {
    expect(read(hex.replaceAll(" ", ""))).toEqual(expected);
  });

  it.each([
    ["nothing", ""],
    ["less than it says", "050003ab03"],
    ["an element that goes beyond its end", "050004ab0302"],
    ["an element without a length", "0100"],
  ])("is none where there is %s", (_name, hex) => {
    expect(read(hex)).toBeUndefined();
  });

  it("is read or not, whatever the bytes are", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 160 }), (bytes) => {
        const header = readHeader(Buffer.from(bytes));
        if (header) expect(header.length).toBeLessThanOrEqual(bytes.length);
      }),
    );
  });
});
