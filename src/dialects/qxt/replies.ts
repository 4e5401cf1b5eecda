import type { Balances } from "../../domain/call.ts";
import type { Refusal } from "../../domain/reasons.ts";
import type { Accepted } from "../../domain/submission.ts";
import { encodeText } from "../../text/encode.ts";
import { normalizePhone } from "../../text/phone.ts";
import type { WireReply } from "../dialect.ts";
import { isOurFailure, textOf } from "./reasons.ts";

/** Seed 001, 3.1: 999 系统错误, the only one there is. */
const SYSTEM_ERROR_CODE = 999;

export function sent({ submissionId, accepted }: Accepted): WireReply {
  return line(`ok:${submissionId}:${accepted.join(",")}`);
}

/** @param recipients as they came, for a failure of ours: the numbers among them are said again in the form that `sent` has them */
export function notSent(refusal: Refusal, recipients: readonly string[]): WireReply {
  if (!isOurFailure(refusal.reason)) return failed(textOf(refusal));
  const phones = new Set(recipients.map(normalizePhone).filter((phone) => phone !== undefined));
  return line(`fail:${SYSTEM_ERROR_CODE}:${[...phones].join(",")}`);
}

export function balance({ sms, mms }: Balances): WireReply {
  return line(`ok:sms:${sms.credits}:mms:${mms.credits}`);
}

export function noBalance(refusal: Refusal): WireReply {
  return failed(textOf(refusal));
}

export function failed(text: string): WireReply {
  return line(`error:${text}`);
}

function line(text: string): WireReply {
  return { status: 200, contentType: "text/plain; charset=GBK", body: encodeText(`${text}\n`, "gb18030") };
}
