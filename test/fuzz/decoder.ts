import { Random } from "../support/random.ts";
import { Frames } from "./frames.ts";
import type { Target } from "./targets.ts";

/** Frames that one session may get before it is made anew, so that what it remembers is bounded by its own bounds and by nothing else. */
const LONGEST_SESSION = 100_000;
/** Failures that are shown. */
const MOST_SHOWN = 3;

export interface DecoderRun {
  readonly frames: number;
  readonly seconds: number;
  /** Frames that ended the session. */
  readonly ended: number;
  /** What was thrown, each once, with the frame that did it. */
  readonly thrown: readonly string[];
  readonly throws: number;
}

/**
 * Shows a decoder so many random and mutated frames. The same seed makes the same frames.
 *
 * @param passed told after each tenth, while the session is there with all that it remembers
 */
export function fuzzDecoder(target: Target, count: number, seed: number, passed: () => void = () => undefined): DecoderRun {
  const frames = new Frames(target.golden, target.frames.shortest, new Random(seed));
  const thrown = new Map<string, string>();
  const began = performance.now();
  let ended = 0;
  let throws = 0;
  let hear = target.open();
  let heard = 0;
  for (let done = 0; done < count; done++) {
    if (done > 0 && done % Math.ceil(count / 10) === 0) passed();
    const frame = frames.next();
    let goesOn = true;
    try {
      goesOn = hear(frame);
    } catch (error) {
      goesOn = false;
      throws += 1;
      const what = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
      if (thrown.size < MOST_SHOWN && !thrown.has(what)) thrown.set(what, frame.toString("hex"));
    }
    if (!goesOn) ended += 1;
    if (!goesOn || ++heard >= LONGEST_SESSION) {
      hear = target.open();
      heard = 0;
    }
  }
  const shown = [...thrown].map(([what, hex]) => `${what} (${hex})`);
  return { frames: count, seconds: (performance.now() - began) / 1000, ended, thrown: shown, throws };
}
