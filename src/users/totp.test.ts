import { describe, expect, it } from "vitest";
import { codeAt, counterOf, fromBase32, newSecret, otpauthUrl, toBase32 } from "./totp.ts";

/** RFC 6238, appendix B, of SHA-1: the last six of its eight digits. */
const SECRET = toBase32(Buffer.from("12345678901234567890"));
const VECTORS = [
  [59, "287082"],
  [1111111109, "081804"],
  [1111111111, "050471"],
  [1234567890, "005924"],
  [2000000000, "279037"],
  [20000000000, "353130"],
] as const;

describe("one-time codes", () => {
  it.each(VECTORS)("at %i s are those of RFC 6238", (seconds, code) => {
    expect(counterOf(SECRET, code, seconds * 1000)).toBe(Math.floor(seconds / 30));
  });

  it("of a counter are those of RFC 4226, appendix D", () => {
    const codes = Array.from({ length: 10 }, (_, counter) => codeAt(SECRET, counter));
    expect(codes.join(" ")).toBe("755224 287082 359152 969429 338314 254676 287922 162583 399871 520489");
  });

  it("are taken one step early or late, and no further", () => {
    const at = 1_111_111_110_000;
    const counter = at / 30_000;
    expect([-2, -1, 0, 1, 2].map((drift) => counterOf(SECRET, codeAt(SECRET, counter + drift), at))).toEqual([
      undefined,
      counter - 1,
      counter,
      counter + 1,
      undefined,
    ]);
  });

  it.each(["", "28708", "2870820", "２８７０８２", "abcdef"])("are none where they look otherwise: %j", (code) => {
    expect(counterOf(SECRET, code, 59_000)).toBeUndefined();
  });
});

describe("Base 32", () => {
  // RFC 4648, section 10, without padding
  it.each([
    ["", ""],
    ["f", "MY"],
    ["fo", "MZXQ"],
    ["foo", "MZXW6"],
    ["foob", "MZXW6YQ"],
    ["fooba", "MZXW6YTB"],
    ["foobar", "MZXW6YTBOI"],
  ])("writes %j as %j and reads it back", (plain, coded) => {
    expect(toBase32(Buffer.from(plain))).toBe(coded);
    expect(fromBase32(coded).toString()).toBe(plain);
  });

  it("has no other characters", () => expect(() => fromBase32("MZXW1")).toThrow("this is not Base 32"));
});

it("a secret is 160 bits, and another one each time", () => {
  expect(fromBase32(newSecret())).toHaveLength(20);
  expect(newSecret()).not.toBe(newSecret());
});

it("authenticators are told server, person and secret", () => {
  expect(otpauthUrl("Yizhan", "张 三", "MZXW6YTBOI")).toBe(
    "otpauth://totp/Yizhan:%E5%BC%A0%20%E4%B8%89?secret=MZXW6YTBOI&issuer=Yizhan&algorithm=SHA1&digits=6&period=30",
  );
});
