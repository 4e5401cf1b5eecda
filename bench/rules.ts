import { type AcceptRun, CONNECTIONS, loadHouse, type Pace } from "./accept.ts";
import { type House, type HouseOptions, openHouse } from "./house.ts";
import { POOL, type RuleCase, ruleCases } from "./rule-cases.ts";
import { fixed, median, medianOf, rate, roundsNote, table } from "./table.ts";
import { timed } from "./timed.ts";

/** Next to nothing is sent, so that what is measured is accepting. */
const CARRIER = 1;

interface Stand {
  readonly case: RuleCase;
  readonly house: House;
  readonly runs: AcceptRun[];
}

/**
 * What each rule costs a call with one recipient. The servers stand side by side, each with one rule, and the load goes
 * round them in short slices, so that what disturbs the machine disturbs all; each slice is compared with the bare
 * account's of its round. Prints Markdown.
 */
export async function measureRules(house: Pick<HouseOptions, "profile">, rounds: number, slice: Pace): Promise<void> {
  await using stack = new AsyncDisposableStack();
  const stands: Stand[] = [];
  for (const ruleCase of ruleCases()) {
    const opened = timed(`rules: starting with ${ruleCase.name}`, openHouse({ ...house, ...ruleCase.plan, rate: CARRIER }));
    stands.push({ case: ruleCase, house: stack.use(await opened), runs: [] });
  }
  const goRound = async (round: number, kept: boolean): Promise<void> => {
    // there and back again, so that no case always comes first after another
    for (const stand of round % 2 === 0 ? stands : stands.toReversed()) {
      const run = await loadHouse(stand.house, stand.case.requests, { first: 0, count: POOL }, slice);
      if (kept) stand.runs.push(run);
    }
  };
  // servers that have just started are slow
  await timed("rules: warming up", goRound(0, false));
  for (let round = 1; round <= rounds; round++) await timed(`rules, round ${round}`, goRound(round, true));
  print(stands, rounds);
}

function print(stands: readonly Stand[], rounds: number): void {
  const [bare] = stands;
  const over = (runs: readonly AcceptRun[], of: (run: AcceptRun) => number | undefined): number | undefined =>
    medianOf(runs.map((run, round) => difference(of(run), bare?.runs[round] && of(bare.runs[round]))));
  const row = ({ case: { name }, runs }: Stand): string[] => [
    name,
    rate(runs.map((run) => run.perSecond)),
    fixed(median(runs.map(microseconds)), 1),
    signed(over(runs, microseconds)),
    fixed(medianOf(runs.map((run) => run.cpuPerMessage)), 1),
    signed(over(runs, (run) => run.cpuPerMessage)),
    String(runs.reduce((sum, run) => sum + run.refused + run.broken, 0)),
  ];
  console.log(`## What rules cost a call with one recipient (${CONNECTIONS} connections)\n`);
  console.log(roundsNote(rounds));
  console.log(table(["rule", "messages/s", "µs/message", "over bare", "server CPU µs/message", "over bare", "failures"], stands.map(row)));
  console.log("\nWhat is over bare by less than the bare account's own range is noise.\n");
}

/** Of elapsed time, in which the load always waits for the server. */
function microseconds(run: AcceptRun): number {
  return 1e6 / run.perSecond;
}

function difference(value: number | undefined, reference: number | undefined): number | undefined {
  return value === undefined || reference === undefined ? undefined : value - reference;
}

function signed(value: number | undefined): string {
  return value !== undefined && value > 0 ? `+${fixed(value, 1)}` : fixed(value, 1);
}
