import { concatenationHeader } from "../channels/carrier/udh.ts";
import { authenticatorClient, authenticatorServer } from "../channels/smgp/auth.ts";
import { type Deliver, decode, encode, HEADER, MAX_FRAME, type Options, type Pdu, TAGS } from "../channels/smgp/pdus.ts";
import { writeReport } from "../channels/smgp/report.ts";
import { formatShanghai } from "../text/shanghai-time.ts";
import type { LabConversation, LabDelivery, LabFacts, LabHeard, LabInbound, LabProtocol, LabReceipt, Verdict } from "./protocol.ts";

/** A gateway (SMGW) of China Telecom, as SMGP 3.0.3 has it. */
export const smgpLab: LabProtocol = {
  name: "smgp",
  port: 8890,
  frames: { shortest: HEADER, longest: MAX_FRAME },
  sequenceAt: 8,
  converse: (facts) => new SmgpLabConversation(facts),
};

const VERSION = 0x30;
/** Of the login (6.2.3): one that only submits gets no deliveries. */
const SENDS_ONLY = 0;
const REPORT_WANTED = 1;
const UCS2 = 8;
/** Statuses (6.2.6): fine, busy, not the secret, too long. */
const OK = 0;
const BUSY = 1;
const WRONG_SECRET = 21;
const TOO_LONG = 36;

/** The error that goes with a state (6.2.63.2). */
const ERRORS: Readonly<Record<string, string>> = { DELIVRD: "000", EXPIRED: "001", UNDELIV: "003" };
const OTHER_ERROR = "999";

/** Gateway numbers (6.2.26): one for submits, another for deliveries, so that their message ids never meet. */
const SUBMITS = "010061";
const DELIVERIES = "010062";

class SmgpLabConversation implements LabConversation {
  readonly #facts: LabFacts;
  #sequence = 0;

  constructor(facts: LabFacts) {
    this.#facts = facts;
  }

  heartbeat(): Buffer {
    return encode("activeTest", this.#next(), {});
  }

  hear(frame: Buffer): LabHeard {
    const pdu = decode(frame);
    switch (pdu.name) {
      case "login":
        return this.#login(pdu);
      case "submit":
        return submit(pdu);
      case "deliverResponse":
        return { kind: "acknowledged", key: pdu.sequence, ok: pdu.body.status === OK };
      case "activeTest":
        return { kind: "life", reply: encode("activeTestResponse", pdu.sequence, {}) };
      case "exit":
        return { kind: "end", why: "the client logged out", reply: encode("exitResponse", pdu.sequence, {}) };
      case "exitResponse":
        return { kind: "end", why: "logged out" };
      case "malformed":
      case "unknown":
        return { kind: "end", why: `a frame of ${frame.length} bytes can't be read` };
      default:
        return { kind: "life" };
    }
  }

  deliver(delivery: LabDelivery): { readonly key: number; readonly frame: Buffer } {
    const key = this.#next();
    const { body, options } = delivery.kind === "receipt" ? reportOf(delivery) : textOf(delivery);
    return { key, frame: encode("deliver", key, body, options) };
  }

  #login({ sequence, body }: Extract<Pdu, { name: "login" }>): LabHeard {
    const { login } = this.#facts.script;
    const { clientId, authenticatorClient: shown, timestamp, loginMode } = body;
    const secret = login?.password ?? "";
    const ok = !login || (clientId === login.user && shown.equals(authenticatorClient(clientId, secret, timestamp)));
    const proof = authenticatorServer(OK, shown, secret);
    return {
      kind: "login",
      ok,
      receives: loginMode !== SENDS_ONLY,
      accept: encode("loginResponse", sequence, { status: OK, authenticatorServer: proof, serverVersion: VERSION }),
      refuse: encode("loginResponse", sequence, {
        status: WRONG_SECRET,
        authenticatorServer: Buffer.alloc(proof.length),
        serverVersion: VERSION,
      }),
    };
  }

  #next(): number {
    this.#sequence = (this.#sequence + 1) >>> 0;
    return this.#sequence;
  }
}

function submit({ sequence, body }: Extract<Pdu, { name: "submit" }>): LabHeard {
  return {
    kind: "submit",
    phone: body.destTermIds[0] ?? "",
    source: body.srcTermId,
    wantsReceipt: body.needReport === REPORT_WANTED,
    pdu: body,
    answer: (verdict: Verdict) =>
      verdict.kind === "accepted"
        ? encode("submitResponse", sequence, { msgId: idOf(SUBMITS, verdict.serial), status: OK })
        : encode("submitResponse", sequence, { msgId: Buffer.alloc(10), status: verdict.kind === "throttled" ? BUSY : TOO_LONG }),
  };
}

function reportOf({ serial, stat, phone, source, submittedAt, doneAt }: LabReceipt): { body: Deliver; options?: Options } {
  const content = writeReport(idOf(SUBMITS, serial), stat, ERRORS[stat] ?? OTHER_ERROR, minuteOf(submittedAt), minuteOf(doneAt));
  return {
    body: {
      msgId: idOf(DELIVERIES, serial),
      isReport: 1,
      msgFormat: 0,
      recvTime: digitsOf(doneAt),
      srcTermId: phone,
      destTermId: source,
      msgContent: content,
      reserve: "",
    },
  };
}

function textOf({ serial, phone, to, text, at, part }: LabInbound): { body: Deliver; options?: Options } {
  const header = part ? concatenationHeader({ part: part.number, parts: part.of, reference: part.reference }) : Buffer.alloc(0);
  const body = {
    msgId: idOf(DELIVERIES, serial),
    isReport: 0,
    msgFormat: UCS2,
    recvTime: digitsOf(at),
    srcTermId: phone,
    destTermId: to,
    msgContent: Buffer.concat([header, Buffer.from(text, "utf16le").swap16()]),
    reserve: "",
  };
  return part ? { body, options: new Map([[TAGS.tpUdhi, Buffer.of(1)]]) } : { body };
}

/** A message id whose digits are the gateway's number and the serial number: a client must take it as it is. */
function idOf(gateway: string, serial: number): Buffer {
  return Buffer.from(`${gateway}${String(serial).padStart(14, "0").slice(-14)}`, "hex");
}

/** `YYYYMMDDHHMMSS` */
function digitsOf(at: number): string {
  return formatShanghai(at).replace(/\D/g, "");
}

/** `YYMMDDhhmm` */
function minuteOf(at: number): string {
  return digitsOf(at).slice(2, 12);
}
