import type { Reason } from "../../domain/reasons.ts";
import { parseShanghai } from "../../text/shanghai-time.ts";
import { readXml, type XmlElement, xmlChild, xmlText } from "../../text/xml-reader.ts";
import type {
  ClientAnswer,
  ClientBalance,
  ClientFailure,
  ClientInbound,
  ClientInbounds,
  ClientReport,
  ClientReports,
  ClientSent,
} from "../client.ts";
import { NOTHING_WAITING } from "./reasons.ts";

/** Far beyond what a server hands out at a time. */
const BOUNDS = { depth: 8, elements: 100_000, rawAmpersands: true };
const UNREADABLE: ClientFailure = {
  ok: false,
  code: "unreadable",
  reason: "internal",
  message: "The answer is none that this interface gives.",
};

/** Seed 002, 2.3. */
export function readSent(answer: ClientAnswer): ClientSent | ClientFailure {
  const mt = xmlChild(rootOf(answer), "mt");
  const status = plain(mt, "status");
  if (status !== "0") return failure(status, SEND_MEANINGS);
  const submissionId = plain(mt, "msgid");
  return submissionId === "" ? UNREADABLE : { ok: true, submissionId };
}

/** Seed 002, 1.3: the amount counts in tens of credits. */
export function readAmount(answer: ClientAnswer): ClientBalance | ClientFailure {
  const mt = xmlChild(rootOf(answer), "mt");
  const status = plain(mt, "status");
  if (status !== "0") return failure(status, QUERY_MEANINGS);
  const account = plain(mt, "account");
  return /^-?\d{1,14}(\.\d{1,9})?$/.test(account) ? { ok: true, credits: Math.round(Number(account) * 10) } : UNREADABLE;
}

/** Seed 002, 3.3. */
export function readReports(answer: ClientAnswer, now: number): ClientReports | ClientFailure {
  const rows = rowsOf(answer, "rpt");
  return "ok" in rows ? rows : { ok: true, reports: rows.map((row) => reportOf(row, now)) };
}

/** Seed 002, 4.3. */
export function readInbound(answer: ClientAnswer, now: number): ClientInbounds | ClientFailure {
  const rows = rowsOf(answer, "mo");
  return "ok" in rows ? rows : { ok: true, inbound: rows.map((row) => inboundOf(row, now)) };
}

function rowsOf(answer: ClientAnswer, name: "rpt" | "mo"): readonly XmlElement[] | ClientFailure {
  const root = rootOf(answer);
  if (root === undefined) return UNREADABLE;
  const mt = xmlChild(root, "mt");
  const status = plain(mt, "status");
  if (mt !== undefined && status !== "0" && status !== NOTHING_WAITING) return failure(status, QUERY_MEANINGS);
  return root.children.filter((child) => child.name === name);
}

function reportOf(row: XmlElement, now: number): ClientReport {
  const code = plain(row, "status");
  return {
    phone: plain(row, "mobile"),
    submissionId: plain(row, "msgid"),
    delivered: code === "DELIVRD",
    code,
    at: timeOf(row, now),
    ext: plain(row, "extno"),
  };
}

function inboundOf(row: XmlElement, now: number): ClientInbound {
  return { phone: plain(row, "mobile"), text: xmlText(row, "content"), at: timeOf(row, now), to: plain(row, "recvcode") };
}

/** Rows are handed out once, so one whose time can't be read is taken as of now rather than lost. */
function timeOf(row: XmlElement, now: number): number {
  return parseShanghai(plain(row, "time")) ?? now;
}

/** Replies are UTF-8 whatever the request was. */
function rootOf({ body }: ClientAnswer): XmlElement | undefined {
  const read = readXml(body.toString("utf8"), BOUNDS);
  return read.ok && read.root.name === "sms" ? read.root : undefined;
}

function plain(element: XmlElement | undefined, name: string): string {
  return xmlText(element, name).trim();
}

interface Meaning {
  readonly reason: Reason;
  readonly message: string;
}

/** Seed 002, 1.3, 3.4 and 4.4; the reason is the nearest where a code stands for several. */
const QUERY_MEANINGS: ReadonlyMap<string, Meaning> = new Map([
  ["100", { reason: "internal", message: "The server could not do it." }],
  ["101", { reason: "password-wrong", message: "There is no such account, or its password is another." }],
  ["102", { reason: "account-disabled", message: "The account is disabled." }],
  ["103", { reason: "parameter-wrong", message: "A parameter is missing or wrong." }],
  ["105", { reason: "token-wrong", message: "The account's veryCode is another." }],
  ["109", { reason: "ip-refused", message: "The account may not call from this address." }],
  ["117", { reason: "interface-disabled", message: "The account may not call in this way." }],
]);

/** Seed 002, 2.3. */
const SEND_MEANINGS: ReadonlyMap<string, Meaning> = new Map([
  ...QUERY_MEANINGS,
  ["105", { reason: "content-illegal", message: "The content is empty, too long, or not in the charset that was stated." }],
  ["106", { reason: "recipient-malformed", message: "There are no numbers, too many, or one of them is wrong." }],
  ["108", { reason: "credits-short", message: "The account's credits don't suffice." }],
  ["110", { reason: "content-keyword", message: "The content holds reserved words" }],
  ["114", { reason: "template-unknown", message: "The template can't be used, or a value is missing." }],
  ["115", { reason: "signature-tag-unknown", message: "The signature can't be used." }],
  ["116", { reason: "token-wrong", message: "The account's veryCode is another." }],
]);
const UNKNOWN: Meaning = { reason: "internal", message: "The server gave a code that this interface doesn't have." };

/** A code, and for keywords what follows it: `110#(李老师,XX)`. */
const STATUS = /^(\d{1,9})(?:#\((.*)\))?$/s;

function failure(status: string, meanings: ReadonlyMap<string, Meaning>): ClientFailure {
  const [, code, words] = STATUS.exec(status) ?? [];
  if (code === undefined) return UNREADABLE;
  const { reason, message } = meanings.get(code) ?? UNKNOWN;
  return { ok: false, code, reason, message: words === undefined ? message : `${message}: ${words}` };
}
