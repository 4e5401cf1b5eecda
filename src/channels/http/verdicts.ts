import type { Reason } from "../../domain/reasons.ts";
import type { Outcome } from "../channel.ts";
import type { Called, Failed, NotAnswered } from "./caller.ts";

/**
 * What an upstream's no means to us:
 * - `final`: nobody may write that to this phone.
 * - `elsewhere`: this upstream won't take it; another one may.
 * - `account`: upstream takes nothing from us as things stand, so that the channel goes down until they are mended.
 * - `later`: this phone is to wait; others may go on.
 * - `throttled`: all are to wait.
 * - `unsure`: nobody knows what was done.
 */
export type Verdict = "final" | "elsewhere" | "account" | "later" | "throttled" | "unsure";

const VERDICTS: Readonly<Record<Reason, Verdict>> = {
  malformed: "elsewhere",
  "credentials-missing": "account",
  "account-unknown": "account",
  "password-wrong": "account",
  "signature-wrong": "account",
  "token-wrong": "account",
  "account-disabled": "account",
  "ip-refused": "account",
  "interface-disabled": "account",
  "enterprise-id-wrong": "account",
  "timestamp-skewed": "account",
  "payload-undecodable": "elsewhere",
  "parameter-wrong": "elsewhere",
  "recipients-missing": "elsewhere",
  "recipients-too-many": "elsewhere",
  "recipient-malformed": "final",
  "recipient-blacklisted": "final",
  "recipient-limited": "later",
  "recipient-unroutable": "elsewhere",
  "content-missing": "elsewhere",
  "content-too-long": "elsewhere",
  "content-keyword": "elsewhere",
  "content-illegal": "elsewhere",
  "subject-missing": "elsewhere",
  "ext-wrong": "elsewhere",
  "time-wrong": "elsewhere",
  "template-unknown": "elsewhere",
  "template-disabled": "elsewhere",
  "signature-missing": "elsewhere",
  "signature-unapproved": "elsewhere",
  "signature-tag-unknown": "elsewhere",
  "order-duplicate": "elsewhere",
  "credits-short": "account",
  "product-missing": "account",
  "channel-missing": "account",
  "report-forbidden": "elsewhere",
  busy: "throttled",
  "storage-failed": "throttled",
  internal: "unsure",
};

/** Reasons that concern one recipient, or how many there were: of several that were sent together, each is to have a go by itself. */
const OF_TOGETHER: ReadonlySet<Reason> = new Set([
  "recipients-too-many",
  "recipient-malformed",
  "recipient-blacklisted",
  "recipient-limited",
  "recipient-unroutable",
]);

/** HTTP statuses by which something in front of the interface says "not now". */
const NOT_NOW: ReadonlySet<number> = new Set([408, 429, 503]);

export function verdictOf({ failure, status }: Failed): Verdict {
  if (failure.code !== "unreadable") return VERDICTS[failure.reason];
  if (NOT_NOW.has(status)) return "throttled";
  // nobody there knows the interface: it is another address, or something stands before it
  return status >= 300 && status < 500 ? "account" : "unsure";
}

/** Whether submits that were refused together might be taken one by one. */
export function mayGoAlone(called: Called<unknown>): boolean {
  return called.kind === "failed" && OF_TOGETHER.has(called.failure.reason);
}

/** The outcome of a send that was not taken. */
export function outcomeOf(called: NotAnswered): Outcome {
  if (called.kind === "unreached") {
    if (called.mayHaveArrived) return { kind: "unknown", code: "HTTP:SILENT" };
    return { kind: "deferred", code: "HTTP:DISCONNECTED", why: "disconnected" };
  }
  const { failure } = called;
  const code = `HTTP:${failure.code === "unreadable" ? `STATUS-${called.status}` : failure.reason.toUpperCase()}`;
  switch (verdictOf(called)) {
    case "final":
      return { kind: "refused", code, final: true };
    case "elsewhere":
    case "account":
      return { kind: "refused", code, final: false };
    case "later":
    case "throttled":
      return { kind: "deferred", code, why: "throttled" };
    case "unsure":
      return { kind: "unknown", code };
  }
}
