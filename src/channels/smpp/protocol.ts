import type { ChannelConfig } from "../../domain/directory.ts";
import type { OutstandingCursor } from "../../domain/receipt.ts";
import { errorFact } from "../../runtime/log.ts";
import type { CarrierProtocol, Role } from "../carrier/protocol.ts";
import type { ChannelHost } from "../channel.ts";
import { type ChannelFacts, SmppConversation } from "./conversation.ts";
import { MessageIds } from "./ids.ts";
import { InboundKeys } from "./inbound-keys.ts";
import { FRAMES } from "./pdus.ts";
import type { SmppSettings } from "./settings.ts";

const ROLES: Readonly<Record<SmppSettings["bind"], readonly Role[]>> = {
  transceiver: [{ name: "transceiver", submits: true }],
  separate: [
    { name: "transmitter", submits: true },
    { name: "receiver", submits: false },
  ],
};

/** Submits of an earlier life that are read at start, so that their receipts are understood at once. */
const PAGE = 1_000;
const MOST_PAGES = 20;

/** One channel's SMPP. */
export class SmppProtocol implements CarrierProtocol {
  readonly name = "SMPP";
  readonly frames = FRAMES;
  readonly roles: readonly Role[];
  readonly #facts: ChannelFacts;
  readonly #host: ChannelHost;

  /** @param config with settings as `parseSettings` made them */
  constructor(config: ChannelConfig, host: ChannelHost) {
    const settings = config.own as unknown as SmppSettings;
    this.roles = ROLES[settings.bind];
    this.#host = host;
    this.#facts = {
      config,
      settings,
      clock: host.clock,
      ids: new MessageIds(settings.messageId, host.clock, (ids) => host.submits(ids)),
      keys: new InboundKeys(),
    };
  }

  converse(role: Role): SmppConversation {
    return new SmppConversation(this.#facts, role);
  }

  start(): void {
    void this.#remember();
  }

  stop(): void {
    this.#facts.ids.stop();
  }

  async #remember(): Promise<void> {
    let after: OutstandingCursor | undefined;
    try {
      for (let page = 0; page < MOST_PAGES; page++) {
        const submits = await this.#host.outstanding(after, PAGE);
        for (const { upstreamId, phone } of submits) this.#facts.ids.remember(upstreamId, phone);
        after = submits.at(-1);
        if (submits.length < PAGE) return;
      }
    } catch (error) {
      this.#host.log("warn", "submits of an earlier life could not be read", errorFact(error));
    }
  }
}
