import { Buffer } from "node:buffer";
import fc from "fast-check";
import { expect, it } from "vitest";
import { readBase64 } from "./base64.ts";

it.each([
  ["", ""],
  ["Zg==", "f"],
  ["Zm8=", "fo"],
  ["Zm9v", "foo"],
  ["Zm9vYmFy", "foobar"],
  [" Zm9v\r\nYm\tFy\n", "foobar"],
  ["+/+/", "\xfb\xff\xbf"],
])("%j is %j", (text, bytes) => expect(readBase64(text)?.toString("latin1")).toBe(bytes));

it.each(["Z", "Zg", "Zg=", "Zm9", "Zg===", "Zh==", "====", "=Zg=", "Zg==Zg==", "-_-_", "Zm9v!", "Zm9vＡ", "\0\0\0\0"])(
  "%j is none",
  (text) => expect(readBase64(text)).toBeUndefined(),
);

it("reads back whatever was encoded", () => {
  fc.assert(
    fc.property(fc.uint8Array(), (bytes) => {
      expect(readBase64(Buffer.from(bytes).toString("base64"))).toEqual(Buffer.from(bytes));
    }),
  );
});
