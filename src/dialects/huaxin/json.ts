import type { Inbound } from "../../domain/inbound.ts";
import type { Refusal } from "../../domain/reasons.ts";
import type { Report } from "../../domain/submission.ts";
import { formatShanghai } from "../../text/shanghai-time.ts";
import { statusOf } from "../aspx/query.ts";
import { jsonReply } from "../aspx/reply.ts";
import { balanceFailureOf, resultOf } from "./reasons.ts";
import { failureWord, type Replies } from "./replies.ts";
import { RESULTS } from "./results.ts";

const OK = RESULTS[1].text;

/** Seed 004, 1.4, 3.4, 4.5 and 5.5: every value a string, keys in the document's order. */
export const jsonReplies: Replies = {
  sent: ({ balance, submissionId, accepted }) =>
    jsonReply(
      `{"returnstatus":"Success","message":"${OK}","remainpoint":"${balance}","taskID":"${submissionId}","successCounts":"${accepted.length}"}`,
    ),
  notSent: (refusal, account) =>
    reply({ returnstatus: failureWord(account), message: resultOf(refusal).text, remainpoint: "0", taskID: "", successCounts: "0" }),

  balance: ({ credits, bought }, account) =>
    reply({
      returnstatus: "Success",
      message: OK,
      payinfo: account.payment === "prepaid" ? "预付" : "后付",
      overage: String(credits),
      sendTotal: String(bought),
    }),
  noBalance: (refusal, account) =>
    reply({ returnstatus: failureWord(account), message: balanceFailureOf(refusal), payinfo: "", overage: "0", sendTotal: "0" }),

  reports: (reports) => reply({ error: "1", remark: "成功", statusbox: reports.map(statusBox) }),
  noReports: (refusal) => reply({ ...errorOf(refusal), statusbox: [] }),

  inbound: (inbound) => reply({ error: "1", remark: "成功", callbox: inbound.map(callBox) }),
  noInbound: (refusal) => reply({ ...errorOf(refusal), callbox: [] }),
};

function errorOf(refusal: Refusal): Readonly<Record<string, string>> {
  const { code, text } = resultOf(refusal);
  return { error: String(code), remark: text };
}

/** Objects keep the order in which their keys are written, so JSON.stringify keeps the document's. */
function reply(value: Readonly<Record<string, unknown>>) {
  return jsonReply(JSON.stringify(value));
}

/** `status` and `extno` are ours: without them a JSON client couldn't tell delivered from failed. They come last. */
function statusBox(report: Report): Readonly<Record<string, string>> {
  return {
    mobile: report.phone,
    taskid: String(report.submissionId),
    receivetime: formatShanghai(report.at),
    errorcode: report.code,
    status: statusOf(report),
    extno: report.ext,
  };
}

function callBox({ phone, text, at, ext }: Inbound): Readonly<Record<string, string>> {
  return { mobile: phone, content: text, receivetime: formatShanghai(at), extno: ext };
}
