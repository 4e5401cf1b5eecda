import { useMemo } from "react";
import { usePreferences, zoneName } from "./preferences.ts";
import { useLanguage } from "./words.tsx";

export interface Format {
  readonly number: (value: number, digits?: number) => string;
  /** Of a share between 0 and 1: `98.2 %`. */
  readonly share: (value: number) => string;
  /** `11-20 19:58`, with the year where it isn't this one, and with seconds where they are asked for. */
  readonly time: (at: number, seconds?: boolean) => string;
  /** To the second, with the zone. */
  readonly exact: (at: number) => string;
  /** `2026-11-20` */
  readonly day: (at: number) => string;
  /** `19:58`, for axes. */
  readonly clock: (at: number) => string;
  /** "3 minutes ago", of what is past. */
  readonly ago: (at: number, now: number) => string;
  /** A duration in ms, in its largest fitting unit: `850 ms`, `2.4 s`, `12 min`. */
  readonly duration: (ms: number) => string;
}

/** Numbers and times as the reader's language writes them, by the clock of the chosen zone. */
export function useFormat(): Format {
  const language = useLanguage();
  const preferences = usePreferences();
  const zone = zoneName(preferences);
  return useMemo(() => formatOf(language === "zh" ? "zh-CN" : "en-GB", zone), [language, zone]);
}

const AGES = [
  ["day", 86_400_000],
  ["hour", 3_600_000],
  ["minute", 60_000],
] as const;

function formatOf(locale: string, timeZone: string): Format {
  const numbers = new Map<number, Intl.NumberFormat>();
  const number = (value: number, digits = 0): string => {
    let format = numbers.get(digits);
    if (format === undefined) {
      format = new Intl.NumberFormat(locale, { maximumFractionDigits: digits });
      numbers.set(digits, format);
    }
    return format.format(value);
  };
  // sv-SE writes ISO dates, which sort and align, and are read alike in both languages
  const wall = new Intl.DateTimeFormat("sv-SE", {
    timeZone,
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
  });
  const zoned = new Intl.DateTimeFormat(locale, { timeZone, timeZoneName: "shortOffset" });
  const offset = (at: number): string => zoned.formatToParts(at).find(({ type }) => type === "timeZoneName")?.value ?? timeZone;
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: "auto" });
  return {
    number,
    share: (value) => `${number(value * 100, 1)} %`,
    time: (at, seconds = false) => {
      const text = wall.format(at).slice(0, seconds ? 19 : 16);
      return text.slice(0, 4) === wall.format(Date.now()).slice(0, 4) ? text.slice(5) : text;
    },
    exact: (at) => `${wall.format(at)} ${offset(at)}`,
    day: (at) => wall.format(at).slice(0, 10),
    clock: (at) => wall.format(at).slice(11, 16),
    ago: (at, now) => {
      const past = Math.max(0, now - at);
      const [unit, size] = AGES.find(([, least]) => past >= least) ?? ["second", 1000];
      return relative.format(-Math.floor(past / size), unit);
    },
    duration: (ms) => {
      if (ms < 1000) return `${number(ms)} ms`;
      if (ms < 60_000) return `${number(ms / 1000, 1)} s`;
      if (ms < 5_400_000) return `${number(ms / 60_000)} min`;
      return `${number(ms / 3_600_000, 1)} h`;
    },
  };
}
