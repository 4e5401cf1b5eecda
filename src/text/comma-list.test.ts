import { describe, expect, it } from "vitest";
import { splitCommas } from "./comma-list.ts";

describe("a list by commas", () => {
  it.each([
    ["", []],
    [" , ,", []],
    ["a", ["a"]],
    [",a,,b,", ["a", "b"]],
    [" a ,\r\nb\n", ["a", "b"]],
    ["a,a", ["a", "a"]],
    ["a，b;c", ["a，b;c"]],
  ])("%j holds %j", (text, pieces) => expect(splitCommas(text, 10)).toEqual(pieces));

  it("is read up to a bound, which empty pieces don't count towards", () => {
    expect(splitCommas("a,b,c", 2)).toEqual(["a", "b"]);
    expect(splitCommas(`${",".repeat(1_000_000)}a,b`, 2)).toEqual(["a", "b"]);
    expect(splitCommas("a,".repeat(1_000_000), 1_001)).toHaveLength(1_001);
  });
});
