import { Buffer } from "node:buffer";
import { hash } from "node:crypto";
import { decodeBytes } from "../../text/charset.ts";
import { splitCommas } from "../../text/comma-list.ts";
import { charsetOf } from "../../text/content-type.ts";
import { encodeForm } from "../../text/form-encode.ts";
import type {
  ClientAnswer,
  ClientBalance,
  ClientFailure,
  ClientMessage,
  ClientRequest,
  ClientSent,
  ClientSettings,
  DialectClient,
} from "../client.ts";
import { parsePush } from "./client-push.ts";
import { reasonOf } from "./reasons.ts";
import { MAX_RECIPIENTS } from "./request.ts";

/**
 * POST, or GET with `options.method: "GET"`. Of a message's `extra` it knows `addseqno`. The interface has no send time and no
 * order id: what is to go later must be held back by the caller.
 */
export const client: DialectClient = {
  send: (settings, message) => ({
    request: request(settings, "/qxt/smssenderv2", messageParameters(message)),
    read: readSent,
  }),
  balance: (settings) => ({ request: request(settings, "/qxt/surplus", {}), read: readBalance }),
  parsePush,
  most: { send: MAX_RECIPIENTS, sendEach: 1 },
};

function messageParameters({ phones, text, ext, extra }: ClientMessage): Readonly<Record<string, string>> {
  return {
    tele: phones.join(","),
    msg: text,
    ...(ext ? { extno: ext } : {}),
    ...(extra?.addseqno === undefined ? {} : { addseqno: extra.addseqno }),
  };
}

function request(settings: ClientSettings, path: string, own: Readonly<Record<string, string>>): ClientRequest {
  const { base, login, password = "", options } = settings;
  const form = encodeForm({ user: login, password: hash("md5", password, "hex"), ...own }, "gb18030");
  if (options?.method === "GET") return { method: "GET", url: `${base}${path}?${form}`, headers: {} };
  const headers = { "content-type": "application/x-www-form-urlencoded; charset=GBK" };
  return { method: "POST", url: base + path, headers, body: Buffer.from(form, "latin1") };
}

/** An id may be anything that isn't a separator: the document calls it 任意字符 where reports bring it back. */
const SENT = /^ok:([^\s:,]{1,64}):?(.*)$/is;
const BALANCE = /^ok:sms:(-?\d{1,15}):mms:(-?\d{1,15})$/i;
/** `失败:` is the document's label of the line; a server that took it for text is understood. */
const ERROR = /^(?:失败:)?error:(.*)$/is;
const FAILURE = /^fail:(\d{1,9}):/i;
const MAX_MESSAGE = 200;

function readSent(answer: ClientAnswer): ClientSent | ClientFailure {
  const line = lineOf(answer);
  const [, submissionId, phones = ""] = (isSuccess(answer) && SENT.exec(line)) || [];
  if (submissionId === undefined) return readFailure(line);
  const accepted = splitCommas(phones, MAX_RECIPIENTS).length;
  return { ok: true, submissionId, ...(accepted > 0 ? { accepted } : {}) };
}

function readBalance(answer: ClientAnswer): ClientBalance | ClientFailure {
  const line = lineOf(answer);
  const match = isSuccess(answer) ? BALANCE.exec(line) : null;
  return match === null ? readFailure(line) : { ok: true, credits: Number(match[1]), mmsCredits: Number(match[2]) };
}

function readFailure(line: string): ClientFailure {
  const text = ERROR.exec(line)?.[1]?.trim();
  if (text !== undefined) return { ok: false, code: "error", reason: reasonOf(text), message: text.slice(0, MAX_MESSAGE) };
  const code = FAILURE.exec(line)?.[1];
  if (code !== undefined) return { ok: false, code, reason: "internal", message: "the server had an error of its own" };
  return { ok: false, code: "unreadable", reason: "internal", message: "the answer is none that this interface has" };
}

function isSuccess({ status }: ClientAnswer): boolean {
  return status >= 200 && status < 300;
}

/** What can't be decoded still has its ASCII, which is what the kind of a line is told by. */
function lineOf({ headers, body }: ClientAnswer): string {
  const charset = charsetOf(headers["content-type"], "gb18030") ?? "gb18030";
  return (decodeBytes(body, body.length, charset) ?? body.toString("latin1")).trim();
}
