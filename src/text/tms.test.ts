import { describe, expect, it } from "vitest";
import { readTms, TMS_BOUNDS, tmsText } from "./tms.ts";

/**
 * By hand, as seed 004 describes it: 1.smil of 13 bytes, 1.txt of 4 (你好 in GB2312), 2.gif of 3. Sizes are little-endian.
 */
const GOLDEN = Buffer.from(
  [
    "31 2e 73 6d 69 6c 00 0d 00 00 00 3c 73 6d 69 6c 3e 3c 2f 73 6d 69 6c 3e",
    "31 2e 74 78 74 00 04 00 00 00 c4 e3 ba c3",
    "32 2e 67 69 66 00 03 00 00 00 47 49 46",
  ]
    .join("")
    .replaceAll(" ", ""),
  "hex",
);

/** An element with a size of our choice, which may be a lie. */
function element(name: string | Buffer, bytes: Buffer = Buffer.alloc(0), size = bytes.length): Buffer {
  const head = Buffer.alloc(5);
  head.writeUInt32LE(size, 1);
  return Buffer.concat([Buffer.from(name), head, bytes]);
}

const wrong = (bytes: Buffer, bounds = TMS_BOUNDS): string => {
  const read = readTms(bytes, bounds);
  return read.ok ? "ok" : read.wrong;
};

describe("a container", () => {
  it("gives its elements in their order", () => {
    const read = readTms(GOLDEN);
    expect(read.ok && read.elements.map(({ name, kind, bytes }) => [name, kind, bytes.toString("latin1")])).toEqual([
      ["1.smil", "presentation", "<smil></smil>"],
      ["1.txt", "text", "\xc4\xe3\xba\xc3"],
      ["2.gif", "media", "GIF"],
    ]);
  });

  it.each([
    ["an empty element", element("a.txt")],
    ["a presentation in capitals", element("A.SMIL")],
    ["no presentation", element("a.gif", Buffer.from("GIF"))],
    ["as many elements as there may be", Buffer.concat(Array.from({ length: TMS_BOUNDS.elements }, (_, index) => element(`${index}`)))],
    ["as many bytes as there may be", element("a", Buffer.alloc(TMS_BOUNDS.bytes - 6))],
    ["a name as long as it may be", element("n".repeat(TMS_BOUNDS.name))],
  ])("may have %s", (_, bytes) => {
    expect(wrong(bytes)).toBe("ok");
  });

  it("may have its names in GB2312 or UTF-8", () => {
    const read = readTms(Buffer.concat([element(Buffer.from("c4e3bac32e747874", "hex")), element("图.gif")]));
    expect(read.ok && read.elements.map(({ name }) => name)).toEqual(["你好.txt", "图.gif"]);
  });
});

describe("a text", () => {
  const textOf = (hex: string) => tmsText({ name: "1.txt", kind: "text", bytes: Buffer.from(hex, "hex") });

  it.each([
    ["GB2312", "c4e3bac3", "你好"],
    ["UTF-8", "e4bda0e5a5bd", "你好"],
    ["UTF-8 with a byte order mark", "efbbbfe4bda0", "你"],
    ["ASCII", "6869", "hi"],
    ["nothing", "", ""],
    ["neither", "ff", undefined],
  ])("in %s", (_, hex, text) => {
    expect(textOf(hex)).toBe(text);
  });
});

describe("a hostile container", () => {
  it.each([
    ["nothing", Buffer.alloc(0), "broken"],
    ["a name without an end", Buffer.from("1.smil"), "broken"],
    ["no size", Buffer.from("1.smil\0"), "broken"],
    ["half a size", Buffer.from("1.smil\0\0\0\0"), "broken"],
    ["a size beyond its end", element("a", Buffer.from("abc"), 4), "broken"],
    ["the largest size there is", element("a", Buffer.from("abc"), 0xffff_ffff), "broken"],
    ["a big-endian size", Buffer.from("31 2e 74 78 74 00 00 00 00 02 68 69".replaceAll(" ", ""), "hex"), "broken"],
    ["a byte left over", Buffer.concat([GOLDEN, Buffer.from("x")]), "broken"],
    ["an element without a name", element(""), "broken"],
    ["a name of blanks", element("  "), "broken"],
    ["a name that is too long", element("n".repeat(TMS_BOUNDS.name + 1)), "broken"],
    ["a name twice", Buffer.concat([element("a.gif"), element("a.gif")]), "broken"],
    ["a path", element("../../etc/passwd"), "broken"],
    ["a path of the other kind", element("..\\a.gif"), "broken"],
    ["the folder itself", element(".."), "broken"],
    ["a name with a line break", element("a\r\nb.gif"), "broken"],
    ["a name in no charset", element(Buffer.from("ff", "hex")), "broken"],
    ["two presentations", Buffer.concat([element("a.smil"), element("b.smil")]), "broken"],
    ["an element too many", Buffer.concat(Array.from({ length: TMS_BOUNDS.elements + 1 }, (_, index) => element(`${index}`))), "too-large"],
    ["a byte too many", element("a", Buffer.alloc(TMS_BOUNDS.bytes - 5)), "too-large"],
    ["zeros only", Buffer.alloc(10_000), "broken"],
  ])("%s", (_, bytes, expected) => {
    expect(wrong(bytes)).toBe(expected);
  });

  it("cut off anywhere is broken, but between two elements", () => {
    const between = [24, 38];
    for (let length = 1; length < GOLDEN.length; length++) {
      expect(wrong(GOLDEN.subarray(0, length)), `${length} bytes`).toBe(between.includes(length) ? "ok" : "broken");
    }
  });

  it("has the bounds that it is given", () => {
    expect(wrong(GOLDEN, { ...TMS_BOUNDS, bytes: GOLDEN.length - 1 })).toBe("too-large");
    expect(wrong(GOLDEN, { ...TMS_BOUNDS, elements: 2 })).toBe("too-large");
    expect(wrong(GOLDEN, { ...TMS_BOUNDS, name: 5 })).toBe("broken");
  });
});
