/**
 * Ids of submissions, messages and inbound texts: time-ordered integers below 2^53, so that one id serves JSON numbers,
 * Java longs and the decimal digits of a `mid` alike.
 *
 *     40 bits  milliseconds since 2026-01-01T00:00:00Z   (to 2060-11)
 *      8 bits  counter within the millisecond
 *      5 bits  node                                       (0 to 31)
 *
 * The node sits lowest, so that one node's ids are an arithmetic series with step `ID_STEP`: a submission of n recipients
 * takes n + 1 consecutive ids, its own and one a message. A node that needs more than 256 ids in a millisecond runs ahead
 * of its clock and is overtaken by it in the next quiet moment; the long-run bound is 256,000 ids a second a node.
 */
export const ID_EPOCH = Date.UTC(2026, 0, 1);
export const MAX_NODES = 32;
/** The number under which command-line tools make ids; never given to a server. */
export const TOOL_NODE = 31;
export const ID_STEP = MAX_NODES;
const PER_MILLISECOND = 256 * MAX_NODES;

/** Largest id there can be; larger numbers in a request name nothing. */
export const MAX_ID = Number.MAX_SAFE_INTEGER;

/** Id of a submission's message: they follow the submission's own, one step apart. @param index from 0 */
export function messageId(submissionId: number, index: number): number {
  return submissionId + ID_STEP * (index + 1);
}

/** First and last id of a submission's messages. @param recipients at least 1 */
export function messageIds(submissionId: number, recipients: number): readonly [first: number, last: number] {
  return [messageId(submissionId, 0), messageId(submissionId, recipients - 1)];
}

/** The UTC millisecond in which an id was (nominally) made. */
export function idTime(id: number): number {
  return ID_EPOCH + Math.floor(id / PER_MILLISECOND);
}

/** The smallest id of a UTC millisecond: the lower bound of a range over time. */
export function firstIdAt(time: number): number {
  return Math.max(0, time - ID_EPOCH) * PER_MILLISECOND;
}

/** Makes ids for one node. `take(n)` returns the first of n ids that lie `ID_STEP` apart. */
export class IdSource {
  readonly #now: () => number;
  #node: number;
  #next: number;

  /**
   * @param node this process's node number, 0 to 31; no two live processes on one store share it
   * @param after the largest id that this node number is known to have used: new ones are larger, whatever the clock says
   */
  constructor(now: () => number, node: number, after = 0) {
    if (!Number.isInteger(node) || node < 0 || node >= MAX_NODES) throw new RangeError(`node ${node} is not 0 to ${MAX_NODES - 1}`);
    this.#now = now;
    this.#node = node;
    this.#next = after === 0 ? 0 : Math.floor(after / ID_STEP) * ID_STEP + ID_STEP + node;
  }

  /** Makes ids for another node number from now on. @param after as above */
  renumber(node: number, after: number): void {
    this.#node = node;
    this.#next = Math.floor(Math.max(after, this.#next) / ID_STEP) * ID_STEP + ID_STEP + node;
  }

  take(count = 1): number {
    const fromClock = firstIdAt(this.#now()) + this.#node;
    const first = Math.max(fromClock, this.#next);
    this.#next = first + count * ID_STEP;
    if (this.#next > MAX_ID) throw new RangeError("ids of this layout are used up");
    return first;
  }
}
