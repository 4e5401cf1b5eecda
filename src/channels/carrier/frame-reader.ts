import type { FrameBounds } from "./protocol.ts";

const LENGTH_BYTES = 4;

/** Cuts a stream of bytes into frames that begin with their length. Holds at most one frame of the longest kind. */
export class FrameReader {
  readonly #bounds: FrameBounds;
  readonly #head = Buffer.alloc(LENGTH_BYTES);
  /** What bytes are gathered into where a frame comes in pieces: first the head, then the frame. */
  #piece: Buffer = this.#head;
  #filled = 0;

  constructor(bounds: FrameBounds) {
    this.#bounds = bounds;
  }

  /**
   * Hands every whole frame to `take`, which answers whether to go on.
   *
   * @returns what is wrong with a length, in plain words: nothing that follows can be read
   */
  feed(chunk: Buffer, take: (frame: Buffer) => boolean): string | undefined {
    for (let at = 0; at < chunk.length; ) {
      const left = chunk.length - at;
      const length = this.#filled === 0 && left >= LENGTH_BYTES ? chunk.readUInt32BE(at) : 0;
      if (length > 0 && length <= left && this.#allows(length)) {
        at += length;
        if (!take(chunk.subarray(at - length, at))) return undefined;
        continue;
      }
      const copied = chunk.copy(this.#piece, this.#filled, at);
      at += copied;
      this.#filled += copied;
      if (this.#filled < this.#piece.length) continue;
      if (this.#piece === this.#head) {
        const wanted = this.#head.readUInt32BE();
        if (!this.#allows(wanted)) return `a frame says that it has ${wanted} bytes, which no frame of this protocol has`;
        this.#piece = Buffer.allocUnsafe(wanted);
        this.#head.copy(this.#piece);
      } else {
        const frame = this.#piece;
        this.#piece = this.#head;
        this.#filled = 0;
        if (!take(frame)) return undefined;
      }
    }
    return undefined;
  }

  #allows(length: number): boolean {
    return length >= this.#bounds.shortest && length <= this.#bounds.longest;
  }
}
