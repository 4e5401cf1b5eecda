import { createHash } from "node:crypto";
import { Recent } from "./recent.ts";

/** Deliveries whose keys are remembered. */
const REMEMBERED = 10_000;

/**
 * Names the texts that phones send. A deliver_sm has no id of its own, so the name is a digest of what it says and when it
 * came first. Until it is acknowledged the same words keep their name, because that is how a repetition looks; afterwards
 * they are a new text: somebody may well say `T` twice.
 */
export class InboundKeys {
  readonly #open = new Recent<string, string>(REMEMBERED);

  /** @param pieces all that tells one delivery from another; @param at when it came, UTC ms */
  of(pieces: readonly (string | number | Buffer)[], at: number): { readonly key: string; readonly acknowledged: () => void } {
    const hash = createHash("sha256");
    for (const piece of pieces) hash.update(typeof piece === "number" ? String(piece) : piece).update("\0");
    const digest = hash.digest("base64url").slice(0, 27);
    const key = this.#open.get(digest) ?? `${at.toString(36)}-${digest}`;
    this.#open.set(digest, key);
    return { key, acknowledged: () => this.#open.delete(digest) };
  }
}
