import { curlForm } from "../../text/curl.ts";
import type { ExampleTarget } from "../dialect.ts";

const PHONE = "13800138000";
const TEXT = "您好，这是驿站发出的第一条短信。";

/** POST, as the document has it, which also keeps the password out of access logs. */
export function examples({ base, account }: ExampleTarget): { readonly send: string; readonly report: string } {
  const signature = account.signature.mode === "in-content" ? account.signature.approved[0] : undefined;
  const content = signature === undefined ? TEXT : `${TEXT}【${signature}】`;
  const credentials = { account: account.login, password: account.secrets.password ?? "" };
  return {
    send: curlForm(`${base}/sms.aspx`, { action: "send", ...credentials, mobile: PHONE, content }),
    report: curlForm(`${base}/statusApi.aspx`, { action: "query", ...credentials }),
  };
}
