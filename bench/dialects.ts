import { type AcceptRun, acceptRun, CONNECTIONS, type Pace, referenceHttpRun } from "./accept.ts";
import type { HouseOptions } from "./house.ts";
import { BENCH_TEXT, type LoadResult } from "./options.ts";
import { fixed, median, medianOf, rate, ratios, roundsNote, table } from "./table.ts";
import { timed } from "./timed.ts";
import { WIRES, type Wire } from "./wires.ts";

/** The same text to one recipient by each interface, and bare node:http, taking turns. Prints Markdown. */
export async function measureDialects(house: HouseOptions, rounds: number, pace: Pace): Promise<void> {
  const names = Object.keys(WIRES) as Wire[];
  const http: LoadResult[] = [];
  const runs = new Map<Wire, AcceptRun[]>(names.map((name) => [name, []]));
  for (let round = 1; round <= rounds; round++) {
    http.push(await timed(`dialects, round ${round}: node:http`, referenceHttpRun(pace)));
    // there and back again, so that nobody always comes right after the reference
    for (const [name, own] of round % 2 === 1 ? [...runs] : [...runs].reverse()) {
      own.push(await timed(`dialects, round ${round}: ${name}`, acceptRun(house, WIRES[name](BENCH_TEXT), pace)));
    }
  }
  const reference = http.map((run) => run.perSecond);
  const ratesOf = (own: readonly LoadResult[]): number[] => own.map((run) => run.perSecond);
  const [fastest = []] = [...runs.values()].map(ratesOf).sort((a, b) => median(b) - median(a));
  const row = (name: string, own: readonly LoadResult[], cpu: number | undefined, dialect: boolean): string[] => [
    name,
    rate(ratesOf(own)),
    fixed(median(ratios(ratesOf(own), reference)), 2),
    dialect ? fixed(median(ratios(ratesOf(own), fastest)), 2) : "–",
    fixed(median(own.map((run) => run.p50)), 2),
    fixed(median(own.map((run) => run.p99)), 2),
    fixed(cpu, 0),
    String(own.reduce((sum, run) => sum + run.refused + run.broken, 0)),
  ];
  const cpuOf = (own: readonly AcceptRun[]): number | undefined => medianOf(own.map((run) => run.cpuPerMessage));
  console.log(`## One recipient by each interface, answered after the commit is durable (${CONNECTIONS} connections)\n`);
  console.log(roundsNote(rounds));
  console.log(
    table(
      ["interface", "requests/s", "of node:http", "of the fastest", "p50 ms", "p99 ms", "server CPU µs/message", "failures"],
      [
        row("bare node:http", http, undefined, false),
        ...[...runs].map(([name, own]) => row(`${name}, ${methodOf(name)}`, own, cpuOf(own), true)),
      ],
    ),
  );
  console.log("\nTarget: none below 0.80 of the fastest.\n");
}

function methodOf(name: Wire): string {
  return WIRES[name](BENCH_TEXT).request.split(" ", 1)[0] ?? "";
}
