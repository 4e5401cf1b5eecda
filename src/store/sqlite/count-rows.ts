import { COUNTS, type CountTable, LATENCY, TALLY, Tallies, type TallySum } from "../shared/tallies.ts";
import type { Db } from "./db.ts";

/** What a row that is there already gets, where `excluded` is added to it. */
export function addingUp({ counts }: CountTable): string {
  return `ON CONFLICT DO UPDATE SET ${counts.map((count) => `${count} = ${count} + excluded.${count}`).join(", ")}`;
}

const ADD_TALLY = adding(TALLY);
const ADD_LATENCY = adding(LATENCY);

function adding(table: CountTable): string {
  const { name, by, counts } = table;
  const columns = ["at", ...by, ...counts];
  return `INSERT INTO ${name} (span, ${columns.join(", ")}) VALUES (0, ${columns.map(() => "?").join(", ")}) ${addingUp(table)}`;
}

/** Puts counts down behind those of the commits before: one row, whatever they are, where a row for each account took 4 to 8 µs. */
export function addCounts(db: Db, tallies: Tallies): void {
  db.run("INSERT INTO tally_delta (doc) VALUES (?)", tallies.toDoc());
}

/** Adds what commits have put down to the rows of its minutes, and to those of all accounts. */
export function gatherCounts(db: Db): void {
  const docs = db.all<{ doc: string }>("SELECT doc FROM tally_delta");
  if (docs.length === 0) return;
  const tallies = new Tallies();
  for (const { doc } of docs) tallies.addDoc(doc);
  for (const sum of [...tallies.sums]) {
    write(db, sum);
    const total = tallies.of(sum.at, 0, sum.channelId);
    for (const count of COUNTS) total[count] += sum[count];
  }
  for (const sum of tallies.sums) if (sum.accountId === 0) write(db, sum);
  for (const { at, channelId, counts } of tallies.latencies) db.run(ADD_LATENCY, at, channelId, ...counts);
  db.run("DELETE FROM tally_delta");
}

function write(db: Db, sum: TallySum): void {
  db.run(ADD_TALLY, sum.at, sum.accountId, sum.channelId, ...COUNTS.map((count) => sum[count]));
}
