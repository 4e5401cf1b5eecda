import { beforeEach, describe, expect, it } from "vitest";
import type { Attempt } from "../books.ts";
import type { CarrierEntry, Lost, Pushed } from "./books.ts";
import { judge } from "./judge.ts";

/** The rig's own judgement: each kind of loss, doubling and wrong charge must be seen. Time is told in seconds. */
describe("the judge of the carrier rig", () => {
  const WINDOW = 2;
  let attempts: Attempt[];
  let carrier: CarrierEntry[];
  let pushes: Pushed[];
  let losses: Lost[];

  beforeEach(() => {
    attempts = [];
    carrier = [];
    pushes = [];
    losses = [];
  });

  function acknowledged(taskId: string, phones: string[], segments = 1): void {
    attempts.push({ phones, segments, end: { kind: "acknowledged", taskId } });
  }

  function unanswered(phones: string[]): void {
    attempts.push({ phones, segments: 1, end: { kind: "unanswered" } });
  }

  function carried(at: number, phone: string, unfinished = false): void {
    carrier.push({ at: at * 1_000, event: "accepted", serial: carrier.length, phone, unfinished });
  }

  function pushed(
    at: number,
    taskId: string,
    phones: string[],
    { answer = "acknowledged" as Pushed["answer"], code = "DELIVRD" } = {},
  ): void {
    const status = code === "DELIVRD" ? "10" : "20";
    pushes.push({ at: at * 1_000, reports: phones.map((mobile) => ({ taskId, mobile, status, errorCode: code })), answer });
  }

  function verdict(charged: number, kills: number[] = []) {
    return judge({
      ...{ attempts, carrier, pushes, losses, kills: kills.map((at) => at * 1_000), stops: [], opening: 100, balance: 100 - charged },
      ...{ window: WINDOW, underWay: WINDOW, statOf: (phone) => (phone.startsWith("x") ? "UNDELIV" : "DELIVRD") },
    });
  }
  const problems = (charged: number, kills: number[] = []): readonly string[] => verdict(charged, kills).problems;

  it("is content when every part was carried, every report acknowledged and all of it paid", () => {
    acknowledged("1", ["a", "x"]);
    acknowledged("2", ["b"], 2);
    for (const phone of ["a", "x", "b"]) carried(1, phone);
    carried(1, "b", true);
    carrier.push({ at: 2_000, event: "acknowledged", kind: "receipt", serial: 1, phone: "a", stat: "DELIVRD" });
    pushed(2, "1", ["a"], { answer: "failed" });
    pushed(3, "1", ["a"]);
    pushed(3, "1", ["x"], { code: "UNDELIV" });
    pushed(3, "2", ["b"]);
    const facts = { acknowledged: 2, unanswered: 0, failed: 0, takenUnanswered: 0, carried: 4, carriedAgain: 0, receipts: 1 };
    expect(verdict(4)).toEqual({ problems: [], facts: { ...facts, reported: 3, reportedAgain: 0, charged: 4 } });
  });

  it("sees a part that was never carried, and one that nobody had submitted", () => {
    acknowledged("1", ["a"], 2);
    carried(1, "a");
    carried(1, "z");
    pushed(2, "1", ["a"]);
    expect(problems(2)).toEqual([
      "1 parts of messages that were taken were never carried",
      "1 parts were carried that nobody had submitted",
    ]);
  });

  it("sees a report that was lost, that the sink never acknowledged, or that says something else than the carrier", () => {
    acknowledged("1", ["a", "b"]);
    acknowledged("2", ["x"]);
    for (const phone of ["a", "b", "x"]) carried(1, phone);
    pushed(2, "1", ["a"]);
    pushed(2, "1", ["b"], { answer: "cut" });
    pushed(2, "2", ["x"], { code: "EXPIRED" });
    expect(problems(3)).toEqual([
      "task 2 has a message reported as 20 EXPIRED that the carrier called UNDELIV",
      "task 1 has no report for 1 of its 2 messages",
    ]);
  });

  it("sees reports of what was never submitted and of foreign phones, and a task given twice", () => {
    acknowledged("1", ["a"]);
    acknowledged("1", ["b"]);
    for (const phone of ["a", "b"]) carried(1, phone);
    pushed(2, "1", ["a", "b"]);
    pushed(2, "9", ["z"]);
    expect(problems(2)).toEqual([
      "task 1 has reports for 1 phones that it wasn't sent to",
      "task 1 was given to two submissions",
      "task 1 has reports for 1 phones that it wasn't sent to",
      "task 9 has reports, and was never submitted",
    ]);
  });

  it("accepts a window of parts again after each kill or broken connection, and no more", () => {
    const phones = ["a", "b", "c"];
    acknowledged("1", phones);
    for (const phone of phones) carried(1, phone);
    pushed(20, "1", phones);
    carried(9, "a");
    carried(9, "b");
    expect(problems(3)).toEqual([
      "2 parts were carried again without a disturbance, one of them 8000 ms later, at 1970-01-01T00:00:09.000Z",
    ]);
    expect(verdict(3, [5])).toMatchObject({ problems: [], facts: { carriedAgain: 2 } });
    carried(9, "c");
    expect(problems(3, [5])).toEqual(["3 parts were carried again after one disturbance, and may be 2"]);
    carrier.push({ at: 5_000, event: "broke" });
    carried(12, "c");
    expect(problems(3, [11])).toEqual(["3 parts were carried again after one disturbance, and may be 2"]);
  });

  it("takes the repetition after a kill for one where the customer submitted again too", () => {
    unanswered(["a"]);
    acknowledged("2", ["a"]);
    for (const at of [1, 9, 15]) carried(at, "a");
    pushed(20, "1", ["a"]);
    pushed(20, "2", ["a"]);
    expect(problems(2, [5])).toEqual([]);
    expect(problems(2, [30])).toEqual([expect.stringMatching(/^1 parts were carried again without a disturbance/)]);
  });

  it("accepts that a long text goes again whole when the carrier throttled a part of it", () => {
    acknowledged("1", ["a"], 2);
    carried(1, "a", true);
    carrier.push({ at: 1_000, event: "throttled", phone: "a" });
    carried(3, "a", true);
    carried(3, "a");
    pushed(5, "1", ["a"]);
    expect(problems(2)).toEqual([]);
  });

  it("accepts reports again after a kill, as many as were under way, and none without it", () => {
    const phones = ["a", "b", "c"];
    acknowledged("1", phones);
    for (const phone of phones) carried(1, phone);
    pushed(2, "1", phones);
    pushed(60, "1", ["a", "b"]);
    expect(problems(3)).toEqual([expect.stringMatching(/^2 reports were pushed again without a disturbance/)]);
    expect(verdict(3, [3])).toMatchObject({ problems: [], facts: { reported: 3, reportedAgain: 2 } });
    pushed(60, "1", ["c"]);
    expect(problems(3, [3])).toEqual(["3 reports were pushed again after one disturbance, and may be 2"]);
  });

  it("takes a loss that lasted for a disturbance all the while, and gives each node that it met a window", () => {
    const phones = ["a", "b", "c", "d", "e"];
    acknowledged("1", phones);
    for (const phone of phones) carried(10, phone);
    for (const phone of phones.slice(0, 4)) carried(30, phone);
    pushed(40, "1", phones);
    losses = [{ from: 5_000, to: 15_000, nodes: 2 }];
    expect(problems(5)).toEqual([]);
    carried(30, "e");
    expect(problems(5)).toEqual(["5 parts were carried again after one disturbance, and may be 4"]);
    losses = [{ from: 31_000, to: 35_000, nodes: 2 }];
    expect(problems(5)).toEqual([expect.stringMatching(/^5 parts were carried again without a disturbance/)]);
  });

  it("accepts of a submission that the platform failed at that it was taken whole and paid, or not at all", () => {
    attempts.push({ phones: ["a", "b"], segments: 1, end: { kind: "failed" } });
    expect(problems(0)).toEqual([]);
    for (const phone of ["a", "b"]) carried(1, phone);
    pushed(2, "1", ["a", "b"]);
    expect(verdict(2)).toMatchObject({ problems: [], facts: { failed: 1, takenUnanswered: 1 } });
    expect(problems(0)).toEqual(["0 credits were taken for submissions of 2 segments"]);
  });

  it("accepts of an unanswered submission that it was taken whole and paid, or not at all", () => {
    unanswered(["a", "b"]);
    acknowledged("2", ["a", "b"]);
    for (const phone of ["a", "b"]) carried(1, phone);
    pushed(2, "2", ["a", "b"]);
    expect(problems(2)).toEqual([]);
    expect(problems(4)).toEqual(["4 credits were taken for submissions of 2 segments"]);
    for (const phone of ["a", "b"]) carried(1, phone);
    pushed(2, "1", ["a"]);
    expect(problems(4)).toEqual(["task 1 has no report for 1 of its 2 messages"]);
    pushed(2, "1", ["b"]);
    expect(verdict(4)).toMatchObject({ problems: [], facts: { takenUnanswered: 1 } });
  });
});
