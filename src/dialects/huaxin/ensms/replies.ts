import type { Refusal } from "../../../domain/reasons.ts";
import type { Accepted } from "../../../domain/submission.ts";
import { jsonReply } from "../../aspx/reply.ts";
import type { WireReply } from "../../dialect.ts";
import { type Result, resultOf } from "../reasons.ts";
import { RESULTS } from "../results.ts";

/** What can't be decoded has a code of its own here. */
const UNDECODABLE: Result = { code: 1009, text: RESULTS[1009].text };

/** Seed 004, 1.5: numbers are numbers, but the id is a string. */
export function sent({ submissionId, balance, accepted, refused }: Accepted): WireReply {
  const errors = refused.map(({ recipient, refusal }) => {
    const { code, text } = resultOf(refusal);
    return { Msisdn: recipient, StatusCode: code, Description: text };
  });
  return reply({ code: 1, text: RESULTS[1].text }, String(submissionId), balance, accepted.length, errors);
}

/** A failure keeps all keys, as the sibling replies by JSON do. */
export function notSent(refusal: Refusal): WireReply {
  return reply(refusal.reason === "payload-undecodable" ? UNDECODABLE : resultOf(refusal), "", 0, 0, []);
}

function reply({ code, text }: Result, id: string, amount: number, successCounts: number, errors: readonly object[]): WireReply {
  const value = { StatusCode: code, Description: text, MsgId: id, Amount: amount, SuccessCounts: successCounts, Errors: errors };
  return jsonReply(JSON.stringify(value));
}
