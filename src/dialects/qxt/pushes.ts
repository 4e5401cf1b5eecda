import { Buffer } from "node:buffer";
import type { Account } from "../../domain/directory.ts";
import type { Inbound } from "../../domain/inbound.ts";
import { STANDARD_PUSH_SCHEDULE } from "../../domain/push.ts";
import type { Report } from "../../domain/submission.ts";
import { encodeForm } from "../../text/form-encode.ts";
import type { PushAnswer, Pushes, PushRequest, PushTarget, PushVerdict } from "../pushes.ts";
import { statusOf } from "./status.ts";

/** Whatever an account is set to: a GET of 50 reports stays below the 8 KiB that servers take by default. */
export const MAX_BATCH = 50;

const SCHEDULES = { refused: STANDARD_PUSH_SCHEDULE, unreached: STANDARD_PUSH_SCHEDULE };

/** Seed 001, 3.1.1 and 3.1.2, parameters in the order of the document's examples. */
export const pushes: Pushes = {
  reports: { most: batchOf, encode: encodeReports, judge, schedules: SCHEDULES },
  inbound: { most: () => 1, encode: encodeInbound, judge, schedules: SCHEDULES },
};

/** The account's `qxtBatch`, 1 to 50; anything else is the document's one report a request. */
function batchOf({ dialectSettings: { qxtBatch = "" } }: Account): number {
  const batch = /^\d{1,2}$/.test(qxtBatch) ? Number(qxtBatch) : 1;
  return batch >= 1 && batch <= MAX_BATCH ? batch : 1;
}

function encodeReports(reports: readonly Report[], target: PushTarget): PushRequest {
  const list = (value: (report: Report) => string | number): string => reports.map(value).join(",");
  return pushRequest(target, {
    type: "4",
    msg: list(statusOf),
    mobile: list(({ phone }) => phone),
    mid: list(({ submissionId }) => submissionId),
    port: list(({ accessCode }) => accessCode),
    area: list(({ region }) => region.province),
    city: list(({ region }) => region.city),
  });
}

function encodeInbound(items: readonly Inbound[], target: PushTarget): PushRequest {
  const [{ id, text, phone, accessCode, region }] = items as readonly [Inbound];
  return pushRequest(target, {
    mid: String(id),
    type: "1",
    msg: text,
    mobile: phone,
    port: accessCode,
    area: region.province,
    city: region.city,
  });
}

/** GET where the account is set to nothing; the address may have a query of its own. */
function pushRequest({ url, account }: PushTarget, parameters: Readonly<Record<string, string>>): PushRequest {
  const form = encodeForm(parameters, "gb18030");
  if (account.push.method === "POST") {
    const headers = { "content-type": "application/x-www-form-urlencoded; charset=GBK" };
    return { method: "POST", url, headers, body: Buffer.from(form, "latin1") };
  }
  const glue = !url.includes("?") ? "?" : /[?&]$/.test(url) ? "" : "&";
  return { method: "GET", url: url + glue + form, headers: {} };
}

/**
 * `ok` in a 2xx answer. Other words in one come from a program that is there, so they don't make its address count as dead. Both
 * kinds of tries follow the one schedule that the interface has.
 */
function judge({ status, body }: PushAnswer): PushVerdict {
  if (status < 200 || status > 299) return "unreached";
  // trim takes the byte order mark as well, which some scripts put in front
  return body.toString("utf8").trim().toLowerCase() === "ok" ? "received" : "refused";
}
