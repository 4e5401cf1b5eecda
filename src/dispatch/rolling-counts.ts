/** Pieces that the window is counted in: what is older than the window is forgotten a piece at a time. */
const PIECES = 10;

interface Piece {
  /** Number of the piece of time that it counts. */
  of: number;
  good: number;
  silent: number;
  refused: number;
}

export type Counts = Readonly<Omit<Piece, "of">>;

/** How often each thing happened in the last while, in little memory however often that was. */
export class RollingCounts {
  readonly #width: number;
  readonly #pieces: Piece[] = [];

  /** @param window ms */
  constructor(window: number) {
    this.#width = window / PIECES;
  }

  /** @param now ms that never run backwards */
  add(now: number, what: keyof Counts): void {
    const of = Math.floor(now / this.#width);
    let piece = this.#pieces.at(-1);
    if (piece?.of !== of) {
      piece = { of, good: 0, silent: 0, refused: 0 };
      this.#pieces.push(piece);
      if (this.#pieces.length > PIECES) this.#pieces.shift();
    }
    piece[what] += 1;
  }

  at(now: number): Counts {
    const oldest = Math.floor(now / this.#width) - PIECES;
    const sum = { good: 0, silent: 0, refused: 0 };
    for (const piece of this.#pieces) {
      if (piece.of <= oldest) continue;
      sum.good += piece.good;
      sum.silent += piece.silent;
      sum.refused += piece.refused;
    }
    return sum;
  }

  clear(): void {
    this.#pieces.length = 0;
  }
}
