import { Buffer } from "node:buffer";
import type { Charset } from "../../text/charset.ts";
import { encodeForm } from "../../text/form-encode.ts";
import { formatShanghai } from "../../text/shanghai-time.ts";
import type { ClientMessage, ClientRequest } from "../client.ts";

const TYPES: Readonly<Record<Charset, string>> = {
  "utf-8": "application/x-www-form-urlencoded; charset=utf-8",
  gb18030: "application/x-www-form-urlencoded; charset=gb2312",
};

/** A form by POST, which keeps passwords and texts out of the logs on the way. */
export function postForm(url: string, parameters: Readonly<Record<string, string>>, charset: Charset): ClientRequest {
  return { method: "POST", url, headers: { "content-type": TYPES[charset] }, body: Buffer.from(encodeForm(parameters, charset), "latin1") };
}

/** Seeds 003 and 004, 1.2. Both documents' examples have all of them, empty ones too. */
export function sendParameters({ phones, text, ext = "", sendAt }: ClientMessage): Readonly<Record<string, string>> {
  const sendTime = sendAt === undefined ? "" : formatShanghai(sendAt);
  return { action: "send", mobile: phones.join(","), content: text, sendTime, extno: ext };
}
