import { Buffer } from "node:buffer";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readPayload } from "./payload.ts";

const read = (json: string) => readPayload(Buffer.from(json));
const EMPTY = { userName: "", stamp: "", secret: "", mobile: "", text: "", ext: "", sendTime: "" };

describe("a payload", () => {
  it.each([
    ["{}", {}],
    ['{"UserName":"a","Text":" x ","Other":{"Text":1}}', { userName: "a", text: " x " }],
    ['{"username":"a","MOBLIE":"1","sEndTime":"t"}', { userName: "a", mobile: "1", sendTime: "t" }],
    ['{"Mobile":"2"}', { mobile: "2" }],
    ['{"Mobile":"2","Moblie":"1"}', { mobile: "1" }],
    ['{"Mobile":"2","Moblie":""}', { mobile: "2" }],
    ['{"Text":"","text":"b","TEXT":"c"}', { text: "b" }],
    ['{"Ext":12,"Text":null,"Moblie":13800138000}', { ext: "12", mobile: "13800138000" }],
    ['{"__proto__":{"text":"x"},"constructor":"y"}', {}],
    ['\r\n{ "Text" : "\\u60a8\\n" }\n', { text: "您\n" }],
    ['\ufeff{"Text":"a\ufeff"}', { text: "a\ufeff" }],
  ])("%s", (json, expected) => expect(read(json)).toEqual({ ...EMPTY, ...expected }));

  it.each([
    "",
    "x",
    "[]",
    "null",
    '"{}"',
    "1",
    '{"Text":"x"',
    "{'Text':'x'}",
    '{"Text":["x"]}',
    '{"Text":{}}',
    '{"Moblie":true}',
    "\ufeff\ufeff{}",
    '{"Text":"a\\u0000"}',
    '{"Text":"\\ud83d"}',
    "[".repeat(100_000),
  ])("%j is none", (json) => expect(read(json)).toBeUndefined());

  it("of bytes that aren't UTF-8 is none", () => {
    expect(readPayload(Buffer.from('{"Text":"\xff"}', "latin1"))).toBeUndefined();
  });

  it("of any bytes never makes it throw", () => {
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array(), fc.json().map(Buffer.from)), (bytes) => {
        readPayload(Buffer.from(bytes));
      }),
    );
  });
});
