import type { Account } from "../../domain/directory.ts";
import type { Report } from "../../domain/submission.ts";
import { formatShanghai } from "../../text/shanghai-time.ts";
import { escapeXml } from "../../text/xml.ts";
import { statusOf } from "../aspx/query.ts";
import { child, element, xmlReply } from "../aspx/reply.ts";
import { statusErrorOf } from "../aspx/status-errors.ts";
import type { WireReply } from "../dialect.ts";
import { balanceFailureOf, resultOf } from "./reasons.ts";
import { failureWord, type Replies } from "./replies.ts";
import { RESULTS } from "./results.ts";

const OK = RESULTS[1].text;

/** Seed 004, 1.3, 3.3, 4.3 and 4.4. */
export const xmlReplies: Replies = {
  sent: ({ balance, submissionId, accepted }) => sendReply("Success", OK, balance, submissionId, accepted.length),
  notSent: (refusal, account) => failed(account, resultOf(refusal).text),

  balance: ({ credits, bought }, account) =>
    xmlReply(
      // Misspelt in the document, and here only.
      child("returnstatus", "Sucess") +
        child("message", OK) +
        child("payinfo", account.payment === "prepaid" ? "预付费" : "后付费") +
        child("overage", credits) +
        child("sendTotal", bought),
    ),
  noBalance: (refusal, account) => failed(account, balanceFailureOf(refusal)),

  reports: (reports) => xmlReply(reports.map(statusBox).join("")),
  noReports: ({ reason }) => {
    const { error, remark } = statusErrorOf(reason);
    return xmlReply(child("errorstatus", element("error", error) + element("remark", remark)));
  },
};

/** All five children are always there, numbers 0: some clients fail on a missing one. */
function failed(account: Account | undefined, message: string): WireReply {
  return sendReply(failureWord(account), message, 0, 0, 0);
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
