import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { OWN_CODES } from "./codes.ts";

test("docs/report-codes.md lists exactly the codes there are, with their meanings", () => {
  const text = readFileSync(new URL("../../docs/report-codes.md", import.meta.url), "utf8");
  const rows = [...text.matchAll(/^\| `([^`]+)` \| (.+) \|$/gm)].map(([, code, meaning]) => [code, meaning]);
  expect(Object.fromEntries(rows)).toEqual(OWN_CODES);
});
