import { describe, expect, it } from "vitest";
import { fuzzDecoder } from "./decoder.ts";
import { PAIRS, TARGETS } from "./targets.ts";
import { fuzzChannel, fuzzLab, fuzzListener, type WholeRun } from "./whole.ts";

/** `npm run bench -- --fuzz` shows a million. */
const FRAMES = 4_000;
const TO_A_CHANNEL = 600;
/** Repeats a run: what failed says its seed. */
const SEED = Number(process.env.YIZHAN_FUZZ_SEED ?? Date.now() % 1_000_000);

describe(`random and mutated frames (seed ${SEED})`, () => {
  it.each(TARGETS)("make nothing throw in a decoder: $name", (target) => {
    const { thrown, ended } = fuzzDecoder(target, FRAMES, SEED);
    expect(thrown).toEqual([]);
    expect(ended, "frames that ended a session").toBeGreaterThan(0);
  });

  const works = ({ afterwards, receipts }: WholeRun): void => {
    expect(afterwards.kind).toBe("accepted");
    expect(receipts).toBeGreaterThan(0);
  };

  it.each(Object.entries(PAIRS))("leave no channel deaf: %s", { timeout: 60_000 }, async (_name, pair) => {
    works(await fuzzChannel(pair, TO_A_CHANNEL, SEED));
  });

  it.each(Object.entries(PAIRS))("leave no lab deaf: %s", { timeout: 60_000 }, async (_name, pair) => {
    works(await fuzzLab(pair, FRAMES, SEED));
  });

  it("leave a port that carriers connect to open for them: sgip", { timeout: 60_000 }, async () => {
    works(await fuzzListener(PAIRS.sgip, FRAMES, SEED));
  });
});
