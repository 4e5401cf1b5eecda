import { encodeContent } from "../channels/carrier/content.ts";
import { authenticatorIsmg, authenticatorSource } from "../channels/cmpp/auth.ts";
import { COMMANDS, decode, decodeResponse, encode, HEADER, MAX_FRAME, REPORTS, type Version } from "../channels/cmpp/pdus.ts";
import { RESULTS } from "../channels/cmpp/results.ts";
import { formatShanghai } from "../text/shanghai-time.ts";
import type { LabConversation, LabDelivery, LabFacts, LabHeard, LabInbound, LabProtocol, LabReceipt, Verdict } from "./protocol.ts";

/** A gateway (ISMG) of either generation: the login says which. Long-lived connections come to port 7890 (CMPP 3.0.0, 7.3). */
export const cmppLab: LabProtocol = {
  name: "cmpp",
  port: 7890,
  frames: { shortest: HEADER, longest: MAX_FRAME },
  sequenceAt: 8,
  converse: (facts) => new CmppLab(facts),
};

const STATUS = { ok: 0, structure: 1, authentication: 3, version: 4 } as const;
const GATEWAY_VERSION = { "2.0": 0x20, "3.0": 0x30 } as const;
const NOBODY = Buffer.alloc(16);

class CmppLab implements LabConversation {
  readonly #facts: LabFacts;
  #version: Version = "3.0";
  #sequence = 0;

  constructor(facts: LabFacts) {
    this.#facts = facts;
  }

  hear(frame: Buffer): LabHeard {
    const command = frame.readUInt32BE(4);
    const sequence = frame.readUInt32BE(8);
    const body = frame.subarray(HEADER);
    switch (command) {
      case COMMANDS.connect:
        return this.#login(sequence, body);
      case COMMANDS.submit:
        return this.#submit(sequence, body);
      case COMMANDS.deliverResponse:
        return { kind: "acknowledged", key: sequence, ok: decodeResponse("deliverResponse", body)?.body.result === RESULTS.ok };
      case COMMANDS.activeTest:
        return { kind: "life", reply: encode(this.#version, "activeTestResponse", sequence, { reserved: 0 }) };
      case COMMANDS.activeTestResponse:
        return { kind: "life" };
      case COMMANDS.terminate:
        return { kind: "end", why: "the client logged out", reply: encode(this.#version, "terminateResponse", sequence, {}) };
      default:
        return { kind: "end", why: `a client does not send command 0x${command.toString(16)}` };
    }
  }

  heartbeat(): Buffer {
    return encode(this.#version, "activeTest", this.#next(), {});
  }

  deliver(delivery: LabDelivery): { readonly key: number; readonly frame: Buffer } {
    const key = this.#next();
    const content = delivery.kind === "receipt" ? this.#reportOf(delivery) : contentOf(delivery);
    const frame = encode(this.#version, "deliver", key, {
      msgId: delivery.kind === "receipt" ? messageId("report", delivery.serial) : messageId("inbound", delivery.serial),
      destId: delivery.kind === "receipt" ? delivery.source : delivery.to,
      serviceId: "",
      tpPid: 0,
      tpUdhi: content.udhi ? 1 : 0,
      msgFmt: content.format,
      srcTerminalId: delivery.phone,
      srcTerminalType: 0,
      registeredDelivery: delivery.kind === "receipt" ? 1 : 0,
      msgContent: content.bytes,
      linkId: "",
    });
    return { key, frame };
  }

  #next(): number {
    this.#sequence += 1;
    return this.#sequence;
  }

  #login(sequence: number, body: Buffer): LabHeard {
    const login = decode("3.0", "connect", body);
    if (!login) return { kind: "end", why: "a login that is none of CMPP" };
    // Clients of CMPP 2 say 0x20 or 0x21, and whatever else begins with a 2
    const generation = login.version >> 4;
    this.#version = generation === 2 ? "2.0" : "3.0";
    const wanted = this.#facts.script.login;
    const timestamp = String(login.timestamp).padStart(10, "0");
    const proven =
      wanted === undefined ||
      (login.sourceAddr === wanted.user && login.authenticatorSource.equals(authenticatorSource(wanted.user, wanted.password, timestamp)));
    const known = generation === 2 || generation === 3;
    const answer = (status: number, authenticator: Buffer): Buffer =>
      encode(this.#version, "connectResponse", sequence, {
        status,
        authenticatorIsmg: authenticator,
        version: GATEWAY_VERSION[this.#version],
      });
    return {
      kind: "login",
      ok: proven && known,
      receives: true,
      accept: answer(STATUS.ok, authenticatorIsmg(STATUS.ok, login.authenticatorSource, wanted?.password ?? "", this.#version)),
      refuse: answer(known ? STATUS.authentication : STATUS.version, NOBODY),
    };
  }

  #submit(sequence: number, body: Buffer): LabHeard {
    const pdu = decode(this.#version, "submit", body);
    if (!pdu) {
      const reply = encode(this.#version, "submitResponse", sequence, { msgId: "0", result: RESULTS.structure });
      return { kind: "life", reply };
    }
    return {
      kind: "submit",
      phone: pdu.destTerminalIds[0] ?? "",
      source: pdu.srcId,
      wantsReceipt: pdu.registeredDelivery === 1,
      pdu: { ...pdu, msgContent: Buffer.from(pdu.msgContent) },
      answer: (verdict) => encode(this.#version, "submitResponse", sequence, resultOf(verdict)),
    };
  }

  #reportOf({ serial, stat, phone, submittedAt, doneAt }: LabReceipt): { format: number; udhi: boolean; bytes: Buffer } {
    const bytes = REPORTS[this.#version].encode({
      msgId: messageId("submit", serial),
      stat: stat.slice(0, 7),
      submitTime: minuteOf(submittedAt),
      doneTime: minuteOf(doneAt),
      destTerminalId: phone,
      smscSequence: serial % 2 ** 32,
    });
    return { format: 0, udhi: false, bytes };
  }
}

function resultOf(verdict: Verdict): { readonly msgId: string; readonly result: number } {
  if (verdict.kind === "accepted") return { msgId: messageId("submit", verdict.serial), result: RESULTS.ok };
  return { msgId: "0", result: verdict.kind === "throttled" ? RESULTS.flowControl : RESULTS.recipient };
}

function contentOf({ text, part }: LabInbound) {
  const { reference = 0, number = 1, of = 1 } = part ?? {};
  const carried = encodeContent({ text, reference, part: number, parts: of }, "auto");
  if (!carried) throw new RangeError("the text is too long for one message");
  return carried;
}

/** A gateway's codes for what an id is of: 22 bits that a real one fills with its own number. */
const GATEWAYS = { submit: 1n, report: 2n, inbound: 3n } as const;

/** An id of the shape that 8.4.3.2 gives it: time (26 bits), gateway (22), number (16). The number flows over into the time. */
function messageId(of: keyof typeof GATEWAYS, serial: number): string {
  const wide = BigInt(serial);
  return BigInt.asUintN(64, ((wide >> 16n) << 38n) | (GATEWAYS[of] << 16n) | (wide & 0xffffn)).toString();
}

/** YYMMDDHHMM */
function minuteOf(at: number): string {
  return formatShanghai(at)
    .replace(/\D/g, "")
    .slice("20".length, "20261120090810".length - "10".length);
}
