import type { Answer } from "../../domain/call.ts";
import { type Operation, refuseParameters } from "../aspx/endpoint.ts";
import { type QUERY_FIELDS, readQuery } from "../aspx/query.ts";
import type { Replies } from "./replies.ts";

/** Seed 004, 4.2. */
const DEFAULT_STATUS_NUM = 1000;
/** Seed 004, 5.2, has no parameter for it. */
const INBOUND_NUM = 1000;

/** `action=query` for reports. */
export function queryReports(replies: Replies): Operation<(typeof QUERY_FIELDS)[number]> {
  return {
    fail: replies.noReports,
    decode(fields, identity) {
      const wanted = readQuery(fields, DEFAULT_STATUS_NUM);
      if (wanted === undefined) return refuseParameters(identity, "statusNum or taskid is not a number.", replies.noReports);
      return {
        call: { kind: "reports", identity, ...wanted },
        encode: (answer: Answer<"reports">) =>
          answer.ok ? replies.reports(answer.value) : replies.noReports(answer.refusal, answer.account),
      };
    },
  };
}

/** `action=query` for inbound texts. */
export function queryInbound(replies: Replies): Operation<string> {
  return {
    fail: replies.noInbound,
    decode: (_fields, identity) => ({
      call: { kind: "inbound", identity, limit: INBOUND_NUM },
      encode: (answer: Answer<"inbound">) =>
        answer.ok ? replies.inbound(answer.value) : replies.noInbound(answer.refusal, answer.account),
    }),
  };
}
