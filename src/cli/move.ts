import type { MoveTarget } from "../store/postgres/move-target.ts";
import type { MoveSource } from "../store/sqlite/move-source.ts";
import { Problem } from "./problem.ts";

/** ms between two lines about a large table. */
const TOLD_EVERY = 5_000;

/** A table whose rows must be as many on both sides; balances are one row an account on one of them. */
const NOT_COUNTED = ["balance"];

/**
 * Copies everything from one to the other, compares, and tells how it goes. Rejects with a sentence for the operator where the
 * two differ; the source is as it was then.
 */
export async function copyStore(source: MoveSource, target: MoveTarget, tell: (line: string) => void): Promise<void> {
  const { days } = source;
  await target.days(days);
  if (days.length > 0) tell(`days with messages: ${days.length}`);
  const problems: string[] = [];
  for (const table of source.tables) {
    let rows = 0;
    const began = performance.now();
    let told = began;
    for (const page of source.pages(table)) {
      await target.write(table, page);
      rows += page[0]?.length ?? 0;
      if (performance.now() - told < TOLD_EVERY) continue;
      told = performance.now();
      tell(`${table.name}: ${count(rows)} rows so far, ${count((rows / (told - began)) * 1_000)} a second`);
    }
    if (rows === 0) continue;
    const there = NOT_COUNTED.includes(table.name) ? rows : await target.count(table);
    tell(`${table.name}: ${count(rows)} rows`);
    if (there !== rows) problems.push(`${table.name} has ${there} rows there instead of ${rows}`);
  }
  tell("counting how often phones were written to today, and making statistics");
  await target.finish(source.meta);
  problems.push(...(await compare(source, target, tell)));
  if (problems.length > 0)
    throw new Problem(`the copy is not the same: ${problems.join("; ")}. The old store is as it was: serve it, and report this`);
}

async function compare(source: MoveSource, target: MoveTarget, tell: (line: string) => void): Promise<readonly string[]> {
  const problems: string[] = [];
  const [before, after] = [source.figures(), await target.figures()];
  for (const [figure, n] of Object.entries(before)) {
    const there = after[figure as keyof typeof after];
    tell(`${figure}: ${count(n)} here, ${count(there)} there`);
    if (n !== there) problems.push(`${figure}: ${n} here, ${there} there`);
  }
  const [here, there] = [source.audit(), await target.audit()].map((accounts) => accounts.map((account) => JSON.stringify(account)).sort());
  tell(`accounts whose ledger and balance differ: ${here?.length} here, ${there?.length} there`);
  if (here?.join() !== there?.join()) problems.push("the ledger adds up differently");
  return problems;
}

function count(n: number): string {
  return Math.round(n).toLocaleString("en-US");
}
