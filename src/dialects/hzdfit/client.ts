import { Buffer } from "node:buffer";
import { hash } from "node:crypto";
import type { Charset } from "../../text/charset.ts";
import { encodeForm } from "../../text/form-encode.ts";
import { formatShanghai } from "../../text/shanghai-time.ts";
import type { ClientCall, ClientEach, ClientMessage, ClientRequest, ClientSent, ClientSettings, DialectClient } from "../client.ts";
import { readBalance, readSent } from "./client-answers.ts";
import { parsePush } from "./client-pushes.ts";
import { MOST_VARIABLES } from "./personal.ts";
import { PATH } from "./route.ts";

/** Seed 000, 2: more are possible, but advised against. */
const MOST_PHONES = 5_000;

/**
 * Options: `charset` is `utf-8` (default) or `gbk`; `report` is `1` (default: reports are pushed for what is sent) or `0`.
 * Extra: `Other`, a text up to 255 characters.
 */
export const client: DialectClient = {
  send: (settings, message, now) => submission(settings, "MT", message, { Phone: message.phones.join(","), Message: message.text }, now),
  balance: (settings) => {
    const Key = sign(settings, `${settings.login}YE`);
    return { request: post(settings, { Account: settings.login, Function: "YE", Key }), read: readBalance };
  },
  parsePush,
  // No sendEach: BL's values may hold neither comma nor semicolon, and texts do. See sendVaried.
  most: { send: MOST_PHONES, sendEach: 1 },
  takesOrderIds: true,
};

/** A text with `{$var1}` to `{$var10}`, and values for them; at most 5,000 items. */
export interface VariedMessage extends Omit<ClientEach, "items"> {
  readonly text: string;
  readonly items: readonly { readonly phone: string; readonly values: readonly string[] }[];
}

/**
 * BL: one text with variables (seed 000, 3).
 *
 * @throws RangeError where it can't be said: more than 10 values, or a comma or semicolon in one of them
 */
export function sendVaried(settings: ClientSettings, message: VariedMessage, now: number): ClientCall<ClientSent> {
  const records = message.items.map(({ phone, values }) => {
    if (values.length > MOST_VARIABLES) throw new RangeError(`there are ${values.length} values; BL takes ${MOST_VARIABLES}`);
    if ([phone, ...values].some((value) => /[,;]/.test(value))) throw new RangeError("a value of BL can't hold a comma or a semicolon");
    return [phone, ...values].join(",");
  });
  return submission(settings, "BL", message, { Params: records.join(";"), Message: message.text }, now);
}

function submission(
  settings: ClientSettings,
  operation: "MT" | "BL",
  message: Pick<ClientMessage, "ext" | "sendAt" | "orderId" | "extra">,
  content: Readonly<Record<string, string>>,
  now: number,
): ClientCall<ClientSent> {
  const orderId = message.orderId ?? derivedOrderId(content, now);
  const fields = {
    Account: settings.login,
    Function: operation,
    Key: sign(settings, settings.login + operation + orderId),
    Orderid: orderId,
    Ext: message.ext,
    Report: settings.options?.report === "0" ? undefined : "1",
    ...content,
    Other: message.extra?.Other,
    Sendtime: message.sendAt === undefined ? undefined : formatShanghai(message.sendAt),
  };
  return { request: post(settings, fields), read: readSent };
}

/**
 * The interface wants an order id, and takes each once. Whoever gives none gets one that is the same for the same message at
 * the same time (32 hex digits), so that a call that is sent again as it is doesn't send its message again.
 */
function derivedOrderId(content: Readonly<Record<string, string>>, now: number): string {
  return hash("md5", JSON.stringify([now, content]), "hex");
}

/** Seed 000, 2 and 6: lower-case hex MD5. By UTF-8, whatever the form's charset. */
function sign({ md5Key = "" }: ClientSettings, text: string): string {
  return hash("md5", text + md5Key, "hex");
}

function post({ base, options }: ClientSettings, fields: Readonly<Record<string, string | undefined>>): ClientRequest {
  const [name, charset]: [string, Charset] = options?.charset === "gbk" ? ["gbk", "gb18030"] : ["utf-8", "utf-8"];
  const given = Object.entries(fields).filter((field): field is [string, string] => field[1] !== undefined && field[1] !== "");
  return {
    method: "POST",
    url: base + PATH,
    headers: { "content-type": `application/x-www-form-urlencoded; charset=${name}` },
    body: Buffer.from(encodeForm(Object.fromEntries(given), charset)),
  };
}
