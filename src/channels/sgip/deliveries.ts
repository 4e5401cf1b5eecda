import { createHash } from "node:crypto";
import type { ChannelConfig } from "../../domain/directory.ts";
import type { Clock } from "../../runtime/clock.ts";
import { decodeContent } from "../carrier/content.ts";
import type { Heard } from "../carrier/protocol.ts";
import { receiptPhone } from "../carrier/receipt-phone.ts";
import { type Deliver, encode, type Pdu, type Report, type Unreadable } from "./pdus.ts";
import { RESULTS, verdictOf } from "./results.ts";
import { formatSequence, type Sequence } from "./sequence.ts";
import type { SgipSettings } from "./settings.ts";

export interface DeliveryFacts {
  readonly config: Pick<ChannelConfig, "code">;
  readonly settings: Pick<SgipSettings, "spNumber">;
  readonly clock: Clock;
}

/** Of a report (SGIP 1.2, 4.2.3.5.1): on a submit of ours, not on a text that gateways pass on to each other. */
const ON_SUBMIT = 0;

/**
 * What a gateway's frame means wherever it comes: by the document over the connection that the gateway makes, by the custom of
 * many platforms over ours as well. Frames that belong to one side's own talk (binds, answers to submits) are the caller's.
 */
export function hearDelivery(facts: DeliveryFacts, frame: Buffer, pdu: Pdu | Unreadable): Heard {
  const { sequence } = pdu;
  switch (pdu.name) {
    case "report":
      return reported(facts, frame, sequence, pdu.body);
    case "deliver":
      return delivered(facts, sequence, pdu.body);
    case "userReport":
      return { kind: "life", reply: encode("userReportResponse", sequence, withResult(RESULTS.ok)) };
    case "submit":
      return {
        kind: "life",
        reply: encode("submitResponse", sequence, withResult(RESULTS.command)),
        note: "a submit, which only a gateway gets",
      };
    case "unbind":
      return { kind: "end", why: "the carrier ended the session", reply: encode("unbindResponse", sequence, {}) };
    case "unbindResponse":
      return { kind: "end", why: "logged out" };
    case "malformed":
      return malformed(frame, pdu);
    case "unknown":
      return { kind: "life", note: `command id ${pdu.id} is not known` };
    default:
      return { kind: "life", note: `a ${pdu.name} that was not asked for` };
  }
}

function reported({ clock }: DeliveryFacts, frame: Buffer, sequence: Sequence, report: Report): Heard {
  const acknowledge = encode("reportResponse", sequence, withResult(RESULTS.ok));
  if (report.reportType !== ON_SUBMIT) return { kind: "life", reply: acknowledge, note: `a report of type ${report.reportType}` };
  const receipt = {
    upstreamId: formatSequence(report.submitSequence),
    ...receiptPhone(report.userNumber),
    ...verdictOf(report.state, report.errorCode),
    at: clock.now(),
    raw: frame.toString("hex"),
  };
  return { kind: "delivery", receipts: [receipt], acknowledge, refuse: encode("reportResponse", sequence, withResult(RESULTS.busy)) };
}

function delivered({ config, settings, clock }: DeliveryFacts, sequence: Sequence, deliver: Deliver): Heard {
  const { userNumber, spNumber, tpUdhi, messageCoding, messageContent } = deliver;
  const known = settings.spNumber !== "" && spNumber.startsWith(settings.spNumber);
  const inbound = {
    key: keyOf(sequence, deliver),
    phone: userNumber,
    accessCode: known ? config.code + spNumber.slice(settings.spNumber.length) : spNumber,
    at: clock.now(),
    ...decodeContent({ format: messageCoding, udhi: (tpUdhi & 1) === 1, bytes: messageContent }),
  };
  return {
    kind: "delivery",
    inbound: [inbound],
    acknowledge: encode("deliverResponse", sequence, withResult(RESULTS.ok)),
    refuse: encode("deliverResponse", sequence, withResult(RESULTS.busy)),
  };
}

/**
 * The document wants the connection closed (3.7.2.4.2), but then the same frame would come again and nothing behind it ever:
 * it is answered as wrong instead.
 */
function malformed(frame: Buffer, { of, sequence }: Extract<Unreadable, { name: "malformed" }>): Heard {
  const note = `a ${of} of ${frame.length} bytes, which is too short`;
  if (of === "report") return { kind: "life", reply: encode("reportResponse", sequence, withResult(RESULTS.format)), note };
  if (of === "deliver") return { kind: "life", reply: encode("deliverResponse", sequence, withResult(RESULTS.format)), note };
  return { kind: "life", note };
}

/**
 * What tells a phone's text from another: its sequence number with a digest of the rest, as there are gateways whose sequence
 * numbers repeat.
 */
function keyOf(sequence: Sequence, { userNumber, spNumber, messageContent }: Deliver): string {
  const digest = createHash("sha256").update(`${userNumber}\0${spNumber}\0`).update(messageContent).digest("hex");
  return `${formatSequence(sequence)}-${digest.slice(0, 16)}`;
}

function withResult(result: number): { readonly result: number; readonly reserve: string } {
  return { result, reserve: "" };
}
