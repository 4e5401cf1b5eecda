import type { Charset } from "../../text/charset.ts";
import type { ServerDocument } from "../aspx/client-document.ts";
import { type ClientDialect, readBalance, reader, readInbound, readReports, readSent } from "../aspx/client-read.ts";
import { postForm, sendParameters } from "../aspx/client-request.ts";
import { reasonOfStatusError } from "../aspx/status-errors.ts";
import type { ClientCall, ClientSettings, DialectClient } from "../client.ts";
import { KEYWORDS_FOUND, reasonOfMessage } from "./reasons.ts";

/**
 * Calls a server that speaks inter28: `options.format` is `json` (the default) or `xml`, `options.charset` is `utf-8` (the default)
 * or `gbk`, `options.ownExt: "1"` has inbound texts told with the ext alone. A query can't be narrowed to a submission: all that the
 * server hands out is given back, as it won't hand it out again.
 */
export const client: DialectClient = {
  send: (settings, message) => callSms(settings, sendParameters(message), readSent),
  balance: (settings) => callSms(settings, { action: "overage" }, readBalance),
  reports: (settings, { limit }) =>
    call(settings, "/statusApi.aspx", "utf-8", { action: "query", ...(limit !== undefined && { statusNum: String(limit) }) }, readReports),
  inbound: (settings) => call(settings, "/callApi.aspx", "utf-8", { action: "query", ownExt: settings.options?.ownExt ?? "" }, readInbound),
  // The family's bound, where a server sets no other.
  most: { send: 10_000, sendEach: 1 },
};

/** Seed 003, chapter 3: does the server forbid a word of this text? */
export function checkKeyword(settings: ClientSettings, text: string): ClientCall<{ readonly ok: true; readonly found: boolean }> {
  return callSms(settings, { action: "checkkeyword", content: text }, ({ fields }) => {
    const message = fields.get("message");
    return message === undefined ? undefined : { ok: true, found: message.startsWith(KEYWORDS_FOUND) };
  });
}

/** Seed 003, chapter 6. What the server makes of it holds at once: later calls need settings with the new password. */
export function changePassword(settings: ClientSettings, password: string): ClientCall<{ readonly ok: true }> {
  return callSms(settings, { action: "changespwd", newpwd: password, renewpwd: password }, ({ fields }) =>
    fields.has("returnstatus") ? { ok: true } : undefined,
  );
}

const DIALECT: ClientDialect = {
  reasonOf: (code, message) => reasonOfMessage(message) ?? reasonOfStatusError(code) ?? reasonOfStatusError(message) ?? "internal",
};

type Make<T> = (document: ServerDocument, now: number) => T | undefined;
type Parameters = Readonly<Record<string, string>>;

function callSms<T>(settings: ClientSettings, parameters: Parameters, make: Make<T>): ClientCall<T> {
  const [path, charset] = settings.options?.charset === "gbk" ? (["/smsGBK.aspx", "gb18030"] as const) : (["/sms.aspx", "utf-8"] as const);
  return call(settings, path, charset, parameters, make);
}

function call<T>(settings: ClientSettings, path: string, charset: Charset, parameters: Parameters, make: Make<T>): ClientCall<T> {
  const { base, login, password = "", enterpriseId = "", options } = settings;
  // Seed 003, 1.2: XML where it is left empty, which still tells a server with both siblings which one is meant.
  const rt = options?.format === "xml" ? "" : "json";
  const form = { rt, userid: enterpriseId, account: login, password, ...parameters };
  return { request: postForm(base + path, form, charset), read: reader(DIALECT, charset, make) };
}
