import { describe, expect, it } from "vitest";
import { readReport } from "./report.ts";

const report = (stat: string, rest = 45): Buffer =>
  Buffer.concat([Buffer.from("ba2482c1e2400007", "hex"), Buffer.from(stat.padEnd(7, "\0"), "latin1"), Buffer.alloc(rest)]);

describe("a status report", () => {
  it.each([
    ["DELIVRD", "delivered", "DELIVRD"],
    ["ACCEPTD", "pending", "ACCEPTD"],
    ["ENROUTE", "pending", "ENROUTE"],
    ["UNDELIV", "failed", "UNDELIV"],
    ["EXPIRED", "failed", "EXPIRED"],
    ["REJECTD", "failed", "REJECTD"],
    ["MA:0006", "failed", "MA:0006"],
    ["IC:0  ", "failed", "IC:0"],
    ["", "failed", "UNKNOWN"],
  ])("of %j means %s", (stat, status, code) => {
    expect(readReport(report(stat))).toEqual({ msgId: "13412989359452323847", status, code });
  });

  it("is read by its id and its state, whatever follows them", () => {
    for (const rest of [0, 1, 45, 56, 240]) expect(readReport(report("DELIVRD", rest))?.status).toBe("delivered");
    expect(readReport(report("DELIVRD").subarray(0, 14))).toBeUndefined();
    expect(readReport(Buffer.alloc(0))).toBeUndefined();
  });
});
