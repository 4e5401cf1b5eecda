import type { Reason } from "../../domain/reasons.ts";
import type { Charset } from "../../text/charset.ts";
import { parseShanghai } from "../../text/shanghai-time.ts";
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
import { type Box, readDocument, type ServerDocument } from "./client-document.ts";

/** How a server says no, in its own words, and what we call it. */
export interface ClientDialect {
  /** @param code the number of an `errorstatus` or an `error`, else the failure word */
  reasonOf(code: string, message: string): Reason;
}

/** A server's no, if it is one. */
type Refused = { readonly code: string; readonly message: string } | undefined;

const MAX_MESSAGE = 200;

/** Makes the `read` of a call. `make` answers undefined where the document lacks what it must have. */
export function reader<T>(
  dialect: ClientDialect,
  charset: Charset,
  make: (document: ServerDocument, now: number) => T | undefined,
): (answer: ClientAnswer, now: number) => T | ClientFailure {
  return ({ status, body }, now) => {
    const document = readDocument(body, charset);
    if (document === undefined) return unreadable("The answer is neither XML nor JSON of this interface.");
    const refused = refusedBy(document);
    if (refused !== undefined) {
      const { code, message } = refused;
      return { ok: false, code, reason: dialect.reasonOf(code, message), message: message.slice(0, MAX_MESSAGE) };
    }
    if (status < 200 || status > 299) return unreadable(`The answer has the HTTP status ${status} and names no failure.`);
    return make(document, now) ?? unreadable("The answer is neither a success nor a failure of this interface.");
  };
}

function unreadable(message: string): ClientFailure {
  return { ok: false, code: "unreadable", reason: "internal", message };
}

/** JSON's `error` is 1 where all is well, XML's is 1 where credentials are missing: there it stands in an `errorstatus` (seed 004, 4.4, 4.5). */
function refusedBy({ fields, errorStatus }: ServerDocument): Refused {
  if (errorStatus !== undefined) return { code: errorStatus.get("error") ?? "", message: errorStatus.get("remark") ?? "" };
  const status = fields.get("returnstatus");
  if (status !== undefined) return isSuccess(status) ? undefined : { code: status, message: fields.get("message") ?? "" };
  const error = fields.get("error");
  return error === undefined || error === "1" ? undefined : { code: error, message: fields.get("remark") ?? "" };
}

/** Misspelt by both siblings in a balance by XML. */
function isSuccess(status: string): boolean {
  return /^succ?ess$/i.test(status.trim());
}

export function readSent({ fields }: ServerDocument): ClientSent | undefined {
  const submissionId = fields.get("taskid")?.trim() ?? "";
  if (!fields.has("returnstatus") || submissionId === "" || submissionId === "0") return undefined;
  const balance = integer(fields.get("remainpoint"));
  const accepted = integer(fields.get("successcounts"));
  return { ok: true, submissionId, ...(balance !== undefined && { balance }), ...(accepted !== undefined && { accepted }) };
}

export function readBalance({ fields }: ServerDocument): ClientBalance | undefined {
  const credits = integer(fields.get("overage"));
  return credits === undefined ? undefined : { ok: true, credits };
}

export function readReports({ boxes }: ServerDocument, now: number): ClientReports | undefined {
  return boxes && { ok: true, reports: reportsOf(boxes, now) };
}

export function readInbound({ boxes }: ServerDocument, now: number): ClientInbounds | undefined {
  return boxes && { ok: true, inbound: inboundOf(boxes, now) };
}

/** Reports among boxes; what names no phone is none. @param now UTC ms, for those that don't say when */
export function reportsOf(boxes: readonly Box[], now: number): readonly ClientReport[] {
  return boxes.flatMap(({ name, fields }) => {
    const phone = fields.get("mobile")?.trim() ?? "";
    if (name === "callbox" || phone === "") return [];
    const code = fields.get("errorcode") ?? "";
    return {
      phone,
      submissionId: fields.get("taskid")?.trim() ?? "",
      delivered: isDelivered(fields.get("status"), code),
      code,
      at: timeOf(fields, now),
      ext: fields.get("extno") ?? "",
    };
  });
}

/** Inbound texts among boxes; what names no phone is none. @param now UTC ms, for those that don't say when */
export function inboundOf(boxes: readonly Box[], now: number): readonly ClientInbound[] {
  return boxes.flatMap(({ name, fields }) => {
    const phone = fields.get("mobile")?.trim() ?? "";
    if (name === "statusbox" || phone === "") return [];
    const submissionId = fields.get("taskid")?.trim() ?? "";
    return {
      phone,
      text: fields.get("content") ?? "",
      at: timeOf(fields, now),
      to: fields.get("extno") ?? "",
      ...(submissionId !== "" && submissionId !== "0" && { submissionId }),
    };
  });
}

/** Seed 004, 4.5, shows reports by JSON without a status: there the carrier's code must do. */
function isDelivered(status: string | undefined, code: string): boolean {
  return status === undefined ? code.trim().toUpperCase() === "DELIVRD" : status.trim() === "10";
}

/** `0001-01-01 00:00:00`, which the document shows and .NET says for nothing, is no time that anything came at. */
function timeOf(fields: ReadonlyMap<string, string>, now: number): number {
  const at = parseShanghai(fields.get("receivetime")?.trim() ?? "");
  return at === undefined || at < 0 ? now : at;
}

const INTEGER = /^-?\d{1,15}$/;

function integer(text: string | undefined): number | undefined {
  const digits = text?.trim() ?? "";
  return INTEGER.test(digits) ? Number(digits) : undefined;
}
