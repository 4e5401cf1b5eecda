import { beforeEach, describe, expect, it } from "vitest";
import { type Attempt, type Books, type Life, openBooks } from "./books.ts";
import { judge } from "./judge.ts";

/** The rig's own judgement: each kind of loss, doubling and wrong charge must be seen. */
describe("the judge", () => {
  const first: Life = { port: 1, ending: "kill" };
  const second: Life = { port: 2, ending: undefined };
  let books: Books;

  beforeEach(() => {
    books = openBooks(100);
  });

  function submit(phones: string[], end: Attempt["end"], segments = 1): void {
    books.attempts.push({ phones, segments, end });
  }

  function acknowledged(taskId: string, phones: string[], segments = 1): void {
    submit(phones, { kind: "acknowledged", taskId }, segments);
  }

  function report(taskId: string, phones: string[], { life = first, last = false, status = "10" } = {}): void {
    books.handovers.push({ reports: phones.map((mobile) => ({ taskId, mobile, status, errorCode: "X" })), life, last });
  }

  const problems = (balance: number): readonly string[] => judge(books, balance).problems;

  it("is content when every message was reported once and paid by the segment", () => {
    acknowledged("1", ["a", "b"], 2);
    acknowledged("2", ["c"]);
    report("1", ["a"]);
    report("2", ["c"]);
    report("1", ["b"]);
    expect(judge(books, 95)).toEqual({
      problems: [],
      facts: { acknowledged: 2, refused: 0, unanswered: 0, takenUnanswered: 0, messages: 3, repeated: 0, charged: 5 },
    });
  });

  it("sees an acknowledged submission that vanished", () => {
    acknowledged("1", ["a"]);
    expect(problems(100)).toEqual(["task 1 was acknowledged and has no report"]);
    expect(problems(99)).toContain("1 credits were taken for submissions of 0 segments");
  });

  it("sees a message that vanished from a submission", () => {
    acknowledged("1", ["a", "b"]);
    report("1", ["a"]);
    expect(problems(98)).toEqual(["task 1 has no report for 1 of its 2 messages"]);
  });

  it("sees a message reported twice, in one answer or in two", () => {
    acknowledged("1", ["a"]);
    acknowledged("2", ["b"]);
    report("1", ["a", "a"]);
    report("2", ["b"]);
    report("2", ["b"], { life: second });
    expect(problems(98)).toEqual([1, 2].map((task) => `task ${task} had 1 of its 1 messages reported more than once`));
  });

  it("sees a failed message, a double charge and a charge forgotten", () => {
    acknowledged("1", ["a"]);
    report("1", ["a"], { status: "20" });
    expect(problems(99)).toEqual(["task 1 has a message that ended as 20 X"]);
    expect(problems(98)).toContain("2 credits were taken for submissions of 1 segments");
    expect(problems(100)).toContain("0 credits were taken for submissions of 1 segments");
  });

  it("sees reports of what was never submitted, of a refused submission, and of a foreign phone", () => {
    submit(["r"], { kind: "refused", message: "busy" });
    acknowledged("1", ["a"]);
    report("7", ["z"]);
    report("8", ["r"]);
    report("1", ["a", "z"]);
    expect(problems(99)).toEqual([
      "task 7 has reports, and was never submitted",
      "task 8 has reports, and was never submitted",
      "task 1 has reports for 1 phones that it wasn't sent to",
    ]);
  });

  it("sees one task id given to two submissions", () => {
    acknowledged("1", ["a"]);
    acknowledged("1", ["b"]);
    report("1", ["a", "b"]);
    expect(problems(98)).toContain("task 1 was given to two submissions");
  });

  it("passes on what went wrong on the way", () => {
    books.troubles.push("a connection broke");
    expect(problems(100)).toEqual(["a connection broke"]);
  });

  describe("of an unanswered submission", () => {
    it("accepts that it was taken whole and paid, or not at all, whatever became of the retry", () => {
      submit(["a"], { kind: "unanswered" });
      acknowledged("2", ["a"]);
      report("2", ["a"]);
      expect(problems(99)).toEqual([]);
      report("1", ["a"]);
      expect(judge(books, 98)).toMatchObject({ problems: [], facts: { unanswered: 1, takenUnanswered: 1 } });
    });

    it("sees one that was charged and not sent, or sent and not charged", () => {
      submit(["a"], { kind: "unanswered" });
      expect(problems(99)).toEqual(["1 credits were taken for submissions of 0 segments"]);
      report("1", ["a"]);
      expect(problems(100)).toEqual(["0 credits were taken for submissions of 1 segments"]);
    });

    it("sees one that was taken in part, or twice", () => {
      submit(["a", "b"], { kind: "unanswered" });
      report("1", ["a"]);
      expect(problems(98)).toEqual(["task 1 has no report for 1 of its 2 messages"]);
      report("1", ["b"]);
      report("2", ["a", "b"]);
      expect(problems(96)).toEqual(["task 2 has reports, and was never submitted", "4 credits were taken for submissions of 2 segments"]);
    });
  });

  describe("of the last answer before a kill", () => {
    it("accepts that its reports come once more in a later life, and counts them", () => {
      acknowledged("1", ["a", "b"]);
      report("1", ["a", "b"], { last: true });
      report("1", ["a"], { life: second });
      expect(judge(books, 98)).toMatchObject({ problems: [], facts: { messages: 2, repeated: 1 } });
    });

    it("sees reports that come a third time, or again in the same life", () => {
      acknowledged("1", ["a"]);
      acknowledged("2", ["b"]);
      report("1", ["a"], { last: true });
      report("2", ["b"], { last: true });
      report("1", ["a"], { life: second });
      report("1", ["a"], { life: second });
      report("2", ["b"]);
      expect(problems(98)).toEqual([1, 2].map((task) => `task ${task} had 1 of its 1 messages reported more than once`));
    });
  });
});
