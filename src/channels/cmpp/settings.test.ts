import { describe, expect, it } from "vitest";
import { parseSettings } from "./settings.ts";

const NEEDED = { sourceAddr: "901234", sharedSecret: "secret" };

function problemsOf(own: unknown): readonly string[] {
  const parsed = parseSettings(own);
  return parsed.ok ? [] : parsed.problems.map(({ path, message }) => `${path.join(".")}: ${message}`);
}

describe("the settings of a cmpp channel", () => {
  it("are two at least", () => {
    expect(parseSettings(NEEDED)).toEqual({
      ok: true,
      own: { version: "2.0", ...NEEDED, serviceId: "", spCode: "", feeType: "01", feeCode: "000000" },
    });
  });

  it("are taken as they are written", () => {
    const all = { version: "3.0", ...NEEDED, serviceId: "YZ", spCode: "10690000", feeType: "02", feeCode: "5" };
    expect(parseSettings(all)).toEqual({ ok: true, own: all });
    expect(parseSettings({ ...all, version: 3 })).toEqual({ ok: true, own: all });
  });

  it.each([
    [{}, [": sourceAddr is missing: cmpp needs one", ": sharedSecret is missing: cmpp needs one"]],
    [{ ...NEEDED, sourceAddr: "9012345" }, ["sourceAddr: sourceAddr must be a text of 1 to 6 plain characters"]],
    [{ ...NEEDED, sourceAddr: 901234 }, ["sourceAddr: sourceAddr must be a text of 1 to 6 plain characters, in quotes"]],
    [{ ...NEEDED, version: "2.1" }, ["version: version must be 2.0 or 3.0"]],
    [{ ...NEEDED, spCode: "1069a" }, ["spCode: spCode must be at most 21 digits, in quotes"]],
    [{ ...NEEDED, feeType: 1 }, ['feeType: feeType must be two digits in quotes, such as "01"']],
    [{ ...NEEDED, feeType: "012" }, ['feeType: feeType must be two digits in quotes, such as "01"']],
    [{ ...NEEDED, feeCode: "1000000" }, ["feeCode: feeCode must be 1 to 6 digits in quotes (fen)"]],
    [
      { ...NEEDED, secret: "x" },
      ['secret: unknown key "secret"; cmpp has version, sourceAddr, sharedSecret, serviceId, spCode, feeType, feeCode'],
    ],
  ])("%j is refused in plain words", (own, expected) => {
    expect(problemsOf(own)).toEqual(expected);
  });

  it("are never repeated, as one of them is a secret", () => {
    expect(problemsOf({ ...NEEDED, sharedSecret: "密码".repeat(40) }).join()).not.toContain("密");
  });
});
