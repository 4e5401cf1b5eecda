import { Buffer } from "node:buffer";
import { ALL_REASONS, type Reason } from "../../domain/reasons.ts";
import type { SampleRequest } from "../conformance.ts";

/** The dialect's page, the table of codes, column *send*; every reason that isn't here is 100. */
const SEND = `
101: account-unknown password-wrong signature-wrong enterprise-id-wrong
102: account-disabled
103: malformed credentials-missing parameter-wrong ext-wrong time-wrong timestamp-skewed subject-missing order-duplicate
105: content-missing content-too-long content-illegal payload-undecodable
106: recipients-missing recipients-too-many recipient-malformed
108: credits-short
109: ip-refused
110: content-keyword
114: template-unknown template-disabled
115: signature-tag-unknown signature-missing signature-unapproved
116: token-wrong
117: interface-disabled report-forbidden
`;

/** Columns *getAmount* and *queryReport / queryMo*, which differ in nothing that a reason decides. */
const QUERY = `
101: account-unknown password-wrong signature-wrong enterprise-id-wrong
102: account-disabled
103: malformed credentials-missing parameter-wrong payload-undecodable timestamp-skewed
105: token-wrong
109: ip-refused
117: interface-disabled report-forbidden
`;

/** The code alone; what follows it is golden. */
const read = (body: string): string => /<sms><mt><status>(\d+)/.exec(body)?.[1] ?? "";
const send = { read, codes: codesOf(SEND) };
const query = { read, codes: codesOf(QUERY) };

const route = "/service/httpService/httpInterface.do";
const WHO = "username=JSM40001&password=abc123&veryCode=vc12345";
const MOBILE = "mobile=13800138000,13900139000";
const TEXT = "content=%E6%82%A8%E5%A5%BD&extcode=8888&sendtime=20261121093030&msgtype=1&signtag=2&signtext=a";
const MULTIPART = ["method=sendUtf8Msg", ...WHO.split("&"), MOBILE, "content=您好"]
  .map((field) => `--x\r\nContent-Disposition: form-data; name="${field.replace("=", '"\r\n\r\n')}\r\n`)
  .join("");

export const samples: readonly SampleRequest[] = [
  { name: "a send", route, request: { query: `method=sendUtf8Msg`, body: `${WHO}&${MOBILE}&${TEXT}` }, kind: "submit", cells: send },
  {
    name: "a send of a raw GBK body",
    route,
    // 您好
    request: {
      query: "method=sendMsg",
      body: Buffer.concat([Buffer.from(`${WHO}&${MOBILE}&content=`), Buffer.of(0xc4, 0xfa, 0xba, 0xc3, 0x26)]),
    },
    kind: "submit",
    cells: send,
  },
  {
    name: "a send from a template",
    route,
    request: {
      method: "GET",
      query: `method=sendMsg&code=utf8&${WHO}&${MOBILE}&msgtype=2&tempid=JSM40001-0001&content=@1@=a,@2@=b`,
    },
    kind: "submit",
    cells: send,
  },
  {
    name: "a send by multipart",
    route,
    request: { body: `${MULTIPART}--x--`, contentType: "multipart/form-data; boundary=x" },
    kind: "submit",
    cells: send,
  },
  { name: "a send of no known type", route, request: { query: `method=sendUtf8Msg&${WHO}&msgtype=3` }, kind: "refuse", cells: send },
  { name: "a send of no known code", route, request: { query: `method=sendMsg&${WHO}&code=big5` }, kind: "refuse", cells: send },
  {
    name: "a send that isn't in its charset",
    route,
    request: { query: `method=sendUtf8Msg&${WHO}&content=%C4` },
    kind: "refuse",
    cells: send,
  },
  { name: "an amount", route, request: { query: "method=getAmount", body: WHO }, kind: "balance", cells: query },
  { name: "reports", route, request: { query: "method=queryReport", body: WHO }, kind: "reports", cells: query },
  { name: "inbound texts", route, request: { query: `method=queryMo&${WHO}` }, kind: "inbound", cells: query },
  { name: "no known method", route, request: { query: `method=dance&${WHO}` }, kind: "refuse", cells: query },
];

function codesOf(table: string): Record<Reason, string> {
  const rows = [...table.matchAll(/^(\d+): ([a-z -]+)$/gm)];
  const codes = ALL_REASONS.map((reason) => [reason, rows.find(([, , reasons]) => reasons?.split(" ").includes(reason))?.[1] ?? "100"]);
  return Object.fromEntries(codes) as Record<Reason, string>;
}
