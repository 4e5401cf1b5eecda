import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { countSeptets } from "./gsm7.ts";
import { decodeGsm7, encodeGsm7 } from "./gsm7-codes.ts";

describe("the GSM 7-bit alphabet", () => {
  // Codes from the tables of GSM 03.38, 6.2.1 and 6.2.1.1
  it.each([
    ["@£$¥", "00010203"],
    ["Δ_ΦΓΛΩΠΨΣΘΞ", "101112131415161718191a"],
    ["Code: 42!", "436f64653a20343221"],
    ["ÄÖÑÜ§¿äöñüà", "5b5c5d5e5f607b7c7d7e7f"],
    ["\f^{}\\[~]|€", "1b0a1b141b281b291b2f1b3c1b3d1b3e1b401b65"],
    ["\n\r", "0a0d"],
    ["", ""],
  ])("has %j as %s", (text, codes) => {
    expect(encodeGsm7(text)?.toString("hex")).toBe(codes);
    expect(decodeGsm7(Buffer.from(codes, "hex"))).toBe(text);
  });

  it("lacks other characters", () => {
    for (const text of ["好", "`", "ç", "\u001b", "\ud83d\ude00", "\ud800"]) expect(encodeGsm7(text)).toBeUndefined();
  });

  it("drops an escape before what the extension lacks, and reads what is no code as Latin-1", () => {
    expect(decodeGsm7(Buffer.from("411b41e91b", "hex"))).toBe("AAé");
  });

  it("takes as many codes as are counted", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        expect(encodeGsm7(text)?.length).toBe(countSeptets(text));
      }),
    );
  });
});
