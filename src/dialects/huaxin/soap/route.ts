import type { Answer, Identity } from "../../../domain/call.ts";
import type { SubmissionDraft } from "../../../domain/submission.ts";
import { type XmlElement, xmlChild, xmlText } from "../../../text/xml-reader.ts";
import { readDraft } from "../../aspx/draft.ts";
import { ingressReply, METHODS } from "../../aspx/endpoint.ts";
import type { Decoded, DialectRoute, WireRequest } from "../../dialect.ts";
import { parseDateTime } from "./date-time.ts";
import { readEnvelope } from "./envelope.ts";
import { fault, notSent, sent } from "./replies.ts";
import { claimedVersion, type SoapVersion } from "./versions.ts";
import { wsdlReply } from "./wsdl.ts";

/** Seed 004, chapter 8: one operation, `SendSms`; a GET is for the service's description. */
export const soap: DialectRoute = {
  path: "/WebService.asmx",
  methods: METHODS,
  decode(request) {
    return request.method === "GET" ? { reply: wsdlReply(addressOf(request)) } : decode(request);
  },
  refuse: (why, { headers }) => ingressReply(why, (refusal) => fault(claimedVersion(headers["content-type"]), refusal)),
};

/** Who asks by way of a proxy may write the whole address where the path is (RFC 9112, 3.2.2). */
function addressOf({ origin, path }: WireRequest): string {
  return path.startsWith("/") ? origin + path : path;
}

function decode({ headers, body }: WireRequest): Decoded {
  const read = readEnvelope(body);
  if (!read.ok) {
    const version = read.version ?? claimedVersion(headers["content-type"]);
    return { reply: fault(version, { reason: "malformed", detail: read.sentence }, read.mismatch) };
  }
  const { operation, version } = read;
  if (operation.name !== "SendSms") {
    return { reply: fault(version, { reason: "malformed", detail: "There is no such operation; there is SendSms." }) };
  }
  return sendSms(operation, version);
}

/** Elements are found by their names; hand-made envelopes leave their namespace out, or have another's. */
function sendSms(operation: XmlElement, version: SoapVersion): Decoded {
  const login = xmlText(operation, "userName").trim();
  const password = xmlText(operation, "password");
  if (login === "") return { reply: notSent(version, { reason: "credentials-missing", missing: "login" }) };
  if (password === "") return { reply: notSent(version, { reason: "credentials-missing", missing: "secret" }) };
  const identity: Identity = { login, proof: { kind: "password", password, digest: "accepted" } };
  return {
    call: { kind: "submit", identity, draft: draftOf(xmlChild(operation, "sms")) },
    encode: (answer: Answer<"submit">) => (answer.ok ? sent(version, answer.value) : notSent(version, answer.refusal)),
  };
}

function draftOf(sms: XmlElement | undefined): SubmissionDraft {
  const [mobile, content, extno] = [xmlText(sms, "Msisdns"), xmlText(sms, "SMSContent"), xmlText(sms, "ExtNumber")];
  // What is nil is empty, too.
  const time = xmlText(sms, "PlanSendTime").trim();
  return {
    ...readDraft({ mobile, content, extno, sendTime: "" }),
    sendAt: time === "" ? undefined : (parseDateTime(time) ?? "unreadable"),
  };
}
