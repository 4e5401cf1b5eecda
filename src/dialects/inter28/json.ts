import { formatShanghai } from "../../text/shanghai-time.ts";
import { statusOf } from "../aspx/query.ts";
import { jsonReply } from "../aspx/reply.ts";
import { statusErrorOf } from "../aspx/status-errors.ts";
import { payInfo } from "../aspx/xml-replies.ts";
import { messageOf } from "./reasons.ts";
import { FAILURE_WORD, type Replies, SENT, taskIdOf } from "./replies.ts";

/** Seed 003, 1.3, 2.3, 3.3, 4.3, 4.4, 5.3, 5.4 and 6.3: keys in the document's order, numbers as numbers but in a Task. */
export const jsonReplies: Replies = {
  sent: ({ balance, submissionId, accepted }) =>
    reply({ ReturnStatus: "Success", Message: SENT, RemainPoint: balance, TaskID: submissionId, SuccessCounts: accepted.length }),
  notSent: (refusal) => reply({ ReturnStatus: FAILURE_WORD, Message: messageOf(refusal), RemainPoint: 0, TaskID: 0, SuccessCounts: 0 }),

  balance: ({ credits, bought }, account) =>
    reply({ ReturnStatus: "Success", Message: "", Payinfo: payInfo(account), Overage: credits, SendTotal: bought }),
  noBalance: (refusal) => reply({ ReturnStatus: FAILURE_WORD, Message: messageOf(refusal), Payinfo: "", Overage: 0, SendTotal: 0 }),

  done: (message, checkCounts) => reply({ ReturnStatus: "Success", Message: message, CheckCounts: checkCounts }),
  notDone: (message) => reply({ ReturnStatus: FAILURE_WORD, Message: message, CheckCounts: "" }),

  reports: (reports) =>
    task(
      reports.map((report) => ({
        Mobile: report.phone,
        TaskID: String(report.submissionId),
        Status: statusOf(report),
        ReceiveTime: formatShanghai(report.at),
        ErrorCode: report.code,
        ExtNo: report.ext,
      })),
    ),
  inbound: (inbound, extnoOf) =>
    task(
      inbound.map((one) => ({
        Mobile: one.phone,
        TaskID: String(taskIdOf(one)),
        Content: one.text,
        ReceiveTime: formatShanghai(one.at),
        ExtNo: extnoOf(one),
      })),
    ),
  noTask: ({ reason }) => reply({ ReturnStatus: FAILURE_WORD, Message: statusErrorOf(reason).remark }),
};

function task(entries: readonly Readonly<Record<string, string>>[]) {
  return reply({ ReturnStatus: "Success", Message: "OK", Task: entries });
}

/** Objects keep the order in which their keys are written, so JSON.stringify keeps the document's. */
function reply(value: Readonly<Record<string, unknown>>) {
  return jsonReply(JSON.stringify(value));
}
