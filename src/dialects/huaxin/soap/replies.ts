import { REASONS, type Refusal } from "../../../domain/reasons.ts";
import type { Accepted, RefusedRecipient } from "../../../domain/submission.ts";
import { escapeXml } from "../../../text/xml.ts";
import { element } from "../../aspx/reply.ts";
import type { WireReply } from "../../dialect.ts";
import { type Result, resultOf } from "../reasons.ts";
import { RESULTS } from "../results.ts";
import { SERVICE_NAMESPACE, type SoapVersion, VERSIONS } from "./versions.ts";

/** Seed 004, 8.3. */
export function sent(version: SoapVersion, accepted: Accepted): WireReply {
  const { submissionId, balance, charged, refused } = accepted;
  const errors = refused.map(sendError).join("");
  return result(version, { code: 1, text: RESULTS[1].text }, [String(submissionId), balance, accepted.accepted.length, charged], errors);
}

/** A refusal is a result like any other, and no fault. */
export function notSent(version: SoapVersion, refusal: Refusal): WireReply {
  return result(version, resultOf(refusal), ["", 0, 0, 0], "");
}

/** @param errors XML */
function result(
  version: SoapVersion,
  { code, text }: Result,
  values: readonly [string, number, number, number],
  errors: string,
): WireReply {
  const [msgId, amount, successCounts, billingCount] = values;
  const content =
    element("StatusCode", RESULTS[code].name) +
    element("Description", text) +
    element("MsgId", msgId) +
    element("Amount", amount) +
    element("SuccessCounts", successCounts) +
    element("BillingCount", billingCount) +
    element("Errors", errors);
  // Clients look for names without a prefix, so the namespace is the default one.
  const response = `<SendSmsResponse xmlns="${SERVICE_NAMESPACE}">${element("SendSmsResult", content)}</SendSmsResponse>`;
  return envelope(version, 200, response);
}

function sendError({ recipient, refusal }: RefusedRecipient): string {
  const { code, text } = resultOf(refusal);
  return element(
    "SendError",
    element("Msisdn", escapeXml(recipient)) + element("StatusCode", RESULTS[code].name) + element("Description", text),
  );
}

/** A request that is no call of this service, or one that the platform could not look at. */
export function fault(version: SoapVersion, { reason, detail }: Refusal, mismatch = false): WireReply {
  const blamed = REASONS[reason] === "retry" ? "receiver" : "sender";
  const sentence = escapeXml(detail ?? (blamed === "sender" ? "The request can't be read." : "The request can't be taken now."));
  const codes = version === "1.1" ? { sender: "Client", receiver: "Server" } : { sender: "Sender", receiver: "Receiver" };
  const code = `soap:${mismatch ? "VersionMismatch" : codes[blamed]}`;
  const content =
    version === "1.1"
      ? element("faultcode", code) + element("faultstring", sentence)
      : element("soap:Code", element("soap:Value", code)) + element("soap:Reason", `<soap:Text xml:lang="en">${sentence}</soap:Text>`);
  return envelope(version, mismatch ? 500 : VERSIONS[version].status[blamed], element("soap:Fault", content));
}

function envelope(version: SoapVersion, status: number, content: string): WireReply {
  const { namespace, contentType } = VERSIONS[version];
  const head = `<?xml version="1.0" encoding="utf-8"?><soap:Envelope xmlns:soap="${namespace}"`;
  const instance = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:xsd="http://www.w3.org/2001/XMLSchema"';
  return { status, contentType, body: `${head} ${instance}>${element("soap:Body", content)}</soap:Envelope>` };
}
