import type { Answer, Identity } from "../../domain/call.ts";
import type { Reason } from "../../domain/reasons.ts";
import { charsetOf } from "../../text/content-type.ts";
import { fieldNames } from "../../text/fields.ts";
import { readForm } from "../../text/form.ts";
import type { Decoded, DialectRoute, IngressRefusal, WireRequest } from "../dialect.ts";
import { type DraftRead, isOrderId, readSame, readVaried, SEND_FIELDS, type SendFields } from "./draft.ts";
import { type Asked, balanceFound, noBalance, notSent, sent } from "./replies.ts";

/** Seed 000, 2, 3 and 6: all three operations are here, told apart by `Function`. */
export const PATH = "/inter/sms_inter/SendMessage.aspx";

const FIELDS = fieldNames("Account", "Function", "Key", ...SEND_FIELDS);

/** HTTP statuses are the port's; seed 000 knows only its own results. */
const INGRESS: Record<IngressRefusal, { readonly status: number; readonly reason: Reason }> = {
  "too-large": { status: 413, reason: "malformed" },
  method: { status: 405, reason: "malformed" },
  "too-slow": { status: 408, reason: "malformed" },
  malformed: { status: 400, reason: "malformed" },
  busy: { status: 503, reason: "busy" },
  internal: { status: 500, reason: "internal" },
};

/** Seed 000, 1: by POST only. */
export const route: DialectRoute = {
  path: PATH,
  methods: ["POST"],
  charset: ({ headers }) => charsetOf(headers["content-type"], "utf-8") ?? "utf-8",
  decode,
  refuse(why, { receivedAt }) {
    const { status, reason } = INGRESS[why];
    const reply = { ...notSent({ login: "", at: receivedAt }, { reason }), status };
    return why === "method" ? { ...reply, headers: { allow: "POST" } } : reply;
  },
};

function decode({ headers, body, receivedAt }: WireRequest): Decoded {
  const contentType = headers["content-type"];
  const refuse = (reason: Reason, login = ""): Decoded => ({ reply: notSent({ login, at: receivedAt }, { reason }) });

  const charset = charsetOf(contentType, "utf-8");
  if (charset === undefined) return refuse("payload-undecodable");
  // Parameters in the URL would be GET's way, and would put Keys into access logs.
  const form = readForm({ query: "", contentType, body }, FIELDS, charset);
  if (!form.ok) return refuse(form.fault);
  const { fields } = form;
  const login = fields.Account.trim();
  const digest = fields.Key.trim();
  if (login === "" || digest === "") return refuse("credentials-missing", login);
  const identify = (text: string): Identity => ({ login, proof: { kind: "keyed-digest", text, digest } });

  // What was signed is what was sent, to the letter.
  const signed = fields.Account + fields.Function;
  switch (fields.Function.trim().toUpperCase()) {
    case "YE":
      return balance(identify(signed));
    case "MT":
      return isOrderId(fields.Orderid) ? submission(identify(signed + fields.Orderid), fields, readSame) : refuse("malformed", login);
    case "BL":
      return isOrderId(fields.Orderid) ? submission(identify(signed + fields.Orderid), fields, readVaried) : refuse("malformed", login);
    default:
      return refuse("malformed", login);
  }
}

function submission(identity: Identity, fields: SendFields, readDraft: (fields: SendFields) => DraftRead): Decoded {
  const asked = (at: number): Asked => ({ login: identity.login, at });
  const read = readDraft(fields);
  if (read.ok) {
    return {
      call: { kind: "submit", identity, draft: read.draft },
      encode: (answer: Answer<"submit">, now: number) =>
        answer.ok ? sent(asked(now), answer.value.submissionId, fields.Other) : notSent(asked(now), answer.refusal),
    };
  }
  const { cause, detail } = read;
  return {
    call: { kind: "refuse", identity, refusal: { reason: "parameter-wrong", detail } },
    encode: (answer: Answer<"refuse">, now: number) => (answer.ok ? answer.value : notSent(asked(now), answer.refusal, cause)),
  };
}

function balance(identity: Identity): Decoded {
  const asked = (at: number): Asked => ({ login: identity.login, at });
  return {
    call: { kind: "balance", identity },
    encode: (answer: Answer<"balance">, now: number) =>
      answer.ok ? balanceFound(asked(now), answer.value.sms, answer.account) : noBalance(asked(now), answer.refusal),
  };
}
