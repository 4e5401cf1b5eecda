import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { content, layout, octets, text, texts, uint } from "./layout.ts";

const BODY = layout({ kind: uint(1), name: text(4), phones: texts(3, 2), id: octets(2), words: content(1), serial: uint(4) });
const VALUES = {
  kind: 7,
  name: "ab",
  phones: ["13", "456"],
  id: Buffer.from([0xff, 0xee]),
  words: Buffer.from("hi"),
  serial: 0xfffffffe,
};
/** Written by hand: 07 | "ab" 00 00 | 2: "13" 00, "456" | ff ee | 2: "hi" | fffffffe */
const HEX = "07616200000231330034353" + "6ffee026869fffffffe";

describe("a body of fixed fields", () => {
  it("is written in their order, numbers big-endian, texts filled up with zeros", () => {
    expect(BODY.encode(VALUES).toString("hex")).toBe(HEX);
  });

  it("is read back, and what follows it is handed over", () => {
    const bytes = Buffer.from(`${HEX}abcd`, "hex");
    expect(BODY.decode(bytes)).toEqual({ body: VALUES, rest: Buffer.from([0xab, 0xcd]) });
  });

  it("is not read where it ends too early", () => {
    const bytes = Buffer.from(HEX, "hex");
    for (let length = 0; length < bytes.length; length++) expect(BODY.decode(bytes.subarray(0, length))).toBeUndefined();
  });

  it("is not read where it counts more texts than there may be", () => {
    const bytes = Buffer.from(HEX, "hex");
    bytes[5] = 3;
    expect(BODY.decode(Buffer.concat([bytes, Buffer.alloc(100)]))).toBeUndefined();
  });

  it("is read with texts that peers ended early or filled up with blanks", () => {
    const NAME = layout({ name: text(6) });
    for (const written of ["ab\0cde", "ab    ", "ab \0\0\0"]) expect(NAME.decode(Buffer.from(written))?.body.name).toBe("ab");
  });

  it("can't be written with a value that has no room in its field", () => {
    const wrong: readonly Partial<typeof VALUES>[] = [
      { kind: 256 },
      { name: "abcde" },
      { phones: ["1", "2", "3"] },
      { phones: ["1234"] },
      { id: Buffer.alloc(3) },
      { words: Buffer.alloc(256) },
    ];
    for (const each of wrong) expect(() => BODY.encode({ ...VALUES, ...each })).toThrow(RangeError);
  });

  it("survives any bytes", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
        BODY.decode(Buffer.from(bytes));
      }),
    );
  });
});
