import type { Lines, Position } from "./yaml/lines.ts";
import type { Path } from "./yaml/source.ts";

/** One thing that is wrong with a file, in a plain English sentence that holds no secret and no phone number. */
export interface Problem extends Position {
  readonly message: string;
  /** Empty where the text is no YAML, so that there are no paths yet. */
  readonly path: Path;
}

/** More than this many are not shown: a file with so many is usually wrong in one way. */
export const MAX_PROBLEMS = 50;

/** Collects what is wrong with one text. */
export class Problems {
  readonly #lines: Lines;
  readonly #found: { readonly at: number; readonly path: Path; readonly message: string }[] = [];

  constructor(lines: Lines) {
    this.#lines = lines;
  }

  get none(): boolean {
    return this.#found.length === 0;
  }

  add(at: number, path: Path, message: string): void {
    this.#found.push({ at, path, message });
  }

  /** For sentences that point at another place too. */
  lineOf(at: number): number {
    return this.#lines.position(at).line;
  }

  /** In the order of the text, the first `MAX_PROBLEMS` of them, and how many that leaves out. */
  report(): { readonly problems: readonly Problem[]; readonly omitted: number } {
    const sorted = this.#found.toSorted((a, b) => a.at - b.at);
    const shown = sorted.slice(0, MAX_PROBLEMS);
    return {
      problems: shown.map(({ at, path, message }) => ({ ...this.#lines.position(at), message, path })),
      omitted: sorted.length - shown.length,
    };
  }
}
