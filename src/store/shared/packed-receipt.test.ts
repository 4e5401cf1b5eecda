import { hash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Beside, packReceipt, unpackReceipt } from "./packed-receipt.ts";
import { WORDS } from "./receipt-words.ts";

const AT = Date.UTC(2026, 10, 20, 1, 8, 10);
const DELIVERED: Beside = { upstreamId: "16045690981099143172", code: "DELIVRD", at: AT, phone: "13812345678" };
const TEXT = " sub:001 dlvrd:001 submit date:2611200907 done date:2611200908 stat:DELIVRD err:000";
/** A report of CMPP 3.0 in a deliver (8.4.5.1), by hand. */
const CMPP = [
  ["0000006d", "00000005", "00000007", "0000000000000002"],
  [Buffer.from("1069123456".padEnd(21, "\0")).toString("hex"), "00".repeat(10), "000000"],
  [Buffer.from("13812345678".padEnd(32, "\0")).toString("hex"), "00", "01", "47"],
  [BigInt(DELIVERED.upstreamId).toString(16).padStart(16, "0"), Buffer.from("DELIVRD26112009072611200908").toString("hex")],
  [Buffer.from("13812345678".padEnd(32, "\0")).toString("hex"), "00000007", "00".repeat(20)],
]
  .flat()
  .join("");

const beside = fc.record({
  upstreamId: fc.oneof(fc.string({ unit: "binary", maxLength: 80 }), fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }).map(String), hexOf(0, 40)),
  code: fc.string({ maxLength: 40 }),
  at: fc.integer({ min: 0, max: 2 ** 43 }),
  phone: fc.option(fc.string({ maxLength: 30 }), { nil: undefined }),
});

function hexOf(minLength: number, maxLength: number) {
  return fc.uint8Array({ minLength, maxLength }).map((bytes) => Buffer.from(bytes).toString("hex"));
}

describe("a packed receipt", () => {
  it.each([
    ["an SMSC's text", `id:${DELIVERED.upstreamId}${TEXT}`, 25],
    ["a frame with such a text", Buffer.from(`\0\0\0\xa0\0\0\0\x05\0\0\0\0\0\0\0\x07\0\x01\x01${TEXT}`, "latin1").toString("hex"), 40],
    ["a frame with the id's own bytes", CMPP, 55],
    [
      "what an upstream platform said",
      '{"phone":"13812345678","submissionId":"7","delivered":true,"code":"DELIVRD","at":1795136890000}',
      23,
    ],
  ])("takes few bytes and gives all back: %s", (_, raw, most) => {
    const packed = packReceipt(raw, DELIVERED);
    expect(packed.length).toBeLessThanOrEqual(most);
    expect(unpackReceipt(packed, DELIVERED)).toBe(raw);
  });

  it("gives any text back", () => {
    const piece = fc.oneof(
      fc.constantFrom(TEXT, CMPP, "", "\0", "é", "报告", "\ud800", "ABCDEF", "id:"),
      fc.string({ unit: "binary" }),
      hexOf(0, 300),
    );
    const raw = fc.oneof(
      piece,
      hexOf(0, 2048),
      fc.array(piece, { maxLength: 6 }).map((pieces) => pieces.join("").slice(0, 1365)),
    );
    fc.assert(
      fc.property(raw, beside, (text, known) => {
        expect(unpackReceipt(packReceipt(text, known), known)).toBe(text);
        const own = `${known.upstreamId}${known.code}${known.phone}`;
        expect(unpackReceipt(packReceipt(own, known), known)).toBe(own);
      }),
      { numRuns: 2_000 },
    );
  });

  it("is never much longer than its text", () => {
    const noise = Buffer.concat(Array.from({ length: 64 }, (_, n) => hash("sha256", String(n), "buffer")));
    expect(packReceipt(noise.toString("hex"), DELIVERED).length).toBeLessThanOrEqual(noise.length * (1 + 1 / 128) + 2);
  });

  it("keeps 4 KiB of a longer one, and no half character", () => {
    const kept = unpackReceipt(packReceipt("报".repeat(100_000), DELIVERED), DELIVERED);
    expect(kept).toBe("报".repeat(1_365));
    const half = "\ud800".repeat(5_000);
    expect(unpackReceipt(packReceipt(half, DELIVERED), DELIVERED)).toBe(half.slice(0, 1_365));
  });

  it("reads what it can of bytes that are none", () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), beside, (bytes, known) => typeof unpackReceipt(bytes, known) === "string"));
    expect(unpackReceipt(Buffer.alloc(100_000, 0xff), DELIVERED)).toBe("");
    expect(
      unpackReceipt(
        Uint8Array.from({ length: 100_000 }, (_, n) => (n === 0 ? 1 : 0xff)),
        DELIVERED,
      ).length,
    ).toBeLessThan(20_000);
  });

  it("leans on words that no longer change: what is stored refers to them", () => {
    expect(hash("sha256", WORDS).slice(0, 16)).toBe("bf4a6d2fca7d0444");
    const packed = packReceipt(`id:${DELIVERED.upstreamId}${TEXT}`, DELIVERED);
    expect(Buffer.from(packed).toString("hex")).toBe("01d18c90a9d45099ac0037a0689a0600388ce5914b88f280b8");
  });
});
