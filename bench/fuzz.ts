import { setTimeout as sleep } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { fuzzDecoder } from "../test/fuzz/decoder.ts";
import { PAIRS, type Pair, TARGETS } from "../test/fuzz/targets.ts";
import { fuzzChannel, fuzzLab, fuzzListener, type WholeRun } from "../test/fuzz/whole.ts";
import { fixed, table, whole } from "./table.ts";
import { timed } from "./timed.ts";

export interface FuzzBench {
  /** Random and mutated frames for each decoder, and for each channel and lab as a whole. */
  readonly decoder: number;
  readonly whole: number;
  readonly seed: number;
}

/** Sockets that were closed are gone by then, ms. */
const SETTLE = 700;

/** Shows every decoder of carriers' frames what is no frame of theirs. Prints Markdown; ends with status 1 where one fails. */
export async function measureFuzz({ decoder, whole: frames, seed }: FuzzBench): Promise<void> {
  console.log(`## ${whole(decoder)} random and mutated frames a decoder (seed ${seed})\n`);
  const rows: string[][] = [];
  for (const target of TARGETS) {
    const memory: number[] = [];
    const run = await timed(
      target.name,
      Promise.resolve().then(() => fuzzDecoder(target, decoder, seed, () => memory.push(memoryNow()))),
    );
    const grown = (memory.at(-1) ?? Number.NaN) - (memory[0] ?? Number.NaN);
    rows.push([target.name, whole(run.frames / run.seconds), whole(run.ended), whole(run.throws), fixed(grown, 1)]);
    for (const thrown of run.thrown) console.error(`${target.name} threw ${thrown}`);
    if (run.throws > 0) process.exitCode = 1;
  }
  console.log(table(["decoder", "frames/s", "ended the session", "threw", "MiB grown from the first tenth to the last"], rows));
  await wholes(frames, seed);
}

/** The same over sockets, to channels and labs as they are used. */
async function wholes(frames: number, seed: number): Promise<void> {
  console.log(`\n## ${whole(frames)} of them over sockets, then a login, a submit and its receipt\n`);
  const cases: [string, Pair, (pair: Pair, count: number, seed: number) => Promise<WholeRun>][] = Object.entries(PAIRS).flatMap(
    ([name, pair]) => [
      [`${name}, the channel`, pair, fuzzChannel],
      [`${name}, the lab`, pair, fuzzLab],
    ],
  );
  cases.push(["sgip, the port that carriers connect to", PAIRS.sgip, fuzzListener]);
  const rows: string[][] = [];
  for (const [name, pair, run] of cases) {
    try {
      // the code and its tables come once
      await run(pair, frames / 10, seed + 1);
      await sleep(SETTLE);
      const before = memoryNow();
      const { ended, afterwards } = await timed(name, run(pair, frames, seed));
      await sleep(SETTLE);
      rows.push([name, whole(ended), afterwards.kind, fixed(memoryNow() - before, 1)]);
    } catch (error) {
      rows.push([name, "–", `FAILED: ${error instanceof Error ? error.message : String(error)}`, "–"]);
      process.exitCode = 1;
    }
  }
  console.log(table(["peer", "sessions ended", "afterwards", "MiB grown"], rows));
}

/** What is left after the garbage is gone, MiB. */
function memoryNow(): number {
  collectGarbage();
  const { heapUsed, external } = process.memoryUsage();
  return (heapUsed + external) / 1024 / 1024;
}

const collectGarbage: () => void = (() => {
  setFlagsFromString("--expose-gc");
  return runInNewContext("gc") as () => void;
})();
