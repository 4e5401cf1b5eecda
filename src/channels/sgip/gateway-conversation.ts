import { createHash, timingSafeEqual } from "node:crypto";
import type { Conversation, Heard, Submit } from "../carrier/protocol.ts";
import type { Outcome } from "../channel.ts";
import { type DeliveryFacts, hearDelivery } from "./deliveries.ts";
import { decode, encode, type Pdu } from "./pdus.ts";
import { RESULTS } from "./results.ts";
import type { Sequencer } from "./sequence.ts";
import type { SgipSettings } from "./settings.ts";

export interface GatewayDeps extends DeliveryFacts {
  readonly settings: SgipSettings;
  readonly sequencer: Sequencer;
}

/** Our side of a connection that the gateway made, to report and deliver over it. */
export class GatewayConversation implements Conversation {
  readonly #deps: GatewayDeps;
  #open = false;

  constructor(deps: GatewayDeps) {
    this.#deps = deps;
  }

  /** The gateway logs in with us. */
  login(): undefined {
    return undefined;
  }

  /** SGIP knows no heartbeat, but a server may end what has long been idle (SGIP 1.2, 3.1): the gateway connects again. */
  heartbeat(): Buffer {
    return this.logout();
  }

  logout(): Buffer {
    return encode("unbind", this.#deps.sequencer.next(this.#deps.clock.now()), {});
  }

  submit(): Submit | Outcome {
    return { kind: "refused", code: "SGIP:DIRECTION", final: false };
  }

  hear(frame: Buffer): Heard {
    const pdu = decode(frame);
    if (pdu.name === "bind") return this.#bind(pdu);
    if (!this.#open) return { kind: "end", why: `a ${pdu.name} came before the login` };
    return hearDelivery(this.#deps, frame, pdu);
  }

  /** The kind of login is not looked at: a gateway's is 2 by the document, but name and password are what counts. */
  #bind({ sequence, body }: Extract<Pdu, { name: "bind" }>): Heard {
    const answer = (result: number): Buffer => encode("bindResponse", sequence, { result, reserve: "" });
    if (this.#open) return { kind: "life", reply: answer(RESULTS.again), note: "a second login" };
    const { listen, loginName, password } = this.#deps.settings;
    const named = same(body.loginName, listen.loginName ?? loginName);
    const proven = same(body.loginPassword, listen.password ?? password);
    if (!named || !proven) return { kind: "end", why: "the gateway's loginName or password is wrong", reply: answer(RESULTS.login) };
    this.#open = true;
    return { kind: "open", reply: answer(RESULTS.ok) };
  }
}

/** In a time that says nothing of where they differ. */
function same(given: string, expected: string): boolean {
  return timingSafeEqual(digest(given), digest(expected));
}

function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
