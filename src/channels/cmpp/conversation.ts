import { createHash } from "node:crypto";
import type { ChannelConfig } from "../../domain/directory.ts";
import type { ChannelInbound } from "../../domain/inbound.ts";
import type { Clock } from "../../runtime/clock.ts";
import { decodeContent, encodeContent } from "../carrier/content.ts";
import type { Conversation, Heard, Submit } from "../carrier/protocol.ts";
import { receiptPhone } from "../carrier/receipt-phone.ts";
import type { Outcome, Part } from "../channel.ts";
import { authenticatorIsmg, prove } from "./auth.ts";
import { COMMANDS, type Deliver, decode, decodeResponse, encode, HEADER, type SubmitResponse, type Version } from "./pdus.ts";
import { readReport } from "./report.ts";
import { loginProblem, outcomeOf, RESULTS } from "./results.ts";
import type { CmppSettings } from "./settings.ts";

export interface CmppDeps {
  readonly config: Pick<ChannelConfig, "code" | "encoding">;
  readonly settings: CmppSettings;
  readonly clock: Clock;
  /** Says for the log what is wrong but does no harm. */
  readonly warn: (message: string) => void;
}

/** The version that a login asks for: major and minor in four bits each (CMPP 3.0.0, 8.4.1.1). */
const LOGIN_VERSION = { "2.0": 0x20, "3.0": 0x30 } as const;
/** Above it is the sign bit, which some gateways read as one. */
const LAST_SEQUENCE = 0x7fff_ffff;

/** Characters of a sender (8.4.3.1). */
const SRC_ID = 21;
const MOST_PARTS = 0xff;
/** The SP pays (Fee_UserType). */
const SP_PAYS = 2;
const REPORT_WANTED = 1;
const IS_REPORT = 1;

/** Our side of one connection to a gateway (ISMG). */
export class CmppConversation implements Conversation {
  readonly #deps: CmppDeps;
  #sequence = 0;
  #authenticator: Buffer = Buffer.alloc(16);
  #open = false;

  constructor(deps: CmppDeps) {
    this.#deps = deps;
  }

  login(): Buffer {
    const { settings, clock } = this.#deps;
    const { version, sourceAddr, sharedSecret } = settings;
    const { authenticator, timestamp } = prove(sourceAddr, sharedSecret, clock.now());
    this.#authenticator = authenticator;
    const body = { sourceAddr, authenticatorSource: authenticator, version: LOGIN_VERSION[version], timestamp };
    return encode(version, "connect", this.#next(), body);
  }

  heartbeat(): Buffer {
    return encode(this.#version, "activeTest", this.#next(), {});
  }

  logout(): Buffer {
    return encode(this.#version, "terminate", this.#next(), {});
  }

  submit(part: Part): Submit | Outcome {
    const { config, settings } = this.#deps;
    const carried = encodeContent(part, config.encoding);
    const srcId = this.#sourceOf(part);
    const { version } = settings;
    if (!carried || part.parts > MOST_PARTS) return refused("TEXT");
    if (srcId.length > SRC_ID) return refused("SOURCE");
    const key = this.#next();
    const frame = encode(version, "submit", key, {
      msgId: "0",
      pkTotal: part.parts,
      pkNumber: part.part,
      registeredDelivery: REPORT_WANTED,
      msgLevel: 0,
      serviceId: settings.serviceId,
      feeUserType: SP_PAYS,
      feeTerminalId: "",
      feeTerminalType: 0,
      tpPid: 0,
      tpUdhi: carried.udhi ? 1 : 0,
      msgFmt: carried.format,
      msgSrc: settings.sourceAddr,
      feeType: settings.feeType,
      feeCode: settings.feeCode,
      validTime: "",
      atTime: "",
      srcId,
      destTerminalIds: [part.phone.replace("+", "00")],
      destTerminalType: 0,
      msgContent: carried.bytes,
      linkId: "",
    });
    return { kind: "submit", key, frame };
  }

  hear(frame: Buffer): Heard {
    const command = frame.readUInt32BE(4);
    const sequence = frame.readUInt32BE(8);
    const body = frame.subarray(HEADER);
    switch (command) {
      case COMMANDS.connectResponse:
        return this.#loggedIn(body);
      case COMMANDS.submitResponse:
        return { kind: "answer", key: sequence, outcome: submitOutcome(decodeResponse("submitResponse", body)?.body) };
      case COMMANDS.deliver:
        return this.#delivered(frame, sequence, body);
      case COMMANDS.activeTest:
        return { kind: "life", reply: encode(this.#version, "activeTestResponse", sequence, { reserved: 0 }) };
      case COMMANDS.activeTestResponse:
        return { kind: "life" };
      case COMMANDS.terminate:
        return { kind: "end", why: "the carrier ended the session", reply: encode(this.#version, "terminateResponse", sequence, {}) };
      case COMMANDS.terminateResponse:
        return { kind: "end", why: "logged out" };
      default:
        return { kind: "life", note: `command 0x${command.toString(16).padStart(8, "0")} is not known` };
    }
  }

  get #version(): Version {
    return this.#deps.settings.version;
  }

  #next(): number {
    this.#sequence = nextSequence(this.#sequence);
    return this.#sequence;
  }

  #loggedIn(body: Buffer): Heard {
    if (this.#open) return { kind: "life", note: "a second answer to the login" };
    const { settings, warn } = this.#deps;
    const answer = decodeResponse("connectResponse", body);
    if (!answer) return { kind: "end", why: `the login was answered with a body of ${body.length} bytes, which is none of CMPP` };
    const { status, authenticatorIsmg: shown } = answer.body;
    if (status !== 0) return { kind: "end", why: `the login was refused with status ${status}: ${loginProblem(status)}` };
    if (answer.version !== settings.version)
      return { kind: "end", why: `the carrier speaks CMPP ${answer.version}, the channel's settings say ${settings.version}` };
    // What a gateway proves itself with is wrong so often that nobody checks it; a connection to a stranger shows in the log
    if (!shown.equals(authenticatorIsmg(status, this.#authenticator, settings.sharedSecret, settings.version)))
      warn("the carrier did not prove that it knows the shared secret (AuthenticatorISMG is wrong)");
    this.#open = true;
    return { kind: "open" };
  }

  #delivered(frame: Buffer, sequence: number, body: Buffer): Heard {
    const version = this.#version;
    const answer = (msgId: string, result: number): Buffer => encode(version, "deliverResponse", sequence, { msgId, result });
    const deliver = decode(version, "deliver", body);
    if (!deliver) {
      const msgId = body.length < 8 ? "0" : body.readBigUInt64BE().toString();
      return {
        kind: "life",
        reply: answer(msgId, RESULTS.structure),
        note: `a CMPP_DELIVER of ${frame.length} bytes that is none of CMPP ${version}`,
      };
    }
    const acknowledge = answer(deliver.msgId, RESULTS.ok);
    if (deliver.registeredDelivery !== IS_REPORT) return { kind: "delivery", inbound: [this.#inboundOf(deliver, sequence)], acknowledge };
    const report = readReport(deliver.msgContent);
    if (!report) return { kind: "life", reply: answer(deliver.msgId, RESULTS.structure), note: "a status report that is too short" };
    const { msgId, status, code } = report;
    // the phone that the submit went to stands where texts have their sender (7.4.3.3, Src_terminal_Id)
    const phone = msgId === "0" ? {} : receiptPhone(deliver.srcTerminalId);
    const receipt = { upstreamId: msgId, ...phone, status, code, at: this.#deps.clock.now(), raw: frame.toString("hex") };
    return { kind: "delivery", receipts: [receipt], acknowledge };
  }

  #inboundOf(deliver: Deliver, sequence: number): ChannelInbound {
    const { clock } = this.#deps;
    const { msgFmt, tpUdhi, msgContent } = deliver;
    // One bit, right-aligned (8.4.5.1), but some gateways leave it where the air interface has it: 0x40
    const carried = { format: msgFmt, udhi: tpUdhi !== 0, bytes: msgContent };
    return {
      key: keyOf(deliver, sequence),
      phone: deliver.srcTerminalId,
      accessCode: this.#accessCodeOf(deliver.destId),
      at: clock.now(),
      ...decodeContent(carried),
    };
  }

  /** What the gateway is told as the sender: the access code, its beginning exchanged where the gateway knows another. */
  #sourceOf({ source }: Part): string {
    const { config, settings } = this.#deps;
    return settings.spCode === "" ? source : settings.spCode + source.slice(config.code.length);
  }

  #accessCodeOf(destId: string): string {
    const { config, settings } = this.#deps;
    const known = settings.spCode !== "" && destId.startsWith(settings.spCode);
    return known ? config.code + destId.slice(settings.spCode.length) : destId;
  }
}

/** The sequence id that follows: from 1, and round again (8.3). */
export function nextSequence(sequence: number): number {
  return sequence >= LAST_SEQUENCE ? 1 : sequence + 1;
}

/** This channel can't carry it; one of another kind may. */
function refused(what: string): Outcome {
  return { kind: "refused", code: `CMPP:${what}`, final: false };
}

function submitOutcome(response: SubmitResponse | undefined): Outcome {
  // It answers this submit, but nobody can say how
  if (!response) return { kind: "unknown", code: "CMPP:MALFORMED" };
  return outcomeOf(response.result, response.msgId);
}

/**
 * What tells a phone's text from another: the gateway's Msg_Id with a digest of the rest, as there are gateways that give the
 * parts of a long text one id, or no id at all. Those without an id are told apart by their sequence ids as well: the same
 * word sent twice is two texts.
 */
function keyOf({ msgId, srcTerminalId, destId, msgContent }: Deliver, sequence: number): string {
  const digest = createHash("sha256").update(`${srcTerminalId}\0${destId}\0`).update(msgContent);
  if (msgId === "0") digest.update(`\0${sequence}`);
  return `${msgId}-${digest.digest("hex").slice(0, 16)}`;
}
