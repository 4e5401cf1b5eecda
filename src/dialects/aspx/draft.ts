import type { SubmissionDraft } from "../../domain/submission.ts";
import { splitCommas } from "../../text/comma-list.ts";
import type { Fields } from "../../text/fields.ts";
import { parseShanghai } from "../../text/shanghai-time.ts";

export const SEND_FIELDS = ["mobile", "content", "sendTime", "extno"] as const;

/** Seeds 003 and 004, 1.2: an ext has at most 5 digits. The family's 10,000 numbers per call are the platform's setting. */
const BOUNDS = { extDigits: 5 };
/** No list is read further than one number past this, whatever the setting: it is read for callers who haven't proved anything yet. */
const MAX_RECIPIENTS = 100_000;
const LONG_LIST_BOUNDS = { ...BOUNDS, recipients: MAX_RECIPIENTS };

/** What `action=send` asks for. Nothing is checked yet: empty fields stay empty for the core, which knows the order of checks. */
export function readDraft(fields: Fields<(typeof SEND_FIELDS)[number]>): SubmissionDraft {
  // Half-width commas are the one separator that the documents name and clients send.
  const recipients = splitCommas(fields.mobile, MAX_RECIPIENTS + 1);
  return {
    medium: "sms",
    recipients,
    content: { kind: "same", text: fields.content },
    ext: fields.extno.trim(),
    sendAt: readSendTime(fields.sendTime),
    // A list that was cut short states a bound that it breaks, so that it is always refused and never sent in part.
    bounds: recipients.length > MAX_RECIPIENTS ? LONG_LIST_BOUNDS : BOUNDS,
  };
}

/** `2018-02-02 09:08:10`; empty or blank: now. */
function readSendTime(sendTime: string): number | undefined | "unreadable" {
  const text = sendTime.trim();
  return text === "" ? undefined : (parseShanghai(text) ?? "unreadable");
}
