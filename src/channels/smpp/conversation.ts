import type { ChannelConfig } from "../../domain/directory.ts";
import type { Clock } from "../../runtime/clock.ts";
import type { Conversation, Delivery, Heard, Role, Submit } from "../carrier/protocol.ts";
import { receiptPhone } from "../carrier/receipt-phone.ts";
import type { Outcome, Part } from "../channel.ts";
import { accessCodeOf, destinationOf, senderOf } from "./addresses.ts";
import { COMMAND, GENERIC_NACK, isResponse, responseTo } from "./commands.ts";
import { decodeContent, encodeContent } from "./content.ts";
import type { MessageIds } from "./ids.ts";
import type { InboundKeys } from "./inbound-keys.ts";
import {
  BIND,
  DATA,
  DELIVER_RESP,
  decodeParameters,
  decodePdu,
  encodePdu,
  LAST_SEQUENCE,
  type Parameters,
  type Pdu,
  SHORT_MESSAGE,
  type ShortMessage,
  SUBMIT_RESP,
  TAG,
} from "./pdus.ts";
import { isReceipt, readReceipt } from "./receipt.ts";
import { Recent } from "./recent.ts";
import type { SmppSettings } from "./settings.ts";
import { failureOf, STATUS, statusName } from "./status.ts";

/** What the conversations of one channel share. */
export interface ChannelFacts {
  readonly config: ChannelConfig;
  readonly settings: SmppSettings;
  readonly clock: Clock;
  readonly ids: MessageIds;
  readonly keys: InboundKeys;
}

/** The bind of each role. */
const BINDS: Readonly<Record<string, number>> = {
  transceiver: COMMAND.bind_transceiver,
  transmitter: COMMAND.bind_transmitter,
  receiver: COMMAND.bind_receiver,
};
/** registered_delivery: a receipt for success and for failure (5.2.17). */
const RECEIPT_WANTED = 1;
/** A receipt that names no message is kept under this id, which no submit has. */
const NAMELESS = "(none)";
/** Characters of a frame's hexadecimal digits that are kept with a receipt. */
const MOST_RAW = 4_096;
/** Submits whose answers are awaited or were given up: as many as the largest window holds. */
const AWAITED = 10_000;

type Received = Pick<ShortMessage, "sourceTon" | "source" | "destTon" | "dest" | "esmClass" | "dataCoding"> & {
  readonly shortMessage?: Buffer;
};

/** The client's half of one SMPP 3.4 connection. */
export class SmppConversation implements Conversation {
  readonly #facts: ChannelFacts;
  readonly #bind: number;
  readonly #awaited = new Recent<number, Part>(AWAITED);
  #sequence = 0;
  #bound = false;

  constructor(facts: ChannelFacts, role: Role) {
    this.#facts = facts;
    this.#bind = BINDS[role.name] ?? COMMAND.bind_transceiver;
  }

  login(): Buffer {
    const { systemId, password, systemType, version } = this.#facts.settings;
    const body = BIND.encode({ systemId, password, systemType, interfaceVersion: version, addrTon: 0, addrNpi: 0, addressRange: "" });
    return encodePdu(this.#bind, 0, this.#next(), body);
  }

  heartbeat(): Buffer {
    return encodePdu(COMMAND.enquire_link, 0, this.#next());
  }

  logout(): Buffer {
    return encodePdu(COMMAND.unbind, 0, this.#next());
  }

  submit(part: Part): Submit | Outcome {
    const { config, settings } = this.#facts;
    if (part.medium !== "sms") return { kind: "refused", code: "SMPP:MEDIUM", final: true };
    const content = encodeContent(part, settings.encoding ?? config.encoding);
    if (!content) return { kind: "refused", code: "SMPP:LENGTH", final: false };
    const to = destinationOf(part.phone, settings);
    const body = SHORT_MESSAGE.encode({
      serviceType: "",
      sourceTon: settings.sourceTon,
      sourceNpi: settings.sourceNpi,
      source: part.source,
      destTon: to.ton,
      destNpi: to.npi,
      dest: to.digits,
      esmClass: content.esmClass,
      protocolId: 0,
      priority: 0,
      scheduleDeliveryTime: "",
      validityPeriod: "",
      registeredDelivery: RECEIPT_WANTED,
      replaceIfPresent: 0,
      dataCoding: content.dataCoding,
      defaultMessageId: 0,
      shortMessage: content.bytes,
    });
    const key = this.#next();
    this.#awaited.set(key, part);
    return { kind: "submit", key, frame: encodePdu(COMMAND.submit_sm, 0, key, body) };
  }

  hear(frame: Buffer): Heard {
    const pdu = decodePdu(frame);
    return isResponse(pdu.command) ? this.#answered(pdu) : this.#asked(pdu, frame);
  }

  #answered(pdu: Pdu): Heard {
    switch (pdu.command) {
      case responseTo(this.#bind):
        return this.#login(pdu);
      case responseTo(COMMAND.submit_sm):
        return this.#submitted(pdu);
      case responseTo(COMMAND.enquire_link):
        return { kind: "life" };
      case responseTo(COMMAND.unbind):
        return { kind: "end", why: "logged out" };
      case GENERIC_NACK:
        if (!this.#bound) return { kind: "end", why: `the login was not understood: ${statusName(pdu.status)}` };
        if (this.#awaited.get(pdu.sequence)) return this.#submitted(pdu);
        return { kind: "life", note: `generic_nack to something that wants no answer: ${statusName(pdu.status)}` };
      default:
        return { kind: "end", why: `an answer that nobody asked for: command 0x${pdu.command.toString(16)}` };
    }
  }

  #login({ status }: Pdu): Heard {
    if (status !== STATUS.ok) return { kind: "end", why: `the login was refused: ${statusName(status)}` };
    this.#bound = true;
    return { kind: "open" };
  }

  #submitted(pdu: Pdu): Heard {
    const { sequence: key, status } = pdu;
    const part = this.#awaited.get(key);
    if (!part) return { kind: "life", note: "an answer to a submit that wants none" };
    this.#awaited.delete(key);
    if (status !== STATUS.ok) return { kind: "answer", key, outcome: failureOf(status) };
    if (pdu.command === GENERIC_NACK) return { kind: "answer", key, outcome: { kind: "refused", code: "SMPP:NACK", final: false } };
    const id = SUBMIT_RESP.decode(pdu.body)?.body.messageId.trim() ?? "";
    const upstreamId = id === "" ? `none-${part.messageId}-${part.attempt}-${part.part}` : this.#facts.ids.accepted(id, part.phone);
    return { kind: "answer", key, outcome: { kind: "accepted", upstreamId } };
  }

  #asked(pdu: Pdu, frame: Buffer): Heard {
    const reply = (status: number, body?: Buffer): Buffer => encodePdu(responseTo(pdu.command), status, pdu.sequence, body);
    switch (pdu.command) {
      case COMMAND.enquire_link:
        return { kind: "life", reply: reply(STATUS.ok) };
      case COMMAND.unbind:
        return { kind: "end", why: "the carrier logged us out", reply: reply(STATUS.ok) };
      case COMMAND.deliver_sm:
      case COMMAND.data_sm: {
        const decoded = (pdu.command === COMMAND.deliver_sm ? SHORT_MESSAGE : DATA).decode(pdu.body);
        const answer = (status: number): Buffer => reply(status, DELIVER_RESP.encode({ messageId: "" }));
        // coming again would not make it any clearer
        if (!decoded) return { kind: "life", reply: answer(STATUS.permanent), note: `a delivery that can't be read: ${rawOf(frame)}` };
        const delivery = this.#delivered(decoded.body, decodeParameters(decoded.rest), frame);
        return { kind: "delivery", ...delivery, acknowledge: answer(STATUS.ok), refuse: answer(STATUS.temporary) };
      }
      case COMMAND.alert_notification:
      case COMMAND.outbind:
        return { kind: "life" };
      default:
        return {
          kind: "life",
          reply: encodePdu(GENERIC_NACK, STATUS.invalidCommand, pdu.sequence),
          note: `a request that is not for us: command 0x${pdu.command.toString(16)}`,
        };
    }
  }

  #delivered(received: Received, parameters: Parameters, frame: Buffer): Pick<Delivery, "receipts" | "inbound" | "acknowledged"> {
    const short = received.shortMessage ?? Buffer.alloc(0);
    const bytes = short.length > 0 ? short : (parameters.get(TAG.message_payload) ?? short);
    if (isReceipt(received.esmClass, parameters)) return { receipts: this.#receipt(received, bytes, parameters, frame) };
    return this.#inbound(received, bytes, parameters);
  }

  #receipt(
    { esmClass, dataCoding, source, dest }: Received,
    bytes: Buffer,
    parameters: Parameters,
    frame: Buffer,
  ): NonNullable<Delivery["receipts"]> {
    const { ids, status, code } = readReceipt(esmClass, dataCoding, bytes, parameters);
    const rest = { status, code, at: this.#facts.clock.now(), raw: rawOf(frame) };
    const phone = this.#phoneOf(source, dest);
    const named = (id: string) => [id === "" ? { upstreamId: NAMELESS, ...rest } : { upstreamId: id, ...phone, ...rest }];
    const id = this.#facts.ids.of(ids, [source, dest]);
    return typeof id === "string" ? named(id) : id.then(named);
  }

  /** A receipt's two addresses are the phone's and ours; not every carrier puts the phone's first. */
  #phoneOf(source: string, dest: string): { readonly phone?: string } {
    const { phone } = receiptPhone(source);
    return phone === undefined || source.startsWith(this.#facts.config.code) ? receiptPhone(dest) : { phone };
  }

  #inbound(received: Received, bytes: Buffer, parameters: Parameters): Pick<Delivery, "inbound" | "acknowledged"> {
    const { sourceTon, source, dest, esmClass, dataCoding } = received;
    const at = this.#facts.clock.now();
    const content = decodeContent(esmClass, dataCoding, bytes, parameters);
    const place = content.part ? [content.part.reference, content.part.number, content.part.of] : [];
    const { key, acknowledged } = this.#facts.keys.of([source, dest, esmClass, dataCoding, bytes, ...place], at);
    const phone = senderOf(sourceTon, source);
    return { inbound: [{ key, phone, accessCode: accessCodeOf(dest, this.#facts.config.code), at, ...content }], acknowledged };
  }

  #next(): number {
    this.#sequence = this.#sequence === LAST_SEQUENCE ? 1 : this.#sequence + 1;
    return this.#sequence;
  }
}

function rawOf(frame: Buffer): string {
  return frame.toString("hex", 0, MOST_RAW / 2);
}
