import type { Answer, Identity } from "../../domain/call.ts";
import type { Refusal } from "../../domain/reasons.ts";
import type { SubmissionDraft } from "../../domain/submission.ts";
import type { Fields } from "../../text/fields.ts";
import type { Decoded, DialectRoute, IngressRefusal, WireReply, WireRequest } from "../dialect.ts";
import { REQUEST_ERRORS } from "./reasons.ts";
import { balance, failed, noBalance, notSent, sent } from "./replies.ts";
import { charsetOfRequest, MAX_RECIPIENTS, readRecipients, readSend, readSurplus } from "./request.ts";

const METHODS = ["GET", "POST"] as const;
/** Seed 001, 3.1; with channel and account code it may be no longer either, which the core looks at. */
const EXT = /^\d{1,20}$/;

export const routes: readonly DialectRoute[] = [
  {
    path: "/qxt/smssenderv2",
    methods: METHODS,
    charset: charsetOfRequest,
    decode: decodeSend,
    refuse: (why, request) => refuseAtDoor(why, (refusal) => notSent(refusal, recipientsOf(request))),
  },
  {
    path: "/qxt/surplus",
    methods: METHODS,
    charset: charsetOfRequest,
    decode: decodeSurplus,
    refuse: (why) => refuseAtDoor(why, noBalance),
  },
];

/** The document's order: what is wrong with the request by itself comes before anybody looks at the password. */
function decodeSend(request: WireRequest): Decoded {
  const form = readSend(request);
  if (!form.ok) return { reply: notSent({ reason: form.fault, detail: form.detail }, []) };
  const { fields } = form;
  const identity = readIdentity(fields);
  const ext = fields.extno.trim();
  if (identity === undefined) return { reply: failed(REQUEST_ERRORS["no-credentials"]) };
  if (ext !== "" && !EXT.test(ext)) return { reply: failed(REQUEST_ERRORS.ext) };
  if (fields.tele.trim() === "") return { reply: failed(REQUEST_ERRORS["no-recipients"]) };
  if (fields.msg === "") return { reply: failed(REQUEST_ERRORS["no-content"]) };
  const recipients = readRecipients(fields.tele);
  const draft: SubmissionDraft = {
    medium: "sms",
    recipients,
    content: { kind: "same", text: fields.msg },
    ext,
    sendAt: undefined,
    numbered: fields.addseqno.trim() === "1",
    bounds: { recipients: MAX_RECIPIENTS },
    acceptUnpaid: true,
  };
  return {
    call: { kind: "submit", identity, draft },
    encode: (answer: Answer<"submit">) => (answer.ok ? sent(answer.value) : notSent(answer.refusal, recipients)),
  };
}

function decodeSurplus(request: WireRequest): Decoded {
  const form = readSurplus(request);
  if (!form.ok) return { reply: noBalance({ reason: form.fault, detail: form.detail }) };
  const identity = readIdentity(form.fields);
  if (identity === undefined) return { reply: failed(REQUEST_ERRORS["no-credentials"]) };
  return {
    call: { kind: "balance", identity },
    encode: (answer: Answer<"balance">) => (answer.ok ? balance(answer.value) : noBalance(answer.refusal)),
  };
}

function readIdentity({ user, password }: Fields<"user" | "password">): Identity | undefined {
  const login = user.trim();
  const digest = password.trim();
  return login === "" || digest === "" ? undefined : { login, proof: { kind: "password", password: digest, digest: "only" } };
}

/** Statuses are the port's; a failure of ours says the numbers again where the request got far enough to tell them. */
const INGRESS: Record<IngressRefusal, { readonly status: number; readonly refusal: Refusal | string }> = {
  "too-large": { status: 413, refusal: "请求过大" },
  method: { status: 405, refusal: "请求方式错误" },
  "too-slow": { status: 408, refusal: "请求超时" },
  malformed: { status: 400, refusal: { reason: "malformed" } },
  busy: { status: 503, refusal: { reason: "busy" } },
  internal: { status: 500, refusal: { reason: "internal" } },
};

function refuseAtDoor(why: IngressRefusal, refuse: (refusal: Refusal) => WireReply): WireReply {
  const { status, refusal } = INGRESS[why];
  const reply = { ...(typeof refusal === "string" ? failed(refusal) : refuse(refusal)), status };
  return why === "method" ? { ...reply, headers: { allow: METHODS.join(", ") } } : reply;
}

function recipientsOf(request: WireRequest): readonly string[] {
  const form = readSend(request);
  return form.ok ? readRecipients(form.fields.tele) : [];
}
