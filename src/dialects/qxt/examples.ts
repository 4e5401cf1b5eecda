import { hash } from "node:crypto";
import { curlForm } from "../../text/curl.ts";
import type { ExampleTarget } from "../dialect.ts";

const PHONE = "13800138000";
const TEXT = "您好，这是驿站发出的第一条短信。";
const IN_UTF8 = "-H 'Content-Type: application/x-www-form-urlencoded; charset=UTF-8'";

/**
 * In UTF-8, which a terminal can write and the Content-Type names; a program that names nothing sends GBK. Reports are only
 * pushed here, so the second line asks for what is left: the balance shows what was taken.
 */
export function examples({ base, account }: ExampleTarget): { readonly send: string; readonly report: string } {
  const signature = account.signature.mode === "in-content" ? account.signature.approved[0] : undefined;
  const msg = signature === undefined ? TEXT : `${TEXT}【${signature}】`;
  const credentials = { user: account.login, password: hash("md5", account.secrets.password ?? "", "hex") };
  return {
    send: `${curlForm(`${base}/qxt/smssenderv2`, { ...credentials, tele: PHONE, msg })} ${IN_UTF8}`,
    report: `${curlForm(`${base}/qxt/surplus`, credentials)} ${IN_UTF8}`,
  };
}
