import { expect, it } from "vitest";
import { codeMatches } from "./undelivered.ts";

it.each([
  [["UNDELIV"], "UNDELIV", true],
  [["UNDELIV"], "UNDELIVERED", false],
  [["UNDELIV"], "undeliv", false],
  [["MA:*"], "MA:0006", true],
  [["MA:*"], "MA:", true],
  [["MA:*"], "MB:0006", false],
  [["MB:1042", "MA:*"], "MA:0001", true],
  [["*"], "anything", true],
  [["M*6"], "MA:0006", false],
  [[], "UNDELIV", false],
])("patterns %j and code %s: %s", (patterns, code, matches) => {
  expect(codeMatches(patterns, code)).toBe(matches);
});
