import type { Answer } from "../../domain/call.ts";
import type { Reason, Refusal } from "../../domain/reasons.ts";
import type { Charset } from "../../text/charset.ts";
import { fieldNames } from "../../text/fields.ts";
import { type FormSource, readForm } from "../../text/form.ts";
import type { Decoded, DialectRoute, IngressRefusal, WireRequest } from "../dialect.ts";
import { CALLER_FIELDS, CALLER_NAMES, type Fail, readCall, refuse } from "./caller.ts";
import { readDraft, SEND_FIELDS } from "./draft.ts";
import { amount, inbound, notAnswered, notSent, reports, sent } from "./replies.ts";

/** Of everything. */
export const PATH = "/service/httpService/httpInterface.do";

const METHODS = ["GET", "POST"] as const;

/** Rows of one answer; the document states no bound. */
const MOST_ROWS = 500;
/** Rows that nobody fetched stay on offer so long, ms; the document's "same day only" would lose them at midnight. */
const ON_OFFER = 72 * 3600 * 1000;

/** HTTP statuses are the port's; the body says what the dialect's clients can read. */
const INGRESS: Record<IngressRefusal, { readonly status: number; readonly reason: Reason }> = {
  "too-large": { status: 413, reason: "malformed" },
  method: { status: 405, reason: "malformed" },
  "too-slow": { status: 408, reason: "malformed" },
  malformed: { status: 400, reason: "malformed" },
  busy: { status: 503, reason: "busy" },
  internal: { status: 500, reason: "internal" },
};

/** Seed 002, 2.1: POST; clients of the field call it by GET as well. */
export const routes: readonly DialectRoute[] = [
  {
    path: PATH,
    methods: METHODS,
    charset: charsetOf,
    decode,
    refuse(why) {
      const { status, reason } = INGRESS[why];
      const reply = { ...notAnswered({ reason }), status };
      return why === "method" ? { ...reply, headers: { allow: METHODS.join(", ") } } : reply;
    },
  },
];

interface Asked {
  readonly source: FormSource;
  /** As it was sent, in lower case. */
  readonly code: string;
  /** UTC ms. */
  readonly receivedAt: number;
}

/** By lower-case name. */
const OPERATIONS: ReadonlyMap<string, (asked: Asked) => Decoded> = new Map([
  ["getamount", getAmount],
  ["sendmsg", sendByCode],
  ["sendutf8msg", (asked) => send(asked, "utf-8")],
  ["sendgbkmsg", (asked) => send(asked, "gb18030")],
  ["queryreport", queryReport],
  ["querymo", queryMo],
]);

/** Of `sendMsg`, by lower-case `code`; the last two are what clients of the time call GBK. */
const CHARSETS: ReadonlyMap<string, Charset> = new Map([
  ["", "gb18030"],
  ["gbk", "gb18030"],
  ["utf-8", "utf-8"],
  ["utf8", "utf-8"],
  ["gb2312", "gb18030"],
  ["gb18030", "gb18030"],
]);

const METHOD_NAMES = fieldNames("method", "code");
const SEND_NAMES = fieldNames(...CALLER_FIELDS, ...SEND_FIELDS);
const QUERYING = { names: CALLER_NAMES, charset: "utf-8", fail: notAnswered } as const;

/** The parameters are read twice: their charset follows from two of them. */
function decode({ query, headers, body, receivedAt }: WireRequest): Decoded {
  const source: FormSource = { query, contentType: headers["content-type"], body };
  const form = readForm(source, METHOD_NAMES, "utf-8");
  if (!form.ok) return { reply: notAnswered({ reason: form.fault }) };
  const operation = OPERATIONS.get(form.fields.method.trim().toLowerCase());
  if (operation === undefined) {
    return refuseCaller(source, "utf-8", { reason: "parameter-wrong", detail: "There is no such method." }, notAnswered);
  }
  return operation({ source, code: form.fields.code.trim().toLowerCase(), receivedAt });
}

/** As `decode` has it, for whoever asks how a request is read. */
function charsetOf({ query, headers, body }: WireRequest): Charset {
  const form = readForm({ query, contentType: headers["content-type"], body }, METHOD_NAMES, "utf-8");
  if (!form.ok) return "utf-8";
  const method = form.fields.method.trim().toLowerCase();
  if (method === "sendmsg") return CHARSETS.get(form.fields.code.trim().toLowerCase()) ?? "gb18030";
  return method === "sendgbkmsg" ? "gb18030" : "utf-8";
}

function sendByCode(asked: Asked): Decoded {
  const charset = CHARSETS.get(asked.code);
  if (charset !== undefined) return send(asked, charset);
  // A guess would be read as other characters than were meant, and paid for.
  return refuseCaller(asked.source, "gb18030", { reason: "parameter-wrong", detail: "The code names no charset." }, notSent);
}

function send({ source }: Asked, charset: Charset): Decoded {
  return readCall(source, { names: SEND_NAMES, charset, fail: notSent }, (fields, identity) => {
    const draft = readDraft(fields);
    if (draft === undefined) return refuse(identity, { reason: "parameter-wrong", detail: "The msgtype is neither 1 nor 2." }, notSent);
    return {
      call: { kind: "submit", identity, draft },
      encode: (answer: Answer<"submit">) => (answer.ok ? sent(answer.value) : notSent(answer.refusal)),
    };
  });
}

function getAmount({ source }: Asked): Decoded {
  return readCall(source, QUERYING, (_fields, identity) => ({
    call: { kind: "balance", identity },
    encode: (answer: Answer<"balance">) => (answer.ok ? amount(answer.value.sms) : notAnswered(answer.refusal)),
  }));
}

function queryReport({ source, receivedAt }: Asked): Decoded {
  return readCall(source, QUERYING, (_fields, identity) => ({
    call: { kind: "reports", identity, limit: MOST_ROWS, notBefore: receivedAt - ON_OFFER },
    encode: (answer: Answer<"reports">) => (answer.ok ? reports(answer.value) : notAnswered(answer.refusal)),
  }));
}

function queryMo({ source, receivedAt }: Asked): Decoded {
  return readCall(source, QUERYING, (_fields, identity) => ({
    call: { kind: "inbound", identity, limit: MOST_ROWS, notBefore: receivedAt - ON_OFFER },
    encode: (answer: Answer<"inbound">) => (answer.ok ? inbound(answer.value) : notAnswered(answer.refusal)),
  }));
}

/** Wrong before any parameter of the method's own is looked at; still, who calls has to prove it first. */
function refuseCaller(source: FormSource, charset: Charset, refusal: Refusal, fail: Fail): Decoded {
  return readCall(source, { names: CALLER_NAMES, charset, fail }, (_fields, identity) => refuse(identity, refusal, fail));
}
