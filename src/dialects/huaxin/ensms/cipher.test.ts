import { Buffer } from "node:buffer";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decrypt, encrypt } from "./cipher.ts";

describe("a cipher text", () => {
  // By openssl enc -des-ede3-cbc, the key given three times, and the same as iv.
  it.each([
    ["test", "hello", "qJgVimV8NyY="],
    ["12345678", "", "RDHMAmeVSGY="],
    ["12345678and more", "12345678", "PXWVqYv/gJ1e7qlmi0f0pQ=="],
    ["密码-long", "内容", "Y/w/2CwYOsg="],
  ])("under %s of %j is the one that openssl makes", (password, plain, base64) => {
    expect(encrypt(Buffer.from(plain), password).toString("base64")).toBe(base64);
    expect(decrypt(Buffer.from(base64, "base64"), password)?.toString()).toBe(plain);
  });

  it("under another password, cut short or empty is none", () => {
    const bytes = encrypt(Buffer.from("hello, world"), "test");
    for (const [damaged, password] of [
      [bytes, "tset"],
      [bytes.subarray(0, 15), "test"],
      [bytes.subarray(0, 8), "test"],
      [Buffer.alloc(0), "test"],
    ] as const)
      expect(decrypt(damaged, password)).toBeUndefined();
  });

  it("of any bytes under any password is read back, and never throws", () => {
    fc.assert(
      fc.property(fc.uint8Array(), fc.string({ unit: "binary" }), (bytes, password) => {
        expect(decrypt(encrypt(Buffer.from(bytes), password), password)).toEqual(Buffer.from(bytes));
        decrypt(Buffer.from(bytes), password);
      }),
    );
  });
});
