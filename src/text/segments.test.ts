import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { countSeptets } from "./gsm7.ts";
import { segmentFit, segmentsOf, splitForChannel } from "./segments.ts";

const lengths = (pieces: readonly string[]) => pieces.map((piece) => piece.length);

describe("billing cn", () => {
  it.each([
    [1, 1],
    [70, 1],
    [71, 2],
    [134, 2],
    [135, 3],
    [201, 3],
    [202, 4],
    [1000, 15],
  ])("takes %i UTF-16 code units for %i segments, Chinese or not", (length, segments) => {
    expect(segmentsOf("短".repeat(length), "cn")).toBe(segments);
    expect(segmentsOf("a".repeat(length), "cn")).toBe(segments);
  });

  it("counts a character beyond the basic plane as two", () => {
    expect(segmentsOf("😀".repeat(35), "cn")).toBe(1);
    expect(segmentsOf(`${"😀".repeat(35)}a`, "cn")).toBe(2);
  });
});

describe("billing gsm", () => {
  it.each([
    [160, 1],
    [161, 2],
    [306, 2],
    [307, 3],
  ])("takes %i septets for %i segments", (length, segments) => {
    expect(segmentsOf("a".repeat(length), "gsm")).toBe(segments);
    expect(segmentsOf(`${"€".repeat(Math.floor(length / 2))}${"a".repeat(length % 2)}`, "gsm")).toBe(segments);
  });

  it("falls back to billing cn for a text outside of the alphabet", () => {
    expect(segmentsOf(`${"a".repeat(69)}ç`, "gsm")).toBe(1);
    expect(segmentsOf(`${"a".repeat(70)}ç`, "gsm")).toBe(2);
  });
});

describe("parts for a channel that concatenates", () => {
  it.each([
    [70, [70]],
    [71, [67, 4]],
    [134, [67, 67]],
    [135, [67, 67, 1]],
  ])("%i code units", (length, expected) => {
    expect(lengths(splitForChannel("短".repeat(length), "ucs2"))).toEqual(expected);
  });

  it.each([
    [160, [160]],
    [161, [153, 8]],
    [306, [153, 153]],
    [307, [153, 153, 1]],
  ])("%i septets", (length, expected) => {
    expect(lengths(splitForChannel("a".repeat(length), "gsm7"))).toEqual(expected);
  });

  it("keeps a surrogate pair in one part, at the price of a part that nobody pays for", () => {
    const text = `${"a".repeat(66)}😀${"a".repeat(66)}`;
    expect(text).toHaveLength(134);
    expect(segmentsOf(text, "cn")).toBe(2);
    expect(splitForChannel(text, "ucs2")).toEqual(["a".repeat(66), `😀${"a".repeat(65)}`, "a"]);
  });

  it("keeps an escape and its character in one part", () => {
    const text = `${"a".repeat(152)}€${"a".repeat(10)}`;
    expect(splitForChannel(text, "gsm7")).toEqual(["a".repeat(152), `€${"a".repeat(10)}`]);
  });

  it("sends as UCS-2 what isn't in the 7-bit alphabet", () => {
    expect(lengths(splitForChannel(`${"a".repeat(100)}短`, "gsm7"))).toEqual([67, 34]);
  });

  it("add up to the text, fit their messages and tear no character apart", () => {
    const text = fc.array(fc.constantFrom("a", "短", "😀", "€", "{"), { maxLength: 400 }).map((characters) => characters.join(""));
    fc.assert(
      fc.property(text, fc.constantFrom("ucs2" as const, "gsm7" as const), (value, alphabet) => {
        const pieces = splitForChannel(value, alphabet);
        expect(pieces.join("")).toBe(value);
        const septets = alphabet === "gsm7" && countSeptets(value) !== undefined;
        const size = (piece: string) => (septets ? (countSeptets(piece) ?? Number.NaN) : piece.length);
        for (const piece of pieces) {
          expect(piece.isWellFormed()).toBe(true);
          expect(size(piece)).toBeLessThanOrEqual(pieces.length === 1 ? (septets ? 160 : 70) : septets ? 153 : 67);
        }
        expect(pieces.length - segmentsOf(value, septets ? "gsm" : "cn")).toBeOneOf([0, 1]);
      }),
    );
  });
});

it.each([
  ["", "cn", { segments: 1, length: 0, room: 70, over: 0 }],
  ["短".repeat(70), "cn", { segments: 1, length: 70, room: 0, over: 0 }],
  ["短".repeat(72), "cn", { segments: 2, length: 72, room: 62, over: 2 }],
  ["短".repeat(135), "cn", { segments: 3, length: 135, room: 66, over: 1 }],
  ["a".repeat(159), "gsm", { segments: 1, length: 159, room: 1, over: 0 }],
  [`${"a".repeat(159)}€`, "gsm", { segments: 2, length: 161, room: 145, over: 1 }],
] as const)("%j at %s is known by its room and what is too much", (text, billing, expected) => {
  expect(segmentFit(text, billing)).toEqual(expected);
  expect(segmentsOf(text, billing)).toBe(expected.segments);
});

describe("the GSM 7-bit alphabet", () => {
  it("has 127 characters of one septet and 10 of two", () => {
    const sizes = Array.from({ length: 0x10000 }, (_, unit) => countSeptets(String.fromCharCode(unit)));
    expect(sizes.filter((size) => size === 1)).toHaveLength(127);
    expect(sizes.filter((size) => size === 2)).toHaveLength(10);
  });

  it.each(["@£$¥èéùìòÇ\nØø\rÅå", "Δ_ΦΓΛΩΠΨΣΘΞÆæßÉ", " !\"#¤%&'()*+,-./", "¡ÄÖÑÜ§¿äöñüà"])("holds %j", (text) =>
    expect(countSeptets(text)).toBe(text.length),
  );

  it.each(["`", "ç", "\t", "\u001b", "短", "α", "\u00a0"])("lacks %j", (text) => expect(countSeptets(`a${text}`)).toBeUndefined());

  it("counts its extension characters twice", () => expect(countSeptets("\f^{}\\[~]|€")).toBe(20));
});
