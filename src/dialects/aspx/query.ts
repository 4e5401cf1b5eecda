import { MAX_ID } from "../../domain/ids.ts";
import type { Report } from "../../domain/submission.ts";

/** huaxin reads both, inter28 the first only. */
export const QUERY_FIELDS = ["statusNum", "taskid"] as const;

export interface StatusQuery {
  readonly limit: number;
  readonly submissionId?: number;
}

const DIGITS = /^\d+$/;
/** Ids are positive, so this one is no submission's. */
const NO_SUBMISSION = 0;

/**
 * What `action=query` for reports asks for, or undefined where `statusNum` isn't a positive number or `taskid` isn't a
 * number. Both may be left out or empty. A task id larger than any of ours is a number that finds nothing.
 */
export function readQuery(fields: { readonly statusNum: string; readonly taskid?: string }, defaultLimit: number): StatusQuery | undefined {
  const statusNum = fields.statusNum.trim();
  const taskId = fields.taskid?.trim() ?? "";
  if (statusNum !== "" && !(DIGITS.test(statusNum) && Number(statusNum) > 0)) return undefined;
  if (taskId !== "" && !DIGITS.test(taskId)) return undefined;
  const limit = statusNum === "" ? defaultLimit : Math.min(Number(statusNum), Number.MAX_SAFE_INTEGER);
  if (taskId === "") return { limit };
  const submissionId = Number(taskId);
  return { limit, submissionId: submissionId <= MAX_ID ? submissionId : NO_SUBMISSION };
}

/** Seeds 003 and 004, 4.3: 10 delivered, 20 failed. Unknown and cancelled messages didn't arrive either, as far as anyone knows. */
export function statusOf(report: Report): "10" | "20" {
  return report.outcome === "delivered" ? "10" : "20";
}
