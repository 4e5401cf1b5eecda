import { expect, it } from "vitest";
import { FACTS } from "./facts.testing.ts";
import { parseProvisioning } from "./parse.ts";
import { placeConflicts, printProblems } from "./print.ts";

it("prints a problem as editors follow it", () => {
  const problems = [{ line: 3, column: 7, message: "login is missing: an account needs one", path: ["accounts", 0, "login"] }];
  expect(printProblems("plans/a b.yaml", problems)).toEqual(["plans/a b.yaml:3:7: login is missing: an account needs one"]);
});

it("counts the problems that were left out", () => {
  expect(printProblems("f.yaml", [{ line: 1, column: 1, message: "wrong", path: [] }], 12)).toEqual([
    "f.yaml:1:1: wrong",
    "f.yaml: and 12 more like these",
  ]);
});

it("places a store's conflicts in the file, first line first", () => {
  const parsed = parseProvisioning(
    "version: 1\naccounts:\n  - { login: a, dialects: [], credits: 5 }\n  - { login: b, dialects: [], product: gold }\n",
    FACTS,
  );
  if (!parsed.ok) throw new Error("the file is refused");
  const placed = placeConflicts(
    [
      { path: ["accounts", 1, "product"], message: "there is no product gold" },
      { path: ["accounts", 0, "credits"], message: "opened with 4" },
      { path: ["accounts", 0, "secrets", "password"], message: "has no place of its own" },
    ],
    parsed.locate,
  );
  expect(printProblems("f", placed)).toEqual([
    "f:3:5: has no place of its own",
    "f:3:40: opened with 4",
    "f:4:40: there is no product gold",
  ]);
});
