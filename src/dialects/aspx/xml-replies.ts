import type { Balance } from "../../domain/call.ts";
import type { Account } from "../../domain/directory.ts";
import type { Inbound } from "../../domain/inbound.ts";
import type { Reason } from "../../domain/reasons.ts";
import type { Accepted, Report } from "../../domain/submission.ts";
import { formatShanghai } from "../../text/shanghai-time.ts";
import { escapeXml } from "../../text/xml.ts";
import type { WireReply } from "../dialect.ts";
import { statusOf } from "./query.ts";
import { child, element, xmlReply } from "./reply.ts";
import { statusErrorOf } from "./status-errors.ts";

/** @param message XML already, here and below */
export function sentReply(message: string, { balance, submissionId, accepted }: Accepted): WireReply {
  return sendReply("Success", message, balance, submissionId, accepted.length);
}

/** Of a failed submission, and of a failed balance too. All five children are always there, numbers 0: some clients fail on a missing one. */
export function notSentReply(failureWord: string, message: string): WireReply {
  return sendReply(failureWord, message, 0, 0, 0);
}

function sendReply(status: string, message: string, remainpoint: number, taskId: number, successCounts: number): WireReply {
  return xmlReply(
    child("returnstatus", status) +
      child("message", message) +
      child("remainpoint", remainpoint) +
      child("taskID", taskId) +
      child("successCounts", successCounts),
  );
}

export function balanceReply(message: string, { credits, bought }: Balance, account: Account): WireReply {
  return xmlReply(
    // Misspelt in seed 004 (3.3) and in the field, and here only.
    child("returnstatus", "Sucess") +
      child("message", message) +
      child("payinfo", payInfo(account)) +
      child("overage", credits) +
      child("sendTotal", bought),
  );
}

/** Seeds 003, 2.3, and 004, 3.3. */
export function payInfo(account: Account): "预付费" | "后付费" {
  return account.payment === "prepaid" ? "预付费" : "后付费";
}

/** Seed 004, 4.3 and 6.2. Nothing waiting: an empty root. */
export function statusReply(reports: readonly Report[]): WireReply {
  return xmlReply(reports.map(statusBox).join(""));
}

function statusBox(report: Report): string {
  return child(
    "statusbox",
    element("mobile", escapeXml(report.phone)) +
      element("taskid", report.submissionId) +
      element("status", statusOf(report)) +
      element("receivetime", formatShanghai(report.at)) +
      element("errorcode", escapeXml(report.code)) +
      element("extno", escapeXml(report.ext)),
  );
}

/** What the siblings say differently of an inbound text. */
export interface CallBox {
  readonly extno: string;
  /** Left out by huaxin. */
  readonly taskid?: number;
}

/** Seed 004, 5.3 and 6.2, and the dialects' pages. Nothing waiting: an empty root. */
export function callReply(inbound: readonly Inbound[], boxOf: (inbound: Inbound) => CallBox): WireReply {
  return xmlReply(inbound.map((one) => callBox(one, boxOf(one))).join(""));
}

function callBox({ phone, text, at }: Inbound, { extno, taskid }: CallBox): string {
  return child(
    "callbox",
    element("mobile", escapeXml(phone)) +
      (taskid === undefined ? "" : element("taskid", taskid)) +
      element("content", escapeXml(text)) +
      element("receivetime", formatShanghai(at)) +
      element("extno", escapeXml(extno)),
  );
}

/** Seed 004, 4.4 and 5.4: a refused query for reports or inbound texts. */
export function queryFailedReply(reason: Reason): WireReply {
  const { error, remark } = statusErrorOf(reason);
  return xmlReply(child("errorstatus", element("error", error) + element("remark", remark)));
}
