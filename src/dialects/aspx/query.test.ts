import { describe, expect, it } from "vitest";
import type { FinalState } from "../../domain/message.ts";
import { NOWHERE } from "../../domain/region.ts";
import { readQuery, statusOf } from "./query.ts";

const read = (statusNum: string, taskid = "") => readQuery({ statusNum, taskid }, 1000);

describe("statusNum", () => {
  it.each([
    ["", 1000],
    [" ", 1000],
    ["1", 1],
    [" 4000 ", 4000],
    ["007", 7],
    ["99999999999999999999", Number.MAX_SAFE_INTEGER],
    ["9".repeat(400), Number.MAX_SAFE_INTEGER],
  ])("%j asks for at most %i", (statusNum, limit) => expect(read(statusNum)).toEqual({ limit }));

  it.each(["0", "000", "-1", "+1", "1.5", "1e3", "0x10", "many", "１"])("%j is no number of reports", (statusNum) =>
    expect(read(statusNum)).toBeUndefined(),
  );
});

describe("taskid", () => {
  it.each([
    ["1504080852350206", 1504080852350206],
    [" 123 ", 123],
    ["0", 0],
    ["9007199254740991", Number.MAX_SAFE_INTEGER],
  ])("%j narrows to submission %i", (taskid, submissionId) => expect(read("", taskid)).toEqual({ limit: 1000, submissionId }));

  it.each(["9007199254740992", "9007199254740993", "9".repeat(400)])(
    "%s is larger than any and finds nothing, not something rounded",
    (taskid) => expect(read("", taskid)).toEqual({ limit: 1000, submissionId: 0 }),
  );

  it.each(["-1", "1.0", "1,2", "x", "1 2", "０"])("%j is no number", (taskid) => expect(read("", taskid)).toBeUndefined());
});

describe("status", () => {
  it.each<[FinalState, string]>([
    ["delivered", "10"],
    ["failed", "20"],
    ["unknown", "20"],
    ["cancelled", "20"],
  ])("of a %s message is %s", (outcome, status) => {
    const report = {
      messageId: 1,
      submissionId: 1,
      phone: "",
      code: "",
      at: 0,
      ext: "",
      accessCode: "",
      orderId: undefined,
      region: NOWHERE,
    };
    expect(statusOf({ ...report, outcome })).toBe(status);
  });
});
