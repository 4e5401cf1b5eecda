import { createHash } from "node:crypto";
import iconv from "iconv-lite";
import { get, post } from "../test/support/connection.ts";
import { sendRequest } from "../test/support/huaxin-wire.ts";
import { BENCH_ACCOUNT, KEY_PLACE, ORDER_PLACE, PHONE_PLACE, type Requests } from "./options.ts";

/**
 * How each interface is asked to send a text, written from its document: by GET where it takes that, with the parameters
 * that it can't do without. hzdfit is the exception to the latter: nearly everybody who sends wants the report.
 */
export const WIRES = {
  hzdfit: (text) => ({
    request: post(
      "/inter/sms_inter/SendMessage.aspx",
      `Account=${login}&Function=MT&Key=${KEY_PLACE}&Orderid=${ORDER_PLACE}&Report=1&Phone=${PHONE_PLACE}&Message=${encodeURIComponent(text)}`,
    ),
    recipients: 1,
    marker: '"Result":"0"',
    orders: { before: `${BENCH_ACCOUNT.login}MT`, after: BENCH_ACCOUNT.md5Key },
  }),
  qxt: (text) => ({
    request: get(`/qxt/smssenderv2?user=${login}&password=${md5(BENCH_ACCOUNT.password)}&tele=${PHONE_PLACE}&msg=${gbkEscapes(text)}`),
    recipients: 1,
    marker: "ok:",
  }),
  xunchen: (text) => xunchen(`content=${encodeURIComponent(text)}`),
  inter28: (text) => ({
    request: get(`/sms.aspx?action=send&rt=json&${aspxLogin}&mobile=${PHONE_PLACE}&content=${encodeURIComponent(text)}&sendTime=&extno=`),
    recipients: 1,
    marker: '"ReturnStatus":"Success"',
  }),
  huaxin: (text) => huaxin(text),
} satisfies Record<string, (text: string) => Requests>;

export type Wire = keyof typeof WIRES;

/** One recipient by GET, more by POST. @param sendTime `2026-11-20 09:08:10` in Asia/Shanghai; empty: now */
export function huaxin(text: string, recipients = 1, sendTime = ""): Requests {
  const phones = Array.from({ length: recipients }, () => PHONE_PLACE);
  return {
    request: sendRequest(BENCH_ACCOUNT, phones, text, recipients === 1 ? "GET" : "POST", sendTime),
    recipients,
    marker: "<returnstatus>Success</returnstatus>",
  };
}

/** @param values of the template's placeholders, the first one's first */
export function xunchenTemplate(id: string, values: readonly string[]): Requests {
  const content = values.map((value, index) => `@${index + 1}@=${value}`).join(",");
  return xunchen(`content=${encodeURIComponent(content)}&msgtype=2&tempid=${id}`);
}

function xunchen(what: string): Requests {
  const who = `username=${login}&password=${encodeURIComponent(BENCH_ACCOUNT.password)}&veryCode=`;
  return {
    request: get(`/service/httpService/httpInterface.do?method=sendUtf8Msg&${who}&mobile=${PHONE_PLACE}&${what}`),
    recipients: 1,
    marker: "<status>0</status>",
  };
}

const login = encodeURIComponent(BENCH_ACCOUNT.login);
const aspxLogin = `userid=&account=${login}&password=${encodeURIComponent(BENCH_ACCOUNT.password)}`;

function md5(text: string): string {
  return createHash("md5").update(text).digest("hex");
}

/** Every byte as `%XX`, as programs that know nothing of URLs but that do it. */
export function gbkEscapes(text: string): string {
  return [...iconv.encode(text, "gbk")].map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, "0")}`).join("");
}
