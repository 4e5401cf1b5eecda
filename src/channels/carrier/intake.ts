import { errorFact } from "../../runtime/log.ts";
import type { ChannelHost } from "../channel.ts";
import type { Delivery } from "./protocol.ts";

/** Deliveries of one connection that may wait for the store; beyond them the connection isn't read. */
export const MOST_UNACKNOWLEDGED = 500;

export interface IntakeEvents {
  /** Writes a frame to the peer, where it is still there. */
  write(frame: Buffer): void;
  /** There are as many as there may be, or so few again that reading can go on. */
  full(full: boolean): void;
}

/** Hands what a connection brought to the host, and acknowledges it when the host has it. */
export class Intake {
  readonly #host: ChannelHost;
  readonly #events: IntakeEvents;
  #open = 0;
  #full = false;
  /** A store that is down refuses thousands a second; the log hears of it once. */
  #refusing = false;

  constructor(host: ChannelHost, events: IntakeEvents) {
    this.#host = host;
    this.#events = events;
  }

  /** Never rejects. */
  async take(delivery: Delivery): Promise<void> {
    this.#count(1);
    try {
      const receipts = await delivery.receipts;
      if (receipts !== undefined && receipts.length > 0) await this.#host.receipts(receipts);
      if (delivery.inbound !== undefined && delivery.inbound.length > 0) await this.#host.inbound(delivery.inbound);
      this.#refusing = false;
      this.#events.write(delivery.acknowledge);
      delivery.acknowledged?.();
    } catch (error) {
      if (!this.#refusing)
        this.#host.log("warn", "what the carrier delivered could not be stored and was not acknowledged", errorFact(error));
      this.#refusing = true;
      if (delivery.refuse) this.#events.write(delivery.refuse);
    } finally {
      this.#count(-1);
    }
  }

  #count(change: number): void {
    this.#open += change;
    const full = this.#full ? this.#open > MOST_UNACKNOWLEDGED / 2 : this.#open >= MOST_UNACKNOWLEDGED;
    if (full === this.#full) return;
    this.#full = full;
    this.#events.full(full);
  }
}
