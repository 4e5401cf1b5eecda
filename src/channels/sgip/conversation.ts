import type { ChannelConfig } from "../../domain/directory.ts";
import type { Clock } from "../../runtime/clock.ts";
import { encodeContent } from "../carrier/content.ts";
import type { Conversation, Heard, Submit } from "../carrier/protocol.ts";
import type { Outcome, Part } from "../channel.ts";
import { hearDelivery } from "./deliveries.ts";
import { decode, encode } from "./pdus.ts";
import { loginProblem, outcomeOf, RESULTS } from "./results.ts";
import { formatSequence, type Sequencer } from "./sequence.ts";
import type { SgipSettings } from "./settings.ts";

export interface SgipDeps {
  readonly config: Pick<ChannelConfig, "code" | "encoding">;
  readonly settings: SgipSettings;
  readonly clock: Clock;
  /** One for all connections of the channel: no two submits may share a sequence number. */
  readonly sequencer: Sequencer;
}

/** Of a bind (SGIP 1.2, 4.2.3.1.1): a service provider's, to send commands. */
const FROM_PROVIDER = 1;
/** Characters of a number. */
const NUMBER = 21;
const MAINLAND = "86";
/** The service provider pays (4.2.3.3.1), and the phone's owner nothing (5.3). */
const PROVIDER_PAYS = "0".repeat(NUMBER);
const FREE = 1;
const NO_FEE = "0";
/** Nothing that the phone had asked for. */
const UNASKED = 2;
/** A report in any case, not of failures only. */
const REPORT_ALWAYS = 1;

/** Our side of a connection that we made, to submit over it. */
export class SgipConversation implements Conversation {
  readonly #deps: SgipDeps;
  #open = false;

  constructor(deps: SgipDeps) {
    this.#deps = deps;
  }

  login(): Buffer {
    const { loginName, password } = this.#deps.settings;
    return encode("bind", this.#sequence(), { loginType: FROM_PROVIDER, loginName, loginPassword: password, reserve: "" });
  }

  /** SGIP knows none: there is nothing to ask with. */
  heartbeat(): Buffer {
    return Buffer.alloc(0);
  }

  logout(): Buffer {
    return encode("unbind", this.#sequence(), {});
  }

  submit(part: Part): Submit | Outcome {
    const { config, settings } = this.#deps;
    const carried = encodeContent(part, config.encoding);
    const spNumber = settings.spNumber === "" ? part.source : settings.spNumber + part.source.slice(config.code.length);
    const userNumber = part.phone.startsWith("+") ? part.phone.slice(1) : MAINLAND + part.phone;
    const wrong = carried === undefined ? "TEXT" : spNumber.length > NUMBER ? "SOURCE" : userNumber.length > NUMBER ? "PHONE" : undefined;
    if (carried === undefined || wrong !== undefined) return { kind: "refused", code: `SGIP:${wrong}`, final: false };
    const sequence = this.#sequence();
    const frame = encode("submit", sequence, {
      spNumber,
      chargeNumber: PROVIDER_PAYS,
      userNumbers: [userNumber],
      corpId: settings.corpId,
      serviceType: settings.serviceType,
      feeType: FREE,
      feeValue: NO_FEE,
      givenValue: NO_FEE,
      agentFlag: 0,
      moreLateToMtFlag: UNASKED,
      priority: 0,
      expireTime: "",
      scheduleTime: "",
      reportFlag: REPORT_ALWAYS,
      tpPid: 0,
      tpUdhi: carried.udhi ? 1 : 0,
      messageCoding: carried.format,
      messageType: 0,
      messageContent: carried.bytes,
      reserve: "",
    });
    const key = formatSequence(sequence);
    return { kind: "submit", key, upstreamId: key, frame };
  }

  hear(frame: Buffer): Heard {
    const pdu = decode(frame);
    switch (pdu.name) {
      case "bindResponse":
        return this.#loggedIn(pdu.body.result);
      case "submitResponse": {
        const key = formatSequence(pdu.sequence);
        return { kind: "answer", key, outcome: outcomeOf(pdu.body.result, key) };
      }
      case "malformed":
        // Neither a login nor a submit gets a second answer
        if (pdu.of === "bindResponse") return { kind: "end", why: "the login was answered with a frame that is too short" };
        if (pdu.of === "submitResponse")
          return { kind: "answer", key: formatSequence(pdu.sequence), outcome: { kind: "unknown", code: "SGIP:MALFORMED" } };
    }
    if (!this.#open && (pdu.name === "report" || pdu.name === "deliver"))
      return { kind: "end", why: `a ${pdu.name} came before the login` };
    return hearDelivery(this.#deps, frame, pdu);
  }

  #loggedIn(result: number): Heard {
    if (this.#open) return { kind: "life", note: "a second answer to the login" };
    if (result !== RESULTS.ok) return { kind: "end", why: `the login was refused with result ${result}: ${loginProblem(result)}` };
    this.#open = true;
    return { kind: "open" };
  }

  #sequence() {
    return this.#deps.sequencer.next(this.#deps.clock.now());
  }
}
