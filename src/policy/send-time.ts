import type { SubmissionRule } from "./rules.ts";

/** A send time closer than this, or past, means now. */
const SOON = 60_000;

/** A send time, where one is given, is a time and not too far ahead. */
export const sendTimeUsable: SubmissionRule = ({ draft, settings, now }) => {
  if (draft.sendAt === undefined) return undefined;
  if (draft.sendAt === "unreadable" || draft.sendAt > now + settings.limits.schedule) return { reason: "time-wrong" };
  return undefined;
};

/** When the messages are due, UTC ms. */
export function dueAt(sendAt: number | undefined | "unreadable", now: number): number {
  return typeof sendAt === "number" && sendAt >= now + SOON ? sendAt : now;
}
