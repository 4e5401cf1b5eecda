import type { Reason } from "../../domain/reasons.ts";
import type { ClientAnswer, ClientBalance, ClientFailure, ClientSent } from "../client.ts";
import { reasonOfCause } from "./causes.ts";
import { type Failure, RESULTS } from "./results.ts";
import { type JsonObject, readJsonObject, textOf } from "./wire-json.ts";

/** What a Result means to whoever called: the nearest reason where several share it. */
const REASONS_OF: Record<Failure, Reason> = {
  "-1": "account-unknown",
  "-2": "malformed",
  "-3": "account-unknown",
  "-4": "ip-refused",
  "-5": "parameter-wrong",
  "-6": "signature-wrong",
  "-7": "order-duplicate",
  "-8": "storage-failed",
  // "Look first, then submit again": not `busy`, which says that nothing was done.
  "-9": "internal",
  "-10": "internal",
  "-11": "credits-short",
  "-12": "storage-failed",
};

/** Of what the server says, for logs and people. */
const LONGEST_CODE = 32;
const LONGEST_MESSAGE = 500;

/** Seed 000, 2 and 3. */
export function readSent(answer: ClientAnswer): ClientSent | ClientFailure {
  const reply = readReply(answer);
  // Even without a serial number it was taken: to call it a failure would send it twice.
  if (!reply.ok) return reply.reason === "order-duplicate" ? withFirst(reply, answer) : reply;
  return { ok: true, submissionId: textOf(reply.values.Param1) };
}

/** -7 says in Param1 whose the order id is: to a client that lost a reply it is the reply. */
function withFirst(failure: ClientFailure, { headers, body }: ClientAnswer): ClientFailure {
  const submissionId = textOf(readJsonObject(body, headers["content-type"])?.Param1).trim();
  return submissionId === "" ? failure : { ...failure, submissionId };
}

/** Seed 000, 6: Param1 yuan, Param2 credits. */
export function readBalance(answer: ClientAnswer): ClientBalance | ClientFailure {
  const reply = readReply(answer);
  if (!reply.ok) return reply;
  const credits = textOf(reply.values.Param2).trim();
  if (!/^-?\d{1,15}$/.test(credits)) return unreadable("Param2 of the balance is not a number of credits");
  const money = moneyOf(textOf(reply.values.Param1).trim());
  return { ok: true, credits: Number(credits), ...(money === undefined ? {} : { money }) };
}

function readReply({ status, headers, body }: ClientAnswer): { readonly ok: true; readonly values: JsonObject } | ClientFailure {
  const values = readJsonObject(body, headers["content-type"]);
  const result = textOf(values?.Result).trim();
  if (values === undefined || result === "") return unreadable(`HTTP ${status}, and no reply of this interface in it`);
  if (result === "0") return { ok: true, values };
  const message = textOf(values.MSG).slice(0, LONGEST_MESSAGE);
  if (isFailure(result)) {
    const cause = result === "-5" ? reasonOfCause(message) : undefined;
    return { ok: false, code: result, reason: cause ?? REASONS_OF[result], message: message || RESULTS[result] };
  }
  return {
    ok: false,
    code: result.slice(0, LONGEST_CODE),
    reason: "internal",
    message: message || "a Result that the document doesn't know",
  };
}

function isFailure(result: string): result is Failure {
  return Object.hasOwn(REASONS_OF, result);
}

function unreadable(message: string): ClientFailure {
  return { ok: false, code: "unreadable", reason: "internal", message };
}

/** `12.5` yuan as 125,000 ten thousandths; undefined where it is no amount. */
function moneyOf(yuan: string): number | undefined {
  const [, sign, whole, decimals = ""] = /^(-?)(\d{1,11})(?:\.(\d{1,4}))?$/.exec(yuan) ?? [];
  if (whole === undefined) return undefined;
  const amount = Number(whole) * 10_000 + Number(decimals.padEnd(4, "0"));
  return sign === "-" ? 0 - amount : amount;
}
