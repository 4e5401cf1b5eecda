import { describe, expect, it } from "vitest";
import { didYouMean, editDistance } from "./hint.ts";

describe("editDistance", () => {
  it.each([
    ["", "", 0],
    ["", "abc", 3],
    ["login", "login", 0],
    ["logn", "login", 1],
    ["loginn", "login", 1],
    ["lagin", "login", 1],
    ["lgoin", "login", 1],
    ["kitten", "sitting", 3],
  ])("%s to %s takes %i letters", (a, b, distance) => {
    expect(editDistance(a, b)).toBe(distance);
    expect(editDistance(b, a)).toBe(distance);
  });
});

describe("didYouMean", () => {
  const known = ["credits", "creditLimit", "code", "name"];

  it("offers the closest known word, whatever its case", () => {
    expect(didYouMean("Credit", known)).toBe('; did you mean "credits"?');
    expect(didYouMean("creditlimits", known)).toBe('; did you mean "creditLimit"?');
    expect(didYouMean("coed", known)).toBe('; did you mean "code"?');
  });

  it("offers nothing for a word that is like none, or longer than any", () => {
    expect(didYouMean("colour", known)).toBe("");
    expect(didYouMean("x", known)).toBe("");
    expect(didYouMean("credits".repeat(1_000_000), known)).toBe("");
  });
});
