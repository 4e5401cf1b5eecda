import { expect, it } from "vitest";
import { cut } from "./cut.ts";

it.each([
  ["", 0, ""],
  ["abc", 3, "abc"],
  ["abcd", 3, "abc"],
  ["a😀b", 3, "a😀"],
  ["a😀b", 2, "a"],
  ["😀", 1, ""],
])("%j cut to %d units is %j", (text, most, short) => expect(cut(text, most)).toBe(short));
