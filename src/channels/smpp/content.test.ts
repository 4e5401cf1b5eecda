import { describe, expect, it } from "vitest";
import type { Part } from "../channel.ts";
import { decodeContent, decodeText, encodeContent } from "./content.ts";

const PART: Part = { messageId: 64, attempt: 1, part: 1, parts: 1, medium: "sms", phone: "1", source: "1", text: "", reference: 7 };
const encode = (own: Partial<Part>, encoding: "ucs2" | "gsm7" | "auto" = "ucs2") => encodeContent({ ...PART, ...own }, encoding);

describe("an outgoing text", () => {
  it("is UCS-2 by default, even where it needn't be", () => {
    expect(encode({ text: "A" })).toEqual({ dataCoding: 8, esmClass: 0, bytes: Buffer.from("0041", "hex") });
  });

  it.each(["gsm7", "auto"] as const)("is in the default alphabet where the encoding is %s and it fits it, else UCS-2", (encoding) => {
    expect(encode({ text: "A@_" }, encoding)).toEqual({ dataCoding: 0, esmClass: 0, bytes: Buffer.from("410011", "hex") });
    expect(encode({ text: "A好" }, encoding)).toMatchObject({ dataCoding: 8 });
  });

  it("has room for a message, and no more", () => {
    expect(encode({ text: "短".repeat(70) })?.bytes).toHaveLength(140);
    expect(encode({ text: "短".repeat(71) })).toBeUndefined();
    expect(encode({ text: "短".repeat(67), parts: 2 })?.bytes).toHaveLength(140);
    expect(encode({ text: "a".repeat(153), parts: 2 }, "gsm7")).toMatchObject({ esmClass: 0x40, bytes: { length: 159 } });
    expect(encode({ text: "a".repeat(160) }, "gsm7")?.bytes).toHaveLength(160);
    expect(encode({ text: "a".repeat(255) }, "gsm7")).toBeUndefined();
  });
});

describe("a text that came", () => {
  // biome-ignore format: a table
  it.each([
    ["the default alphabet", 0x00, "00111b65", "@_€"],
    ["ASCII", 0x01, "405f", "@_"],
    ["the default alphabet that calls itself ASCII", 0x01, "410011", "A@_"],
    ["Latin-1", 0x03, "e9", "é"],
    ["Cyrillic", 0x06, "bfe0d8", "При"],
    ["UCS-2", 0x08, "60a8597d", "您好"],
    ["UCS-2 with a byte too many", 0x08, "60a859", "您"],
    ["UCS-2 with a message class", 0x19, "60a8", "您"],
    ["the default alphabet with a message class", 0xf0, "00", "@"],
    ["8-bit data with a message class", 0xf5, "00ff", "00ff"],
    ["binary", 0x04, "c0de", "c0de"],
    ["a code that nobody has given out", 0x0c, "41", "A"],
  ])("in %s", (_what, dataCoding, hex, text) => {
    expect(decodeText(dataCoding, Buffer.from(hex, "hex"))).toBe(text);
  });

  it("keeps a header that is none, and drops one that says nothing of parts", () => {
    const none = new Map();
    expect(decodeContent(0x40, 3, Buffer.from("ff4142", "hex"), none)).toEqual({ text: "\u00ffAB" });
    expect(decodeContent(0x40, 3, Buffer.from("0424020102" + "4142", "hex"), none)).toEqual({ text: "AB" });
  });
});
