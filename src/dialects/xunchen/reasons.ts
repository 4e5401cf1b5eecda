import type { Reason, Refusal } from "../../domain/reasons.ts";

/** Status codes that the document lists for a send (2.3), and for the queries (1.3, 3.4, 4.4). 109 is the page's for all. */
type SendCode = 100 | 101 | 102 | 103 | 105 | 106 | 108 | 109 | 110 | 114 | 115 | 116 | 117;
type QueryCode = 100 | 101 | 102 | 103 | 105 | 109 | 117;

/** Nothing waits for the account. */
export const NOTHING_WAITING = "104";

/** The dialect's page: one reason, one code a column. A query answers 100, its "failed", to what only a send can be refused for. */
const CODES: Record<Reason, readonly [send: SendCode, query: QueryCode]> = {
  malformed: [103, 103],
  "credentials-missing": [103, 103],
  "account-unknown": [101, 101],
  "password-wrong": [101, 101],
  /** Requests of this dialect carry neither a signature nor an enterprise id; should one fail, the caller is not known. */
  "signature-wrong": [101, 101],
  "token-wrong": [116, 105],
  "account-disabled": [102, 102],
  "ip-refused": [109, 109],
  "interface-disabled": [117, 117],
  "enterprise-id-wrong": [101, 101],
  /** Nor a timestamp. */
  "timestamp-skewed": [103, 103],
  "payload-undecodable": [105, 103],
  "parameter-wrong": [103, 103],
  "recipients-missing": [106, 100],
  "recipients-too-many": [106, 100],
  "recipient-malformed": [106, 100],
  "recipient-blacklisted": [100, 100],
  "recipient-limited": [100, 100],
  "recipient-unroutable": [100, 100],
  "content-missing": [105, 100],
  "content-too-long": [105, 100],
  "content-keyword": [110, 100],
  "content-illegal": [105, 100],
  /** Nor a subject. */
  "subject-missing": [103, 100],
  "ext-wrong": [103, 100],
  "time-wrong": [103, 100],
  "template-unknown": [114, 100],
  "template-disabled": [114, 100],
  "signature-missing": [115, 100],
  "signature-unapproved": [115, 100],
  "signature-tag-unknown": [115, 100],
  /** Nor an order id. */
  "order-duplicate": [103, 100],
  "credits-short": [108, 100],
  "product-missing": [100, 100],
  "channel-missing": [100, 100],
  /** The account has its reports pushed: this way to them is not open. */
  "report-forbidden": [117, 117],
  busy: [100, 100],
  "storage-failed": [100, 100],
  internal: [100, 100],
};

/** The status of a send that was refused; keywords are named in it: `110#(李老师,XX)`. Not yet escaped. */
export function sendStatus({ reason, words = [] }: Refusal): string {
  const [code] = CODES[reason];
  return code === 110 ? `${code}#(${words.join(",")})` : String(code);
}

/** The status of any other method that was refused. */
export function queryStatus({ reason }: Refusal): string {
  return String(CODES[reason][1]);
}
