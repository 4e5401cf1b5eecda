import { concatenationHeader } from "../channels/carrier/udh.ts";
import { type Deliver, decode, encode, HEADER, MAX_FRAME, type Pdu, type Report } from "../channels/sgip/pdus.ts";
import { formatSequence, type Sequence, Sequencer } from "../channels/sgip/sequence.ts";
import type { LabConversation, LabDelivery, LabFacts, LabHeard, LabInbound, LabProtocol, LabReceipt, Verdict } from "./protocol.ts";

/**
 * A gateway (SMG) of China Unicom, as SGIP 1.2 has it. Its reports and texts go where the script's `deliverTo` says: the port
 * on which the client listens, with the script's login. Without one they go over the client's own connection, as many
 * platforms that call themselves SGIP do it.
 */
export function sgipLab(): LabProtocol {
  const sequences = new Sequences();
  return {
    name: "sgip",
    port: 8801,
    frames: { shortest: HEADER, longest: MAX_FRAME },
    sequenceAt: 16,
    converse: (facts) => new SgipLabConversation(facts, sequences),
  };
}

/** A gateway's number (3.3): 1, area code, serial number. */
const NODE = 101011;
/** Login type of a gateway (4.2.3.1.1). */
const FROM_GATEWAY = 2;
const UCS2 = 8;
const REPORT_ALWAYS = 1;
/** Results (5.2): fine, not the password, too long, busy. */
const OK = 0;
const WRONG_LOGIN = 1;
const TOO_LONG = 8;
const BUSY = 11;
const FAILED = 2;

/** The error (5.2) that stands in a report for what other carriers call a state. */
const ERRORS: Readonly<Record<string, number>> = { UNDELIV: 29, EXPIRED: 25, REJECTD: 24 };
const OTHER_ERROR = 32;

/** Submits whose sequence numbers are remembered. */
const MOST_SUBMITS = 1_000_000;

/** Sequence numbers that outlive a connection: those of submits, which reports refer to, and those of texts that come again. */
class Sequences {
  readonly #accepted = new Map<number, Sequence>();
  /** By phone: a report may come before the answer. */
  readonly #unanswered = new Map<string, Sequence>();
  readonly #texts = new WeakMap<LabInbound, Sequence>();

  came(phone: string, sequence: Sequence): void {
    remember(this.#unanswered, phone, sequence);
  }

  answered(phone: string, sequence: Sequence, verdict: Verdict): void {
    this.#unanswered.delete(phone);
    if (verdict.kind === "accepted") remember(this.#accepted, verdict.serial, sequence);
  }

  /** One that nobody was given where there was no such submit. */
  ofSubmit({ serial, phone }: LabReceipt): Sequence {
    return this.#accepted.get(serial) ?? this.#unanswered.get(phone) ?? { node: 1, time: 0, counter: serial >>> 0 };
  }

  /** A command that is sent again is the same command (3.4). */
  ofText(text: LabInbound, fresh: () => Sequence): Sequence {
    const sequence = this.#texts.get(text) ?? fresh();
    this.#texts.set(text, sequence);
    return sequence;
  }
}

function remember<K>(sequences: Map<K, Sequence>, key: K, sequence: Sequence): void {
  sequences.set(key, sequence);
  if (sequences.size > MOST_SUBMITS) for (const oldest of sequences.keys()) return void sequences.delete(oldest);
}

class SgipLabConversation implements LabConversation {
  readonly #facts: LabFacts;
  readonly #sequences: Sequences;
  readonly #sequencer: Sequencer;

  constructor(facts: LabFacts, sequences: Sequences) {
    this.#facts = facts;
    this.#sequences = sequences;
    this.#sequencer = new Sequencer(NODE, 0);
  }

  login(): Buffer {
    const { user, password } = this.#facts.script.login ?? { user: "", password: "" };
    return encode("bind", this.#next(), { loginType: FROM_GATEWAY, loginName: user, loginPassword: password, reserve: "" });
  }

  /** SGIP has none: an answer to a submit that nobody made, which a client must not mind. */
  heartbeat(): Buffer {
    return encode("submitResponse", this.#next(), { result: OK, reserve: "" });
  }

  hear(frame: Buffer): LabHeard {
    const pdu = decode(frame);
    switch (pdu.name) {
      case "bind":
        return this.#login(pdu);
      case "bindResponse":
        return pdu.body.result === OK ? { kind: "open" } : { kind: "end", why: `the client refused the login: ${pdu.body.result}` };
      case "submit":
        return this.#submit(pdu);
      case "reportResponse":
      case "deliverResponse":
        return { kind: "acknowledged", key: formatSequence(pdu.sequence), ok: pdu.body.result === OK };
      case "unbind":
        return { kind: "end", why: "the client logged out", reply: encode("unbindResponse", pdu.sequence, {}) };
      case "unbindResponse":
        return { kind: "end", why: "logged out" };
      case "malformed":
      case "unknown":
        return { kind: "end", why: `a frame of ${frame.length} bytes can't be read` };
      default:
        return { kind: "life" };
    }
  }

  deliver(delivery: LabDelivery): { readonly key: string; readonly frame: Buffer } {
    if (delivery.kind === "inbound") {
      const sequence = this.#sequences.ofText(delivery, () => this.#next());
      return { key: formatSequence(sequence), frame: encode("deliver", sequence, textOf(delivery)) };
    }
    const sequence = this.#next();
    const frame = encode("report", sequence, reportOf(delivery, this.#sequences.ofSubmit(delivery)));
    return { key: formatSequence(sequence), frame };
  }

  #login({ sequence, body }: Extract<Pdu, { name: "bind" }>): LabHeard {
    const { login, deliverTo } = this.#facts.script;
    return {
      kind: "login",
      ok: !login || (body.loginName === login.user && body.loginPassword === login.password),
      receives: deliverTo === undefined,
      accept: encode("bindResponse", sequence, { result: OK, reserve: "" }),
      refuse: encode("bindResponse", sequence, { result: WRONG_LOGIN, reserve: "" }),
    };
  }

  #submit({ sequence, body }: Extract<Pdu, { name: "submit" }>): LabHeard {
    const phone = body.userNumbers[0] ?? "";
    this.#sequences.came(phone, sequence);
    return {
      kind: "submit",
      phone,
      source: body.spNumber,
      wantsReceipt: body.reportFlag === REPORT_ALWAYS,
      pdu: body,
      answer: (verdict) => {
        this.#sequences.answered(phone, sequence, verdict);
        const result = verdict.kind === "accepted" ? OK : verdict.kind === "throttled" ? BUSY : TOO_LONG;
        return encode("submitResponse", sequence, { result, reserve: "" });
      },
    };
  }

  #next(): Sequence {
    return this.#sequencer.next(this.#facts.clock.now());
  }
}

function reportOf({ stat, phone }: LabReceipt, submitSequence: Sequence): Report {
  const delivered = stat === "DELIVRD";
  return {
    submitSequence,
    reportType: 0,
    userNumber: phone,
    state: delivered ? 0 : FAILED,
    errorCode: delivered ? 0 : (ERRORS[stat] ?? OTHER_ERROR),
    reserve: "",
  };
}

function textOf({ phone, to, text, part }: LabInbound): Deliver {
  const header = part ? concatenationHeader({ part: part.number, parts: part.of, reference: part.reference }) : Buffer.alloc(0);
  return {
    userNumber: phone,
    spNumber: to,
    tpPid: 0,
    tpUdhi: part ? 1 : 0,
    messageCoding: UCS2,
    messageContent: Buffer.concat([header, Buffer.from(text, "utf16le").swap16()]),
    reserve: "",
  };
}
