import { readHeader } from "../channels/carrier/udh.ts";
import { COMMAND, GENERIC_NACK, isResponse, responseTo } from "../channels/smpp/commands.ts";
import { UDHI } from "../channels/smpp/content.ts";
import {
  BIND,
  BIND_RESP,
  decodePdu,
  encodeParameters,
  encodePdu,
  FRAMES,
  LAST_SEQUENCE,
  type Pdu,
  SEQUENCE_AT,
  SHORT_MESSAGE,
  SUBMIT_RESP,
  TAG,
} from "../channels/smpp/pdus.ts";
import { STATUS } from "../channels/smpp/status.ts";
import { formatShanghai } from "../text/shanghai-time.ts";
import type { LabConversation, LabDelivery, LabFacts, LabHeard, LabInbound, LabProtocol, LabReceipt, Verdict } from "./protocol.ts";
import type { IdStyle } from "./script.ts";

/** An SMSC as SMPP 3.4 has it. */
export const smppLab: LabProtocol = {
  name: "smpp",
  port: 2775,
  frames: FRAMES,
  sequenceAt: SEQUENCE_AT,
  converse: (facts) => new SmppLabConversation(facts),
};

const BINDS: ReadonlySet<number> = new Set([COMMAND.bind_receiver, COMMAND.bind_transmitter, COMMAND.bind_transceiver]);
const SYSTEM_ID = "yizhan-lab";
const VERSION = 0x34;
/** esm_class of a delivery receipt. */
const RECEIPT = 0x04;
/** registered_delivery: the bits that ask for a receipt. */
const RECEIPT_WANTED = 0x03;
/** message_state by the word of Appendix B; what isn't there has failed. */
const STATES: Readonly<Record<string, number>> = { ENROUTE: 1, DELIVRD: 2, EXPIRED: 3, DELETED: 4, UNDELIV: 5, ACCEPTD: 6, REJECTD: 8 };
const UNDELIVERABLE = 5;

class SmppLabConversation implements LabConversation {
  readonly #facts: LabFacts;
  #sequence = 0;

  constructor(facts: LabFacts) {
    this.#facts = facts;
  }

  heartbeat(): Buffer {
    return encodePdu(COMMAND.enquire_link, 0, this.#next());
  }

  hear(frame: Buffer): LabHeard {
    const pdu = decodePdu(frame);
    if (isResponse(pdu.command)) return this.#answered(pdu);
    if (BINDS.has(pdu.command)) return this.#login(pdu);
    switch (pdu.command) {
      case COMMAND.submit_sm:
        return this.#submit(pdu);
      case COMMAND.enquire_link:
        return { kind: "life", reply: encodePdu(responseTo(pdu.command), STATUS.ok, pdu.sequence) };
      case COMMAND.unbind:
        return { kind: "end", why: "the client logged out", reply: encodePdu(responseTo(pdu.command), STATUS.ok, pdu.sequence) };
      default:
        return { kind: "life", reply: encodePdu(GENERIC_NACK, STATUS.invalidCommand, pdu.sequence) };
    }
  }

  deliver(delivery: LabDelivery): { readonly key: number; readonly frame: Buffer } {
    const key = this.#next();
    const body = delivery.kind === "receipt" ? this.#receipt(delivery) : inbound(delivery);
    return { key, frame: encodePdu(COMMAND.deliver_sm, 0, key, body) };
  }

  #answered({ command, status, sequence }: Pdu): LabHeard {
    if (command === responseTo(COMMAND.deliver_sm)) return { kind: "acknowledged", key: sequence, ok: status === STATUS.ok };
    return command === responseTo(COMMAND.unbind) ? { kind: "end", why: "logged out" } : { kind: "life" };
  }

  #login({ command, sequence, body }: Pdu): LabHeard {
    const bind = BIND.decode(body)?.body;
    const { login } = this.#facts.script;
    const answer = BIND_RESP.encode({ systemId: SYSTEM_ID });
    const version = encodeParameters([[TAG.sc_interface_version, Buffer.of(VERSION)]]);
    return {
      kind: "login",
      ok: bind !== undefined && (!login || (bind.systemId === login.user && bind.password === login.password)),
      receives: command !== COMMAND.bind_transmitter,
      accept: encodePdu(responseTo(command), STATUS.ok, sequence, Buffer.concat([answer, version])),
      refuse: encodePdu(responseTo(command), STATUS.invalidPassword, sequence),
    };
  }

  #submit({ sequence, body }: Pdu): LabHeard {
    const answer = (status: number, messageId?: string): Buffer =>
      encodePdu(responseTo(COMMAND.submit_sm), status, sequence, messageId === undefined ? undefined : SUBMIT_RESP.encode({ messageId }));
    const submit = SHORT_MESSAGE.decode(body)?.body;
    if (!submit) return { kind: "life", reply: answer(STATUS.invalidCommandLength) };
    const part = (submit.esmClass & UDHI) !== 0 ? readHeader(submit.shortMessage)?.part : undefined;
    return {
      kind: "submit",
      unfinished: part !== undefined && part.number < part.of,
      phone: submit.dest,
      source: submit.source,
      wantsReceipt: (submit.registeredDelivery & RECEIPT_WANTED) !== 0,
      // the frame's memory is used again
      pdu: { ...submit, shortMessage: Buffer.from(submit.shortMessage) },
      answer: (verdict: Verdict) => {
        if (verdict.kind === "accepted") return answer(STATUS.ok, spelled(verdict.serial, this.#facts.script.ids.answer));
        return answer(verdict.kind === "throttled" ? STATUS.throttled : STATUS.invalidDestination);
      },
    };
  }

  #receipt({ serial, stat, phone, source, submittedAt, doneAt }: LabReceipt): Buffer {
    const delivered = stat === "DELIVRD";
    const id = spelled(serial, this.#facts.script.ids.receipt);
    const text = `id:${id} sub:001 dlvrd:${delivered ? "001" : "000"} submit date:${minuteOf(submittedAt)} done date:${minuteOf(doneAt)} stat:${stat} err:${delivered ? "000" : "001"} text:`;
    const body = deliverSm({ from: phone, to: source, esmClass: RECEIPT, dataCoding: 0, bytes: Buffer.from(text, "latin1") });
    if (!this.#facts.script.receiptParameters) return body;
    const parameters = encodeParameters([
      [TAG.receipted_message_id, Buffer.from(`${spelled(serial, this.#facts.script.ids.answer)}\0`, "latin1")],
      [TAG.message_state, Buffer.of(STATES[stat] ?? UNDELIVERABLE)],
    ]);
    return Buffer.concat([body, parameters]);
  }

  #next(): number {
    this.#sequence = this.#sequence === LAST_SEQUENCE ? 1 : this.#sequence + 1;
    return this.#sequence;
  }
}

function inbound({ phone, to, text, part }: LabInbound): Buffer {
  const header = part ? Buffer.of(5, 0, 3, part.reference, part.of, part.number) : Buffer.alloc(0);
  const ucs2 = Buffer.from(text, "utf16le").swap16();
  return deliverSm({ from: phone, to, esmClass: part ? UDHI : 0, dataCoding: 8, bytes: Buffer.concat([header, ucs2]) });
}

interface Delivered {
  readonly from: string;
  readonly to: string;
  readonly esmClass: number;
  readonly dataCoding: number;
  readonly bytes: Buffer;
}

function deliverSm({ from, to, esmClass, dataCoding, bytes }: Delivered): Buffer {
  return SHORT_MESSAGE.encode({
    serviceType: "",
    sourceTon: 0,
    sourceNpi: 0,
    source: from,
    destTon: 0,
    destNpi: 0,
    dest: to,
    esmClass,
    protocolId: 0,
    priority: 0,
    scheduleDeliveryTime: "",
    validityPeriod: "",
    registeredDelivery: 0,
    replaceIfPresent: 0,
    dataCoding,
    defaultMessageId: 0,
    shortMessage: bytes,
  });
}

/** `YYMMDDhhmm` */
function minuteOf(at: number): string {
  return formatShanghai(at).replace(/\D/g, "").slice(2, 12);
}

/** A message id in one of the ways in which carriers write them. */
function spelled(serial: number, style: IdStyle): string {
  if (style === "decimal") return String(serial);
  if (style === "padded") return String(serial).padStart(20, "0");
  const hex = serial.toString(16);
  return style === "HEX" ? hex.toUpperCase().padStart(16, "0") : hex;
}
