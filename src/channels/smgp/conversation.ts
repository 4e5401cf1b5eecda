import { createHash } from "node:crypto";
import type { ChannelConfig } from "../../domain/directory.ts";
import type { ChannelInbound } from "../../domain/inbound.ts";
import type { ChannelReceipt } from "../../domain/receipt.ts";
import type { Clock } from "../../runtime/clock.ts";
import { decodeContent, encodeContent } from "../carrier/content.ts";
import type { Conversation, Heard, Submit } from "../carrier/protocol.ts";
import { receiptPhone } from "../carrier/receipt-phone.ts";
import type { Outcome, Part } from "../channel.ts";
import { authenticatorServer, prove } from "./auth.ts";
import { type Deliver, decode, encode, HEADER, type Options, type Pdu, TAGS, type Unreadable } from "./pdus.ts";
import { readReport } from "./report.ts";
import { loginProblem, outcomeOf, STATUS } from "./results.ts";
import type { SmgpSettings } from "./settings.ts";

export interface SmgpDeps {
  readonly config: Pick<ChannelConfig, "code" | "encoding">;
  readonly settings: SmgpSettings;
  /** LoginMode of this connection (SMGP 3.0.3, 6.2.3). */
  readonly mode: 0 | 1 | 2;
  readonly clock: Clock;
  /** Says for the log what is wrong but does no harm. */
  readonly warn: (message: string) => void;
}

/** SMGP 3.0, in four bits each (6.2.5). */
const VERSION = 0x30;
/** Sequence ids stay below the sign bit, which some gateways read as one. */
const LAST_SEQUENCE = 0x7fff_ffff;
/** Characters of a number (6.2.19, 6.2.22). */
const NUMBER = 21;
/** A submit from a service provider to a phone (6.2.9), of ordinary priority (6.2.11), free for its owner (6.2.13). */
const MT = 6;
const REPORT_WANTED = 1;
const ORDINARY = 1;
const FREE = "00";
const NO_FEE = "000000";
const IS_REPORT = 1;
/** Service providers' numbers had this in front once (6.2.19), and some gateways still write it. */
const OLD_PREFIX = "118";

/** Our side of one connection to a gateway (SMGW). */
export class SmgpConversation implements Conversation {
  readonly #deps: SmgpDeps;
  #sequence = 0;
  #authenticator: Buffer = Buffer.alloc(16);
  #open = false;

  constructor(deps: SmgpDeps) {
    this.#deps = deps;
  }

  login(): Buffer {
    const { settings, mode, clock } = this.#deps;
    const proof = prove(settings.clientId, settings.sharedSecret, clock.now());
    this.#authenticator = proof.authenticatorClient;
    return encode("login", this.#next(), { clientId: settings.clientId, ...proof, loginMode: mode, clientVersion: VERSION });
  }

  heartbeat(): Buffer {
    return encode("activeTest", this.#next(), {});
  }

  logout(): Buffer {
    return encode("exit", this.#next(), {});
  }

  submit(part: Part): Submit | Outcome {
    const { config, settings } = this.#deps;
    const carried = encodeContent(part, config.encoding);
    const phone = part.phone.replace("+", "");
    const wrong = carried === undefined ? "TEXT" : part.source.length > NUMBER ? "SOURCE" : phone.length > NUMBER ? "PHONE" : undefined;
    if (carried === undefined || wrong !== undefined) return { kind: "refused", code: `SMGP:${wrong}`, final: false };
    const key = this.#next();
    const body = {
      msgType: MT,
      needReport: REPORT_WANTED,
      priority: ORDINARY,
      serviceId: settings.serviceId,
      feeType: FREE,
      feeCode: NO_FEE,
      fixedFee: NO_FEE,
      msgFormat: carried.format,
      validTime: "",
      atTime: "",
      srcTermId: part.source,
      chargeTermId: "",
      destTermIds: [phone],
      msgContent: carried.bytes,
      reserve: "",
    };
    return { kind: "submit", key, frame: encode("submit", key, body, carried.udhi ? partOptions(part) : undefined) };
  }

  hear(frame: Buffer): Heard {
    const pdu = decode(frame);
    switch (pdu.name) {
      case "loginResponse":
        return this.#loggedIn(pdu.body);
      case "submitResponse":
        return { kind: "answer", key: pdu.sequence, outcome: outcomeOf(pdu.body.status, idOf(pdu.body.msgId)) };
      case "deliver":
        return this.#delivered(frame, pdu);
      case "activeTest":
        return { kind: "life", reply: encode("activeTestResponse", pdu.sequence, {}) };
      case "activeTestResponse":
        return { kind: "life" };
      case "exit":
        return { kind: "end", why: "the carrier ended the session", reply: encode("exitResponse", pdu.sequence, {}) };
      case "exitResponse":
        return { kind: "end", why: "logged out" };
      case "malformed":
        return malformed(frame, pdu);
      case "unknown":
        return { kind: "life", note: `request id ${pdu.id} is not known` };
      default:
        return { kind: "life", note: `a ${pdu.name}, which only a gateway gets` };
    }
  }

  #next(): number {
    this.#sequence = this.#sequence >= LAST_SEQUENCE ? 1 : this.#sequence + 1;
    return this.#sequence;
  }

  #loggedIn({ status, authenticatorServer: shown }: Extract<Pdu, { name: "loginResponse" }>["body"]): Heard {
    if (this.#open) return { kind: "life", note: "a second answer to the login" };
    const { settings, warn } = this.#deps;
    if (status !== STATUS.ok) return { kind: "end", why: `the login was refused with status ${status}: ${loginProblem(status)}` };
    // What a gateway proves itself with is wrong so often that nobody checks it; a connection to a stranger shows in the log
    if (!shown.equals(authenticatorServer(status, this.#authenticator, settings.sharedSecret)))
      warn("the carrier did not prove that it knows the shared secret (AuthenticatorServer is wrong)");
    this.#open = true;
    return { kind: "open" };
  }

  #delivered(frame: Buffer, { sequence, body, options }: Extract<Pdu, { name: "deliver" }>): Heard {
    const { msgId } = body;
    const acknowledge = encode("deliverResponse", sequence, { msgId, status: STATUS.ok });
    const refuse = encode("deliverResponse", sequence, { msgId, status: STATUS.busy });
    return body.isReport === IS_REPORT
      ? { kind: "delivery", receipts: [this.#receiptOf(body, frame)], acknowledge, refuse }
      : { kind: "delivery", inbound: [this.#inboundOf(body, sequence, options)], acknowledge, refuse };
  }

  /** A report that can't be read is kept under the delivery's own id, where support finds it: it settles nothing. */
  #receiptOf({ msgId, srcTermId, msgContent }: Deliver, frame: Buffer): ChannelReceipt {
    const report = readReport(msgContent);
    const readable = report.msgId !== undefined && report.stat !== "";
    return {
      upstreamId: report.msgId ?? idOf(msgId),
      ...(readable ? receiptPhone(srcTermId) : {}),
      status: readable ? statusOf(report.stat) : "pending",
      code: report.stat || "SMGP:UNREADABLE",
      at: this.#deps.clock.now(),
      raw: frame.toString("hex"),
    };
  }

  #inboundOf(deliver: Deliver, sequence: number, options: Options | undefined): ChannelInbound {
    const { code } = this.#deps.config;
    const { srcTermId, destTermId, msgFormat, msgContent } = deliver;
    const udhi = ((options?.get(TAGS.tpUdhi)?.[0] ?? 0) & 1) === 1;
    const old = destTermId.startsWith(OLD_PREFIX + code) && !destTermId.startsWith(code);
    return {
      key: keyOf(deliver, sequence),
      phone: srcTermId,
      accessCode: old ? destTermId.slice(OLD_PREFIX.length) : destTermId,
      at: this.#deps.clock.now(),
      ...decodeContent({ format: msgFormat, udhi, bytes: msgContent }),
    };
  }
}

/** A deliver that can't be read is answered as such: left alone it would come again and again, and nothing behind it. */
function malformed(frame: Buffer, { of, sequence }: Extract<Unreadable, { name: "malformed" }>): Heard {
  const note = `a ${of} of ${frame.length} bytes, which is too short`;
  if (of === "loginResponse") return { kind: "end", why: note };
  // It answers this submit, but nobody can say how
  if (of === "submitResponse") return { kind: "answer", key: sequence, outcome: { kind: "unknown", code: "SMGP:MALFORMED" } };
  if (of !== "deliver") return { kind: "life", note };
  const msgId = Buffer.alloc(10);
  frame.copy(msgId, 0, HEADER);
  return { kind: "life", reply: encode("deliverResponse", sequence, { msgId, status: STATUS.structure }), note };
}

/** How a message id is written in outcomes and receipts: 20 digits, of BCD where a gateway follows the document (6.2.26). */
function idOf(msgId: Buffer): string {
  return msgId.toString("hex");
}

/** What says, beside the header in the content, that it is a part (6.3.3, 6.3.10, 6.3.11). */
function partOptions({ part, parts }: Part): Options {
  return new Map([
    [TAGS.tpUdhi, Buffer.of(1)],
    [TAGS.pkTotal, Buffer.of(parts)],
    [TAGS.pkNumber, Buffer.of(part)],
  ]);
}

/** 6.2.63.1: what is accepted or under way is not settled yet; everything else that isn't delivered has failed. */
function statusOf(stat: string): ChannelReceipt["status"] {
  if (stat === "DELIVRD") return "delivered";
  return stat === "ACCEPTD" || stat === "ENROUTE" ? "pending" : "failed";
}

/**
 * What tells a phone's text from another: the gateway's message id with a digest of the rest, as there are gateways that give
 * the parts of a long text one id, or no id at all; those without one are told apart by their sequence ids as well.
 */
function keyOf({ msgId, srcTermId, destTermId, msgContent }: Deliver, sequence: number): string {
  const digest = createHash("sha256").update(`${srcTermId}\0${destTermId}\0`).update(msgContent);
  if (msgId.every((byte) => byte === 0)) digest.update(`\0${sequence}`);
  return `${idOf(msgId)}-${digest.digest("hex").slice(0, 16)}`;
}
