import { parseDuration } from "../../text/duration.ts";
import type { ChannelKind, OwnField } from "../channel.ts";

export interface SimulatorSettings {
  /** ms from the accepted submit to its receipt */
  readonly receiptDelay: number;
  /** ms until a submit is answered */
  readonly submitDelay: number;
  /** Share of messages, 0 to 1, whose receipt is UNDELIV */
  readonly failRate: number;
}

const LONGEST_DELAY = 3_600_000;

export const FIELDS: readonly OwnField[] = [
  { key: "receiptDelay", form: "duration" },
  { key: "submitDelay", form: "duration" },
  { key: "failRate", form: "number" },
];

/** Checks the `simulator:` block: durations such as `50ms` or `1s`, and a share. */
export function parseSettings(own: unknown): ReturnType<ChannelKind["parseOwn"]> {
  if (own === null || typeof own !== "object" || Array.isArray(own))
    return { ok: false, problems: [{ path: [], message: "simulator must be a mapping" }] };
  const given = own as Record<string, unknown>;
  const problems: { path: readonly string[]; message: string }[] = [];
  const settings: Record<string, unknown> & SimulatorSettings = {
    receiptDelay: duration(given, "receiptDelay", 1000, problems),
    submitDelay: duration(given, "submitDelay", 0, problems),
    failRate: share(given, "failRate", problems),
  };
  for (const key of Object.keys(given)) {
    if (!Object.hasOwn(settings, key))
      problems.push({ path: [key], message: `unknown key "${key}"; a simulator has receiptDelay, submitDelay and failRate` });
  }
  return problems.length === 0 ? { ok: true, own: settings } : { ok: false, problems };
}

function duration(
  given: Record<string, unknown>,
  key: string,
  fallback: number,
  problems: { path: readonly string[]; message: string }[],
): number {
  const value = given[key];
  if (value === undefined) return fallback;
  const ms = typeof value === "string" ? parseDuration(value) : undefined;
  if (ms !== undefined && ms <= LONGEST_DELAY) return ms;
  problems.push({ path: [key], message: `${key} must be a duration up to 1h, such as 50ms or 1s` });
  return fallback;
}

function share(given: Record<string, unknown>, key: string, problems: { path: readonly string[]; message: string }[]): number {
  const value = given[key];
  if (value === undefined) return 0;
  if (typeof value === "number" && value >= 0 && value <= 1) return value;
  problems.push({ path: [key], message: `${key} must be a number from 0 to 1` });
  return 0;
}
