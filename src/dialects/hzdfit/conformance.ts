import { Buffer } from "node:buffer";
import { ALL_REASONS, type Reason } from "../../domain/reasons.ts";
import type { SampleRequest } from "../conformance.ts";

/** The dialect's page, *Reply*, by hand; every reason that isn't here is -5. */
const RESULTS = `
-2: malformed credentials-missing payload-undecodable
-3: account-unknown account-disabled interface-disabled enterprise-id-wrong
-4: ip-refused
-6: signature-wrong password-wrong token-wrong
-7: order-duplicate
-9: busy internal
-11: credits-short
-12: storage-failed
`;

/** What a balance query answers, by seed 000, 6, and the page where it adds to it; every reason that isn't here is -1. */
const BALANCE_RESULTS = `
-2: malformed credentials-missing payload-undecodable
-3: account-unknown account-disabled interface-disabled enterprise-id-wrong
-4: ip-refused
-6: signature-wrong password-wrong token-wrong
-8: storage-failed
-9: busy internal
`;

const read = (body: string): string => JSON.parse(body).Result;
const submission = { read, codes: codesOf(RESULTS, "-5") };
const balance = { read, codes: codesOf(BALANCE_RESULTS, "-1") };

/** `printf %s 13800000000MTorder-1HZKEY-5f1c | md5sum`, and so on. */
const MT = "Account=13800000000&Function=MT&Key=3b1b7696bfdb56c9275265efc8a265f7&Orderid=order-1";
const BL = "Account=13800000000&Function=BL&Key=6cbc26cc9438e19a8a20daae14664183&Orderid=order-2";
const YE = "Account=13800000000&Function=YE&Key=87a84a8a6fb9ad7deacbc6494f9e9bd4";
const MULTIPART = [...MT.split("&"), "Phone=13800138000", "Message=内容", "Other=备注"]
  .map((field) => `--x\r\nContent-Disposition: form-data; name="${field.replace("=", '"\r\n\r\n')}\r\n`)
  .join("");

const route = "/inter/sms_inter/SendMessage.aspx";
const form = "application/x-www-form-urlencoded";

export const samples: readonly SampleRequest[] = [
  {
    name: "MT",
    route,
    request: { body: `${MT}&Phone=13800138000,13900139000&Message=%E5%86%85%E5%AE%B9&Ext=1&Report=1&Sendtime=`, contentType: form },
    kind: "submit",
    cells: submission,
  },
  {
    name: "MT by GBK",
    route,
    request: { body: Buffer.from(`${MT}&Phone=13800138000&Message=\xc4\xda\xc8\xdd`, "latin1"), contentType: `${form}; charset=GBK` },
    kind: "submit",
    cells: submission,
  },
  {
    name: "MT by multipart",
    route,
    request: { body: `${MULTIPART}--x--`, contentType: "multipart/form-data; boundary=x" },
    kind: "submit",
    cells: submission,
  },
  {
    name: "BL",
    route,
    request: { body: `${BL}&Params=15800000000,%E6%9D%8E,1234;13800000000,,4321&Message={$var1}%E6%82%A8%E5%A5%BD%EF%BC%9A{$var2}` },
    kind: "submit",
    cells: submission,
  },
  {
    name: "BL with too few variables",
    route,
    request: { body: `${BL}&Params=15800000000,1234;13800000000&Message={$var1}` },
    kind: "refuse",
    cells: submission,
  },
  {
    name: "MT with too long an Other",
    route,
    request: { body: `${MT}&Phone=13800138000&Message=x&Other=${"x".repeat(256)}` },
    kind: "refuse",
    cells: submission,
  },
  { name: "YE", route, request: { body: YE }, kind: "balance", cells: balance },
];

function codesOf(table: string, otherwise: string): Record<Reason, string> {
  const rows = [...table.matchAll(/^(-\d+): ([a-z -]+)$/gm)].map(([, code = "", reasons = ""]) => ({ code, reasons: reasons.split(" ") }));
  const entries = ALL_REASONS.map((reason) => [reason, rows.find(({ reasons }) => reasons.includes(reason))?.code ?? otherwise]);
  return Object.fromEntries(entries) as Record<Reason, string>;
}
