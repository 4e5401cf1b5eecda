import { curlForm } from "../../text/curl.ts";
import type { ExampleTarget } from "../dialect.ts";
import { PATH } from "./routes.ts";

const PHONE = "13800138000";
const TEXT = "您好，这是驿站发出的第一条短信。";

/** POST, as the document has it, which also keeps the password out of access logs. */
export function examples({ base, account }: ExampleTarget): { readonly send: string; readonly report: string } {
  const signature = account.signature.mode === "in-content" ? account.signature.approved[0] : undefined;
  const content = signature === undefined ? TEXT : `【${signature}】${TEXT}`;
  const { password = "", veryCode = "" } = account.secrets;
  const credentials = { username: account.login, password, veryCode };
  return {
    send: curlForm(`${base}${PATH}?method=sendUtf8Msg`, { ...credentials, mobile: PHONE, content, msgtype: "1" }),
    report: curlForm(`${base}${PATH}?method=queryReport`, credentials),
  };
}
