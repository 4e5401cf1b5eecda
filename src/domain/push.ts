/** When to push again what was not acknowledged. */
export interface PushSchedule {
  /** Of each try, ms after the first one; so the first is 0. When they are used up, it is over. */
  readonly tries: readonly number[];
  /** Part of a wait by which it may be longer or shorter: 0.1 is ±10 %. */
  readonly jitter: number;
}

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** The platform's own, where a dialect states none: ten tries over a day. */
export const STANDARD_PUSH_SCHEDULE: PushSchedule = {
  tries: [0, 30 * SECOND, 2 * MINUTE, 10 * MINUTE, 30 * MINUTE, HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR, 24 * HOUR],
  jitter: 0.1,
};

/** What is pushed. */
export const PUSH_KINDS = ["report", "inbound"] as const;
export type PushKind = (typeof PUSH_KINDS)[number];
