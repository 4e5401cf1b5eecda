import type { Balance } from "../../domain/call.ts";
import type { Inbound } from "../../domain/inbound.ts";
import type { Refusal } from "../../domain/reasons.ts";
import type { Accepted, Report } from "../../domain/submission.ts";
import { formatShanghai } from "../../text/shanghai-time.ts";
import { escapeXml } from "../../text/xml.ts";
import type { WireReply } from "../dialect.ts";
import { NOTHING_WAITING, queryStatus, sendStatus } from "./reasons.ts";

/** Byte for byte: public clients cut the status out at a fixed offset. */
const HEAD = '<?xml version="1.0" encoding="UTF-8"?>';

/** Seed 002, 2.3. */
export function sent({ submissionId }: Accepted): WireReply {
  return mt(element("status", 0) + element("msgid", submissionId));
}

export function notSent(refusal: Refusal): WireReply {
  return mt(element("status", line(sendStatus(refusal))));
}

/** Seed 002, 1.3. */
export function amount({ credits }: Balance): WireReply {
  return mt(element("status", 0) + element("account", tenthOf(credits)));
}

/** Seed 002, 3.3. */
export function reports(list: readonly Report[]): WireReply {
  return rows(list, reportRow);
}

/** Seed 002, 4.3. */
export function inbound(list: readonly Inbound[]): WireReply {
  return rows(list, inboundRow);
}

/** What every method but a send is refused with. */
export function notAnswered(refusal: Refusal): WireReply {
  return mt(element("status", queryStatus(refusal)));
}

function rows<T>(list: readonly T[], row: (item: T) => string): WireReply {
  return list.length === 0 ? mt(element("status", NOTHING_WAITING)) : sms(list.map(row).join(""));
}

function reportRow(report: Report): string {
  return element(
    "rpt",
    element("mobile", line(report.phone)) +
      element("msgid", report.submissionId) +
      // Whatever a carrier calls it: to this dialect's clients everything but DELIVRD has failed.
      element("status", report.outcome === "delivered" ? "DELIVRD" : line(report.code)) +
      element("time", formatShanghai(report.at)) +
      element("extno", line(report.ext)),
  );
}

function inboundRow({ phone, accessCode, text, at }: Inbound): string {
  return element(
    "mo",
    element("mobile", line(phone)) +
      element("recvcode", line(accessCode)) +
      element("content", line(text)) +
      element("time", formatShanghai(at)),
  );
}

/** The document's `account` counts in tens of credits: 100003 is 10000.3. Exact where a division wouldn't be. */
function tenthOf(credits: number): string {
  const digits = String(Math.abs(credits)).padStart(2, "0");
  const tenth = digits.endsWith("0") ? "" : `.${digits.slice(-1)}`;
  return `${credits < 0 ? "-" : ""}${digits.slice(0, -1)}${tenth}`;
}

/** A text as content that keeps the reply on one line; a parser gives the line feeds back. */
function line(text: string): string {
  return escapeXml(text).replaceAll("\n", "&#10;");
}

/** `content` is XML already. */
function element(name: string, content: string | number): string {
  return `<${name}>${content}</${name}>`;
}

function mt(content: string): WireReply {
  return sms(element("mt", content));
}

function sms(content: string): WireReply {
  return { status: 200, contentType: "text/xml; charset=utf-8", body: HEAD + element("sms", content) };
}
