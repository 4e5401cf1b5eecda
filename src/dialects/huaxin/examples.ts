import type { ExampleTarget } from "../dialect.ts";

const PHONE = "13800138000";
const TEXT = "您好，这是驿站发出的第一条短信。";

/** POST, as the document has it, which also keeps the password out of access logs. */
export function examples({ base, account }: ExampleTarget): { readonly send: string; readonly report: string } {
  const signature = account.signature.mode === "in-content" ? account.signature.approved[0] : undefined;
  const content = signature === undefined ? TEXT : `${TEXT}【${signature}】`;
  const credentials = { account: account.login, password: account.secrets.password ?? "" };
  return {
    send: curl(`${base}/sms.aspx`, { action: "send", ...credentials, mobile: PHONE, content }),
    report: curl(`${base}/statusApi.aspx`, { action: "query", ...credentials }),
  };
}

function curl(url: string, parameters: Readonly<Record<string, string>>): string {
  const data = Object.entries(parameters).map(([name, value]) => `--data-urlencode ${quote(`${name}=${value}`)}`);
  return ["curl", quote(url), ...data].join(" ");
}

/** One argument of a POSIX shell, whatever it holds. */
function quote(argument: string): string {
  return `'${argument.replaceAll("'", "'\\''")}'`;
}
