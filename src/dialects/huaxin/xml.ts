import type { Inbound } from "../../domain/inbound.ts";
import { balanceReply, callReply, notSentReply, queryFailedReply, sentReply, statusReply } from "../aspx/xml-replies.ts";
import type { WireReply } from "../dialect.ts";
import { balanceFailureOf, resultOf } from "./reasons.ts";
import { failureWord, type Replies } from "./replies.ts";
import { RESULTS } from "./results.ts";

const OK = RESULTS[1].text;

/** Seed 004, 1.3, 3.3, 4.3, 4.4, 5.3 and 5.4. */
export const xmlReplies: Replies = {
  sent: (accepted) => sentReply(OK, accepted),
  notSent: (refusal, account) => notSentReply(failureWord(account), resultOf(refusal).text),

  balance: (balance, account) => balanceReply(OK, balance, account),
  noBalance: (refusal, account) => notSentReply(failureWord(account), balanceFailureOf(refusal)),

  reports: statusReply,
  noReports: ({ reason }) => queryFailedReply(reason),

  inbound: inboundReply,
  noInbound: ({ reason }) => queryFailedReply(reason),
};

/** Queried and pushed alike. `extno` is what the customer picked, without the account's own code. */
export function inboundReply(inbound: readonly Inbound[]): WireReply {
  return callReply(inbound, ({ ext }) => ({ extno: ext }));
}
