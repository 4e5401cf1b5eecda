import type { Random } from "../support/random.ts";

/** Bytes of the longest random body. */
const LONGEST = 300;
/** Where a frame's command stands, in every protocol here: behind the length. */
const COMMAND = 4;

/** Frames to try a decoder with: a right length in front, and whatever behind it. */
export class Frames {
  readonly #golden: readonly Buffer[];
  readonly #header: number;
  readonly #random: Random;

  /** @param golden frames that mean something, in hexadecimal digits; @param header bytes of the shortest frame */
  constructor(golden: readonly string[], header: number, random: Random) {
    this.#golden = golden.map((hex) => Buffer.from(hex.replaceAll(" ", ""), "hex"));
    this.#header = header;
    this.#random = random;
  }

  /** Mostly a frame that means something and was changed a little; else one with a known command, or with nothing that is known. */
  next(): Buffer {
    const die = this.#random.next();
    return withLength(die < 0.6 ? this.#mutated() : this.#made(die < 0.9));
  }

  #mutated(): Buffer {
    const frame = Buffer.from(this.#pick());
    for (let changes = this.#random.integer(0, 4); changes > 0; changes--) {
      const at = this.#random.integer(COMMAND, frame.length - 1);
      // the values at which lengths, counts and signs turn
      const values = [0, 1, 0x7f, 0x80, 0xff, this.#random.integer(0, 255), (frame[at] ?? 0) ^ (1 << this.#random.integer(0, 7))];
      frame[at] = values[this.#random.integer(0, values.length - 1)] ?? 0;
    }
    const cut = this.#random.next();
    if (cut < 0.15) return frame.subarray(0, this.#random.integer(this.#header, frame.length));
    if (cut < 0.25) return Buffer.concat([frame, this.#bytes(this.#random.integer(1, 40))]);
    if (cut < 0.3) {
      // the beginning of one and the end of another
      const other = this.#pick();
      return Buffer.concat([
        frame.subarray(0, this.#random.integer(this.#header, frame.length)),
        other.subarray(this.#random.integer(0, other.length)),
      ]);
    }
    return frame;
  }

  #made(known: boolean): Buffer {
    const frame = this.#bytes(this.#header + this.#random.integer(0, LONGEST));
    if (known) this.#pick().copy(frame, COMMAND, COMMAND, COMMAND + 4);
    return frame;
  }

  #pick(): Buffer {
    return this.#golden[this.#random.integer(0, this.#golden.length - 1)] as Buffer;
  }

  #bytes(count: number): Buffer {
    const bytes = Buffer.allocUnsafe(count);
    for (let at = 0; at < count; at++) bytes[at] = this.#random.integer(0, 255);
    return bytes;
  }
}

function withLength(frame: Buffer): Buffer {
  frame.writeUInt32BE(frame.length, 0);
  return frame;
}
