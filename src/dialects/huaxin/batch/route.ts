import type { Answer, Identity } from "../../../domain/call.ts";
import type { Account } from "../../../domain/directory.ts";
import type { Refusal } from "../../../domain/reasons.ts";
import type { SubmissionDraft } from "../../../domain/submission.ts";
import { type Fields, fieldNames } from "../../../text/fields.ts";
import { normalizePhone } from "../../../text/phone.ts";
import { escapeXml } from "../../../text/xml.ts";
import { readDraft } from "../../aspx/draft.ts";
import { COMMON_FIELDS, type Endpoint, endpointRoute, refuseWith } from "../../aspx/endpoint.ts";
import { notSentReply } from "../../aspx/xml-replies.ts";
import type { CallDecoded, Deferred, DialectRoute, WireReply } from "../../dialect.ts";
import { resultOf } from "../reasons.ts";
import { failureWord } from "../replies.ts";
import { xmlReplies } from "../xml.ts";
import { type Batch, MAX_LINES, readBatch } from "./content.ts";

const FIELDS = ["content", "sendTime", "extno"] as const;
type Field = (typeof FIELDS)[number];

const ENDPOINT: Endpoint<Field> = {
  path: "/BatchSms.ashx",
  charset: "utf-8",
  digest: "accepted",
  fields: fieldNames(...COMMON_FIELDS, ...FIELDS),
  actions: { fail: notSent, decode },
  fail: notSent,
};

const route = endpointRoute(ENDPOINT);

/**
 * Seed 004, 1.6: one text a recipient. By POST only: a GET is answered by the dialect's own code, with the status of all its codes, as its
 * clients look at nothing else.
 */
export const batchSms: DialectRoute = {
  ...route,
  decode: (request) => (request.method === "GET" ? { reply: notSent({ reason: "malformed" }, undefined) } : route.decode(request)),
};

/** Megabytes may come out of a content: not for somebody who hasn't proved anything. */
function decode(fields: Fields<Field>, identity: Identity): { readonly deferred: Deferred } {
  return { deferred: { identity, open: () => unpack(fields, identity), fail: notSent } };
}

function unpack({ content, sendTime, extno }: Fields<Field>, identity: Identity): CallDecoded {
  const batch = readBatch(content);
  if (batch === undefined) {
    const detail = "The content is no base64 of gzip of UTF-8, too large, or has a line without a comma.";
    return refuseWith(identity, { reason: "payload-undecodable", detail }, notSent);
  }
  return {
    call: { kind: "submit", identity, draft: draftOf(batch, readDraft({ mobile: "", content: "", sendTime, extno })) },
    encode: (answer: Answer<"submit">) => (answer.ok ? xmlReplies.sent(answer.value) : notSent(answer.refusal, answer.account, batch)),
  };
}

function draftOf({ recipients, texts }: Batch, draft: SubmissionDraft): SubmissionDraft {
  return {
    ...draft,
    recipients,
    content: { kind: "each", texts },
    refuseDuplicates: true,
    // As for a list of numbers that was cut short: it states a bound that it breaks.
    ...(recipients.length > MAX_LINES && { bounds: { ...draft.bounds, recipients: MAX_LINES } }),
  };
}

/** The dialect's page: what can't be decoded is called after the parameter, and a repeated phone is named. */
function notSent(refusal: Refusal, account: Account | undefined, batch?: Batch): WireReply {
  return notSentReply(failureWord(account), escapeXml(messageOf(refusal, batch)));
}

function messageOf(refusal: Refusal, batch: Batch | undefined): string {
  if (refusal.reason === "payload-undecodable") return "content参数错误";
  const { text } = resultOf(refusal);
  const repeated = batch !== undefined && refusal.reason === "recipient-malformed" ? repeatedIn(batch) : undefined;
  return repeated === undefined ? text : `${text}：${repeated} 重复`;
}

/** The first phone that is there for the second time, as it is written there. */
function repeatedIn({ recipients }: Batch): string | undefined {
  const seen = new Set<string>();
  for (const recipient of recipients) {
    const phone = normalizePhone(recipient) ?? recipient;
    if (seen.has(phone)) return recipient;
    seen.add(phone);
  }
  return undefined;
}
