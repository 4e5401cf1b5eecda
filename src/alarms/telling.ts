import type { Language } from "../domain/user.ts";
import type { StoredAlarm } from "../store/store.ts";
import { type AlarmFacts, factsOf } from "./finding.ts";
import { sentencesOf, timeOf } from "./sentences.ts";

/** `still`: it goes on, and nobody was told of it while it was muted. `test`: nothing is the matter; somebody sees whether telling works. */
export type TellingEvent = "raised" | "ended" | "still" | "test";

/** What people are told, in their words and in a program's. */
export interface Telling {
  readonly event: TellingEvent;
  /** One line. */
  readonly title: string;
  /** Title, what was measured, since when, and what to do first. */
  readonly text: string;
  /** UTC ms. */
  readonly at: number;
  /** Absent from a test. */
  readonly alarm?: {
    readonly id: number;
    readonly key: string;
    readonly kind: string;
    readonly subject: string;
    readonly since: number;
    readonly endedAt?: number;
    readonly facts: AlarmFacts;
  };
}

const WORDS = {
  zh: {
    raised: (name: string) => `【告警】${name}`,
    ended: (name: string) => `【恢复】${name}`,
    still: (name: string) => `【仍在告警】${name}`,
    since: (time: string) => `开始时间：${time}（北京时间）`,
    ended2: (time: string, lasted: string) => `恢复时间：${time}（北京时间），持续 ${lasted}`,
    first: (text: string) => `处理建议：${text}`,
    test: "【测试】Yizhan 告警",
    testText: "这是一条测试消息，说明告警能送到这里。",
  },
  en: {
    raised: (name: string) => `[Alarm] ${name}`,
    ended: (name: string) => `[Over] ${name}`,
    still: (name: string) => `[Still] ${name}`,
    since: (time: string) => `Since: ${time} (Beijing time)`,
    ended2: (time: string, lasted: string) => `Over at: ${time} (Beijing time), after ${lasted}`,
    first: (text: string) => text,
    test: "[Test] Yizhan alarms",
    testText: "This is a test: alarms get here.",
  },
} as const;

/** @param at UTC ms */
export function tellingOf(event: Exclude<TellingEvent, "test">, alarm: StoredAlarm, language: Language, at: number): Telling {
  const words = WORDS[language];
  const { name, what, first } = sentencesOf(alarm, language);
  const { id, key, kind, subject, since, endedAt, facts } = alarm;
  const title = words[event](subject === "" ? name : `${name} · ${subject}`);
  const times = [
    words.since(wallTime(since)),
    ...(endedAt === undefined ? [] : [words.ended2(wallTime(endedAt), timeOf((endedAt - since) / 1_000, language))]),
  ];
  const advice = endedAt === undefined && first !== "" ? [words.first(first)] : [];
  return {
    event,
    title,
    text: [title, what, ...times, ...advice].join("\n"),
    at,
    alarm: { id, key, kind, subject, since, ...(endedAt === undefined ? {} : { endedAt }), facts: factsOf(facts) },
  };
}

export function testTelling(language: Language, at: number): Telling {
  const { test, testText } = WORDS[language];
  return { event: "test", title: test, text: `${test}\n${testText}`, at };
}

const WALL = new Intl.DateTimeFormat("sv-SE", { timeZone: "Asia/Shanghai", dateStyle: "short", timeStyle: "medium" });

function wallTime(at: number): string {
  return WALL.format(at);
}
