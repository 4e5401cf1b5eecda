import { Buffer } from "node:buffer";
import type { Charset } from "../../text/charset.ts";
import { encodeForm } from "../../text/form-encode.ts";
import { formatShanghai } from "../../text/shanghai-time.ts";
import type { ClientMessage, ClientRequest, ClientSettings, DialectClient } from "../client.ts";
import { readAmount, readInbound, readReports, readSent } from "./answers.ts";
import { PATH } from "./routes.ts";

/** `options.send`: the three equal ways to send, the first by default. */
const SENDING: Readonly<Record<string, { readonly charset: Charset; readonly code?: string }>> = {
  sendUtf8Msg: { charset: "utf-8" },
  sendGbkMsg: { charset: "gb18030" },
  sendMsg: { charset: "utf-8", code: "utf-8" },
};

/**
 * Calls a server that speaks xunchen. `extra.tempid` makes a message one from a template, its text being the values as
 * `templateText` writes them; `extra.signtag` and `extra.signtext` choose a signature. Queries can't be narrowed: all that the
 * server hands out is given back, as it won't hand it out again.
 */
export const client: DialectClient = {
  send: (settings, message) => ({ request: sendRequest(settings, message), read: readSent }),
  balance: (settings) => ({ request: request(settings, "getAmount"), read: readAmount }),
  reports: (settings) => ({ request: request(settings, "queryReport"), read: readReports }),
  inbound: (settings) => ({ request: request(settings, "queryMo"), read: readInbound }),
  // Seed 002, 2.2; there is no way to send a text each.
  most: { send: 100, sendEach: 1 },
};

/**
 * The text of a message from a template: the values of `@1@`, `@2@`, … in their order. No value may hold a comma, another
 * placeholder and `=` in a row (`,@2@=`): there the interface would see the next one.
 */
export function templateText(values: readonly string[]): string {
  return values.map((value, index) => `@${index + 1}@=${value}`).join(",");
}

function sendRequest(settings: ClientSettings, { phones, text, ext, sendAt, extra = {} }: ClientMessage): ClientRequest {
  const chosen = settings.options?.send ?? "";
  const method = Object.hasOwn(SENDING, chosen) ? chosen : "sendUtf8Msg";
  const { charset = "utf-8", code } = SENDING[method] ?? {};
  const fields = {
    mobile: phones.join(","),
    content: text,
    extcode: ext,
    sendtime: sendAt === undefined ? undefined : formatShanghai(sendAt).replace(/\D/g, ""),
    msgtype: extra.tempid === undefined ? "1" : "2",
    tempid: extra.tempid,
    signtag: extra.signtag,
    signtext: extra.signtext,
    code,
  };
  return request(settings, method, fields, charset);
}

function request(
  { base, login, password = "", veryCode = "" }: ClientSettings,
  method: string,
  fields: Readonly<Record<string, string | undefined>> = {},
  charset: Charset = "utf-8",
): ClientRequest {
  const given: Record<string, string> = { username: login, password, veryCode };
  for (const [name, value] of Object.entries(fields)) if (value !== undefined) given[name] = value;
  return {
    method: "POST",
    url: `${base}${PATH}?method=${method}`,
    headers: { "content-type": `application/x-www-form-urlencoded; charset=${charset === "utf-8" ? "utf-8" : "gbk"}` },
    body: Buffer.from(encodeForm(given, charset)),
  };
}
