import type { Answer } from "../../domain/call.ts";
import type { Inbound } from "../../domain/inbound.ts";
import { type Operation, refuseParameters } from "../aspx/endpoint.ts";
import { readQuery } from "../aspx/query.ts";
import type { Replies } from "./replies.ts";

/** Seed 003, 4.2. The document gives inbound texts no number; they have the same. */
const DEFAULT_LIMIT = 4000;

/** Seed 003, chapter 4. */
export function queryReports(replies: Replies): Operation<"statusNum"> {
  return {
    fail: replies.noTask,
    decode(fields, identity) {
      const wanted = readQuery(fields, DEFAULT_LIMIT);
      if (wanted === undefined) return refuseParameters(identity, "statusNum is not a number.", replies.noTask);
      return {
        call: { kind: "reports", identity, limit: wanted.limit },
        encode: (answer: Answer<"reports">) => (answer.ok ? replies.reports(answer.value) : replies.noTask(answer.refusal, answer.account)),
      };
    },
  };
}

/** Seed 003, chapter 5. */
export function queryInbound(replies: Replies): Operation<"ownExt"> {
  return {
    fail: replies.noTask,
    decode(fields, identity) {
      const extnoOf = fields.ownExt.trim() === "1" ? ownExt : accountExt;
      return {
        call: { kind: "inbound", identity, limit: DEFAULT_LIMIT },
        encode: (answer: Answer<"inbound">) =>
          answer.ok ? replies.inbound(answer.value, extnoOf) : replies.noTask(answer.refusal, answer.account),
      };
    },
  };
}

/** Seed 003, 5.2: with `ownExt=1` what the customer sent, else that behind what the platform put before it. */
function ownExt({ ext }: Inbound): string {
  return ext;
}

function accountExt({ accountCode, ext }: Inbound): string {
  return accountCode + ext;
}
