import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Part } from "../channel.ts";
import { decodeContent, encodeContent } from "./content.ts";

const PART: Part = {
  messageId: 64,
  attempt: 1,
  part: 1,
  parts: 1,
  medium: "sms",
  phone: "13800138000",
  source: "1069",
  text: "",
  reference: 0x2a,
};

const encode = (own: Partial<Part>, encoding: "ucs2" | "gsm7" | "auto" = "ucs2") => encodeContent({ ...PART, ...own }, encoding);
const hex = (own: Partial<Part>, encoding?: "ucs2" | "gsm7" | "auto") => encode(own, encoding)?.bytes.toString("hex");

describe("an outgoing text", () => {
  it("is UCS-2, high byte first", () => {
    // printf '您好A😀' | iconv -f utf-8 -t utf-16be | xxd -p
    expect(encode({ text: "您好A😀" })).toMatchObject({ format: 8, udhi: false });
    expect(hex({ text: "您好A😀" })).toBe("60a8597d0041d83dde00");
  });

  it("has its header in front where it is a part", () => {
    expect(encode({ text: "您", part: 2, parts: 3 })).toMatchObject({ format: 8, udhi: true });
    expect(hex({ text: "您", part: 2, parts: 3 })).toBe("0500032a030260a8");
  });

  it.each(["gsm7", "auto"] as const)("is ASCII where the channel's encoding is %s and it has no other characters", (encoding) => {
    expect(encode({ text: "Code: 1234 [ok]" }, encoding)).toMatchObject({ format: 0, udhi: false });
    expect(hex({ text: "A1{" }, encoding)).toBe("41317b");
    expect(hex({ text: "A1{" }, "ucs2")).toBe("00410031007b");
    expect(encode({ text: "café" }, encoding)).toMatchObject({ format: 8 });
  });

  it("takes a message's room, and not a byte more", () => {
    expect(encode({ text: "短".repeat(70) })?.bytes).toHaveLength(140);
    expect(encode({ text: "短".repeat(71) })).toBeUndefined();
    expect(encode({ text: "短".repeat(67), parts: 2 })?.bytes).toHaveLength(140);
    expect(encode({ text: "短".repeat(68), parts: 2 })).toBeUndefined();
    expect(encode({ text: "a".repeat(160) }, "auto")?.bytes).toHaveLength(160);
    expect(encode({ text: "a".repeat(153), parts: 2 }, "auto")?.bytes).toHaveLength(159);
    expect(encode({ text: "a".repeat(161) }, "auto")).toBeUndefined();
    // In the GSM alphabet, so that the host cuts by 160, but not in ASCII
    expect(encode({ text: "é".repeat(71) }, "auto")).toBeUndefined();
  });
});

describe("a text that came", () => {
  // biome-ignore format: a table
  it.each([
    ["ASCII", 0, false, "5144", { text: "QD" }],
    ["UCS-2", 8, false, "60a8597d", { text: "您好" }],
    ["UCS-2 with a message class", 0x19, false, "60a8597d", { text: "您好" }],
    ["GBK", 15, false, "c4fabac3", { text: "您好" }],
    ["GBK that says it is ASCII", 0, false, "c4fabac3", { text: "您好" }],
    ["UCS-2 with a byte too many", 8, false, "60a8597d00", { text: "您好" }],
    ["UCS-2 that was cut within a character", 8, false, "60a8d83d", { text: "您\ud83d" }],
    ["GBK that was cut within a character", 15, false, "c4faba", { text: "您\ufffd" }],
    ["binary", 4, false, "00ff10", { text: "00ff10" }],
    ["an unknown format", 0xf5, false, "00ff10", { text: "00ff10" }],
    ["nothing", 8, false, "", { text: "" }],
    ["a part", 8, true, "0500032a030260a8", { text: "您", part: { reference: 0x2a, number: 2, of: 3 } }],
    ["a header that is none", 15, true, "c4fabac3", { text: "您好" }],
    ["a header that says nothing of parts", 8, true, "0060a8", { text: "您" }],
  ])("is read from %s", (_name, format, udhi, bytes, expected) => {
    expect(decodeContent({ format, udhi, bytes: Buffer.from(bytes, "hex") })).toEqual(expected);
  });

  it("comes back as it was sent", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 30 }), fc.constantFrom("ucs2" as const, "auto" as const), (text, encoding) => {
        const carried = encode({ text, parts: 2, part: 2 }, encoding);
        if (carried) expect(decodeContent(carried)).toEqual({ text, part: { reference: 0x2a, number: 2, of: 2 } });
      }),
    );
  });

  it("is some text, whatever the bytes are", () => {
    fc.assert(
      fc.property(fc.nat(255), fc.boolean(), fc.uint8Array({ maxLength: 255 }), (format, udhi, bytes) => {
        expect(typeof decodeContent({ format, udhi, bytes: Buffer.from(bytes) }).text).toBe("string");
      }),
    );
  });
});
