import { describe, expect, it } from "vitest";
import { ALARM_KINDS } from "../domain/alarms.ts";
import { sentencesOf, timeOf } from "./sentences.ts";

const say = (kind: string, subject: string, facts: object, language: "zh" | "en") =>
  sentencesOf({ kind, subject, facts: JSON.stringify(facts) }, language);

describe.each(["zh", "en"] as const)("in %s", (language) => {
  it.each(Object.keys(ALARM_KINDS))("%s says what it is, what was measured and what to do first", (kind) => {
    const { name, what, first } = say(kind, "somebody", {}, language);
    for (const text of [name, what, first]) expect(text).not.toMatch(/undefined|NaN|^$/);
  });
});

it("says measure and threshold", () => {
  const facts = { percent: 71.3, least: 80, messages: 1_204, minutes: 15 };
  expect(say("success-rate", "移动", facts, "zh").what).toBe("通道 移动 最近 15 分钟成功率 71.3 %，低于 80 %（完成 1,204 条）");
  expect(say("success-rate", "cm", facts, "en").what).toBe(
    "Channel cm delivered 71.3 % in the last 15 minutes, below 80 % (1,204 messages ended)",
  );
});

it("an alarm of another version is told by its kind and subject", () => {
  expect(sentencesOf({ kind: "moon-full", subject: "moon", facts: "no JSON" }, "en")).toEqual({
    name: "moon-full",
    what: "moon-full: moon",
    first: "",
  });
});

it("durations are told in a unit that says enough", () => {
  expect([0, 1, 119, 120, 7_199, 7_200, 172_800].map((seconds) => timeOf(seconds, "en"))).toEqual([
    "0 seconds",
    "1 second",
    "119 seconds",
    "2 minutes",
    "119 minutes",
    "2 hours",
    "2 days",
  ]);
  expect(timeOf(180, "zh")).toBe("3 分钟");
});
