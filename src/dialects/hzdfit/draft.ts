import type { DraftContent, SubmissionDraft } from "../../domain/submission.ts";
import type { Fields } from "../../text/fields.ts";
import { parseShanghai } from "../../text/shanghai-time.ts";
import { readPersonal } from "./personal.ts";
import { piecesOf } from "./pieces.ts";

export const SEND_FIELDS = ["Orderid", "Ext", "Report", "Phone", "Params", "Message", "Other", "Sendtime"] as const;
export type SendFields = Fields<(typeof SEND_FIELDS)[number]>;

/** The dialect's page, *Requests*. Lists are read one further, so that a list that is too long is refused, never sent in part. */
export const MOST_RECIPIENTS = 50_000;
const BOUNDS = { recipients: MOST_RECIPIENTS };
const LONGEST_ORDER_ID = 32;
const LONGEST_OTHER = 255;

export type DraftRead =
  | { readonly ok: true; readonly draft: SubmissionDraft }
  /** A `parameter-wrong`; `cause` is told the customer, in Chinese, `detail` is for logs. */
  | { readonly ok: false; readonly cause: string; readonly detail: string };

/** Seed 000, 2: 1 to 32 characters; blanks alone name nothing. */
export function isOrderId(text: string): boolean {
  return text.trim() !== "" && isWithin(text, LONGEST_ORDER_ID);
}

/** What MT asks for: one text to many phones, separated by half-width commas. */
export function readSame(fields: SendFields): DraftRead {
  const recipients = piecesOf(fields.Phone, ",", MOST_RECIPIENTS + 1).map((phone) => phone.trim());
  return withRest(fields, recipients, { kind: "same", text: fields.Message });
}

/** What BL asks for: a text with variables, and a phone's own values for them. */
export function readVaried(fields: SendFields): DraftRead {
  const personal = readPersonal(fields.Params, fields.Message, MOST_RECIPIENTS);
  return personal.ok ? withRest(fields, personal.recipients, personal.content) : personal;
}

/** What both have. Empty numbers, texts and the like stay empty for the core, which knows the order of checks. */
function withRest(fields: SendFields, recipients: readonly string[], content: DraftContent): DraftRead {
  if (!isWithin(fields.Other, LONGEST_OTHER)) return OTHER_TOO_LONG;
  const draft: SubmissionDraft = {
    medium: "sms",
    recipients,
    content,
    ext: fields.Ext.trim(),
    sendAt: readSendTime(fields.Sendtime),
    orderId: fields.Orderid,
    reportWanted: REPORT_WANTED.has(fields.Report.trim().toLowerCase()),
    bounds: BOUNDS,
  };
  return { ok: true, draft: fields.Other === "" ? draft : { ...draft, other: fields.Other } };
}

const OTHER_TOO_LONG: DraftRead = {
  ok: false,
  cause: `备注超过${LONGEST_OTHER}个字符`,
  detail: `Other has more than ${LONGEST_OTHER} characters.`,
};

/** The dialect's page; by the document the default is no. */
const REPORT_WANTED: ReadonlySet<string> = new Set(["1", "true"]);

/** Characters as people count them, so one of two code units is one. */
function isWithin(text: string, most: number): boolean {
  return text.length <= most || (text.length <= 2 * most && [...text].length <= most);
}

/** `2017-09-25 14:41:44`; empty or blank: now. */
function readSendTime(sendTime: string): number | undefined | "unreadable" {
  const text = sendTime.trim();
  return text === "" ? undefined : (parseShanghai(text) ?? "unreadable");
}
