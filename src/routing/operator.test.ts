import { describe, expect, it } from "vitest";
import { operatorOf } from "./operator.ts";
import { OPERATOR_PREFIXES } from "./operators.data.ts";

describe("the operator of a number", () => {
  // biome-ignore format: a table by hand, from the operators' announcements of their number ranges
  it.each([
    ["mobile", "1340 1341 1347 1348 135 136 137 138 139 147 150 151 152 157 158 159 172 178 182 183 184 187 188 195 197 198"],
    ["unicom", "130 131 132 145 155 156 166 175 176 185 186 196 1704 1707 1708 1709 171 167"],
    ["telecom", "133 1349 153 173 177 180 181 189 190 191 193 199 1700 1701 1702 162 149"],
    ["mobile", "1703 1705 1706 165"],
    ["mobile", "192"],
  ])("is %s for %s", (operator, prefixes) => {
    for (const prefix of prefixes.split(" ")) expect(`${prefix} ${operatorOf(prefix.padEnd(11, "0"))}`).toBe(`${prefix} ${operator}`);
  });

  it("is nobody's where no operator has the range", () => {
    for (const phone of ["14000000000", "12345678901", "10086", "", "1"]) expect(operatorOf(phone)).toBeUndefined();
  });

  it("is international for any number with a country code", () => {
    for (const phone of ["+85291234567", "+15551234567", "+1"]) expect(operatorOf(phone)).toBe("international");
  });

  it("is by the longest prefix that fits", () => {
    expect(operatorOf("13490000000")).toBe("telecom");
    expect(operatorOf("13480000000")).toBe("mobile");
    expect(operatorOf("15300000000")).toBe("telecom");
    expect(operatorOf("15400000000")).toBe("mobile");
  });

  it("comes from a table without repetitions, of mainland mobile prefixes", () => {
    const prefixes = OPERATOR_PREFIXES.map(([prefix]) => prefix);
    expect(new Set(prefixes).size).toBe(prefixes.length);
    for (const prefix of prefixes) expect(prefix).toMatch(/^1[3-9]\d{0,3}$/);
  });
});
