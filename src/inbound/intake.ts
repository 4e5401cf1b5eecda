import { hash } from "node:crypto";
import { ID_STEP } from "../domain/ids.ts";
import type { ChannelInbound } from "../domain/inbound.ts";
import type { Clock } from "../runtime/clock.ts";
import type { InboundArrival, InboundStore } from "../store/store.ts";
import { cut } from "../text/cut.ts";
import { normalizePhone } from "../text/phone.ts";

export interface IntakeDeps {
  readonly store: Pick<InboundStore, "store">;
  readonly ids: { take(count: number): number };
  readonly clock: Pick<Clock, "now">;
  /** Called after texts were stored, which are to be matched. */
  readonly stored: () => void;
}

/** How long the parts of a long text wait for each other. */
const PATIENCE = 60_000;

/** What is kept of what a channel brings, in UTF-16 code units; a channel cuts shorter where its protocol does. */
const LONGEST = { key: 200, phone: 40, accessCode: 40, text: 10_000 };
/** Of one text, as one byte of a user data header numbers them. */
const MOST_PARTS = 255;

/** The way in for texts that phones sent: what a channel hands over is acknowledged (the promise resolves) once it is durable. */
export class InboundIntake {
  readonly #deps: IntakeDeps;

  constructor(deps: IntakeDeps) {
    this.#deps = deps;
  }

  /** Resolves once the texts are durable; rejects with `StoreError` when they are not. */
  async take(channelId: number, batch: readonly ChannelInbound[]): Promise<void> {
    if (batch.length === 0) return;
    const { store, ids, clock, stored } = this.#deps;
    const first = ids.take(batch.length);
    const mergeBy = clock.now() + PATIENCE;
    await store.store(
      channelId,
      batch.map((inbound, index) => arrivalOf(inbound, first + index * ID_STEP, mergeBy)),
    );
    stored();
  }
}

function arrivalOf({ key, phone, accessCode, text, at, part }: ChannelInbound, id: number, mergeBy: number): InboundArrival {
  const { reference, number, of } = part && isUsable(part) ? part : WHOLE;
  return {
    id,
    key: key.length <= LONGEST.key ? key : hash("sha256", key, "hex"),
    phone: normalizePhone(phone) ?? cut(phone, LONGEST.phone),
    accessCode: cut(accessCode, LONGEST.accessCode),
    text: cut(text, LONGEST.text),
    at,
    reference,
    part: number,
    parts: of,
    mergeBy,
  };
}

const WHOLE = { reference: 0, number: 1, of: 1 };

/** A header that makes no sense is left aside, and its text is one by itself. */
function isUsable({ reference, number, of }: NonNullable<ChannelInbound["part"]>): boolean {
  return [reference, number, of].every(Number.isSafeInteger) && number >= 1 && number <= of && of <= MOST_PARTS;
}
