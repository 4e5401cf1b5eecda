import { escapeXml } from "../../text/xml.ts";
import { child, xmlReply } from "../aspx/reply.ts";
import { balanceReply, callReply, notSentReply, queryFailedReply, sentReply, statusReply } from "../aspx/xml-replies.ts";
import { messageOf } from "./reasons.ts";
import { FAILURE_WORD, type Replies, SENT, taskIdOf } from "./replies.ts";

/** The dialect's page, *XML, without rt=json*; the document shows JSON only. */
export const xmlReplies: Replies = {
  sent: (accepted) => sentReply(SENT, accepted),
  notSent: (refusal) => notSentReply(FAILURE_WORD, escapeXml(messageOf(refusal))),

  balance: (balance, account) => balanceReply("", balance, account),
  noBalance: (refusal) => notSentReply(FAILURE_WORD, escapeXml(messageOf(refusal))),

  done: (message, checkCounts) => note("Success", message, checkCounts),
  notDone: (message) => note(FAILURE_WORD, message, ""),

  reports: statusReply,
  inbound: (inbound, extnoOf) => callReply(inbound, (one) => ({ extno: extnoOf(one), taskid: taskIdOf(one) })),
  noTask: ({ reason }) => queryFailedReply(reason),
};

function note(status: string, message: string, checkCounts: string) {
  return xmlReply(child("returnstatus", status) + child("message", escapeXml(message)) + child("checkCounts", escapeXml(checkCounts)));
}
