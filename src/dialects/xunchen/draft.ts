import type { SubmissionDraft } from "../../domain/submission.ts";
import { splitCommas } from "../../text/comma-list.ts";
import type { Fields } from "../../text/fields.ts";
import { parseShanghai } from "../../text/shanghai-time.ts";
import { readTemplateValues } from "../../text/templates.ts";

export const SEND_FIELDS = ["mobile", "content", "extcode", "sendtime", "msgtype", "signtag", "signtext", "tempid"] as const;
type SendFields = Fields<(typeof SEND_FIELDS)[number]>;

/** Seed 002, 2.2. */
const BOUNDS = { recipients: 100, content: 300, extDigits: 4 } as const;
const SEND_TIME = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$/;

/** What a send asks for, or undefined where `msgtype` is neither text nor template. Nothing else is checked: that is the core's. */
export function readDraft(fields: SendFields): SubmissionDraft | undefined {
  const content = fields.content.trim();
  const draft = {
    medium: "sms",
    // One too many is enough to be refused whole.
    recipients: splitCommas(fields.mobile, BOUNDS.recipients + 1),
    ext: fields.extcode.trim(),
    sendAt: readSendTime(fields.sendtime.trim()),
    bounds: BOUNDS,
    strictRecipients: true,
    ...readSignature(fields),
  } as const;
  switch (fields.msgtype.trim()) {
    case "":
    case "1":
      return { ...draft, content: { kind: "same", text: content } };
    case "2": {
      const template = { id: fields.tempid.trim(), values: readTemplateValues(content) };
      return { ...draft, content: { kind: "same", text: "" }, template };
    }
    default:
      return undefined;
  }
}

/** `20150501093030`; empty: now. */
function readSendTime(text: string): SubmissionDraft["sendAt"] {
  if (text === "") return undefined;
  const [, year, month, day, hour, minute, second] = SEND_TIME.exec(text) ?? [];
  return parseShanghai(`${year}-${month}-${day} ${hour}:${minute}:${second}`) ?? "unreadable";
}

function readSignature(fields: SendFields): Pick<SubmissionDraft, "signature"> {
  const tag = fields.signtag.trim();
  const text = fields.signtext.trim();
  if (tag === "" && text === "") return {};
  return { signature: { ...(tag !== "" && { tag }), ...(text !== "" && { text }) } };
}
