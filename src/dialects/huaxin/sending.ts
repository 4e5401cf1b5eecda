import type { Answer, Identity } from "../../domain/call.ts";
import type { Medium } from "../../domain/message.ts";
import type { SubmissionDraft } from "../../domain/submission.ts";
import { readDraft, type SEND_FIELDS } from "../aspx/draft.ts";
import type { Operation } from "../aspx/endpoint.ts";
import type { CallDecoded } from "../dialect.ts";
import type { Replies } from "./replies.ts";

type SendField = (typeof SEND_FIELDS)[number];

/** `action=send`. */
export function send(replies: Replies): Operation<SendField> {
  return { fail: replies.notSent, decode: (fields, identity) => submit(identity, readDraft(fields), replies) };
}

/** `action=overage`: the balance of the medium that the path is there for. */
export function overage(replies: Replies, medium: Medium): Operation<string> {
  return {
    fail: replies.noBalance,
    decode: (_fields, identity) => ({
      call: { kind: "balance", identity },
      encode: (answer: Answer<"balance">) =>
        answer.ok ? replies.balance(answer.value[medium], answer.account) : replies.noBalance(answer.refusal, answer.account),
    }),
  };
}

export function submit(identity: Identity, draft: SubmissionDraft, replies: Replies): CallDecoded {
  return {
    call: { kind: "submit", identity, draft },
    encode: (answer: Answer<"submit">) => (answer.ok ? replies.sent(answer.value) : replies.notSent(answer.refusal, answer.account)),
  };
}
