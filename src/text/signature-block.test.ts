import { describe, expect, it } from "vitest";
import { isSignature, signatureBlocks, withoutSignature } from "./signature-block.ts";

describe("the blocks of a text", () => {
  it.each([
    ["您的验证码：1439【腾飞】", undefined, "腾飞"],
    ["【腾飞】您的验证码：1439", "腾飞", undefined],
    ["【通知】开会【腾飞】", "通知", "腾飞"],
    ["【腾飞】", "腾飞", "腾飞"],
    ["  【腾飞】开会 \r\n", "腾飞", undefined],
    ["【】开会", "", undefined],
    ["开【腾飞】会", undefined, undefined],
    ["【腾飞开会", undefined, undefined],
    ["开会腾飞】", undefined, undefined],
    ["】开会【", undefined, undefined],
    ["[腾飞]开会", undefined, undefined],
    ["", undefined, undefined],
    ["【【腾飞】开会", "【腾飞", undefined],
    ["开会【腾】飞】", undefined, "腾】飞"],
  ])("%j: %j at the beginning, %j at the end", (text, head, tail) => {
    expect(signatureBlocks(text)).toEqual({ head, tail });
  });
});

describe("taking them off", () => {
  const known = (signature: string): boolean => signature === "腾飞" || signature === "星辰";

  it.each([
    ["开会【腾飞】", "开会"],
    ["【腾飞】 开会", "开会"],
    ["【星辰】开会【腾飞】", "开会"],
    ["【通知】开会【腾飞】", "【通知】开会"],
    ["【腾飞】", ""],
    ["开会", "开会"],
  ])("%j becomes %j", (text, bare) => {
    expect(withoutSignature(text, known)).toBe(bare);
  });
});

it.each([
  ["腾飞", true],
  ["A & B", true],
  ["", false],
  ["腾】飞", false],
  ["【腾飞", false],
  ["腾\n飞", false],
  ["\ud83d", false],
])("%j can be a signature: %j", (text, expected) => {
  expect(isSignature(text)).toBe(expected);
});
