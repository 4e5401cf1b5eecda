import { hash } from "node:crypto";
import type { ExampleTarget } from "../dialect.ts";
import { PATH } from "./route.ts";

const PHONE = "13800138000";
const TEXT = "您好，这是驿站发出的第一条短信。";
const ORDER_ID = "example-1";

/**
 * The Keys stand in the lines ready-made: computed there, they would need a tool that every system calls otherwise (md5sum, md5,
 * openssl). So the order id is always the same one, and a second paste is answered -7 with the first one's serial number, as
 * the interface promises. Reports are pushed only; what can be asked for is the balance, which shows the charge.
 */
export function examples({ base, account }: ExampleTarget): { readonly send: string; readonly report: string } {
  const { login, secrets, signature } = account;
  const own = signature.mode === "in-content" ? signature.approved[0] : undefined;
  const key = (text: string): string => hash("md5", text + (secrets.md5Key ?? ""), "hex");
  const url = base + PATH;
  return {
    send: curl(url, {
      Account: login,
      Function: "MT",
      Key: key(`${login}MT${ORDER_ID}`),
      Orderid: ORDER_ID,
      Report: "1",
      Phone: PHONE,
      Message: own === undefined ? TEXT : `${TEXT}【${own}】`,
    }),
    report: curl(url, { Account: login, Function: "YE", Key: key(`${login}YE`) }),
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
