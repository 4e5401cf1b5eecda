import { formatShanghai } from "../../text/shanghai-time.ts";

/**
 * What SGIP calls a command by: unlike in other protocols, a submit's own sequence number is what its report refers to, so
 * no two submits of a node may ever share one (SGIP 1.2, 3.4).
 */
export interface Sequence {
  /** The number of the node that made it: 1AAAAX a gateway, 3AAAAQQQQQ a service provider (3.3). */
  readonly node: number;
  /** MMDDHHMMSS in Asia/Shanghai, as a number. */
  readonly time: number;
  readonly counter: number;
}

/** One form for submits and their reports: `3010012345-1120203225-17`. */
export function formatSequence({ node, time, counter }: Sequence): string {
  return `${node}-${String(time).padStart(10, "0")}-${counter}`;
}

/**
 * Makes the sequence numbers of one node. The counter goes round through 32 bits and begins anywhere, so that a process that
 * restarts within a second, and two processes under one node number, don't meet.
 */
export class Sequencer {
  readonly #node: number;
  #counter: number;

  constructor(node: number, start: number) {
    this.#node = node;
    this.#counter = start >>> 0;
  }

  /** @param at UTC ms */
  next(at: number): Sequence {
    const counter = this.#counter;
    this.#counter = (counter + 1) >>> 0;
    return { node: this.#node, time: Number(formatShanghai(at).replace(/\D/g, "").slice("YYYY".length)), counter };
  }
}
