import { cpus } from "node:os";
import { parseArgs } from "node:util";
import { type AcceptRun, acceptRun, CONNECTIONS, type Pace, referenceHttpRun, referenceStoreRun, type StoreRun } from "./accept.ts";
import { type EndToEnd, endToEndRun, type MemorySample } from "./end-to-end.ts";
import { fixed, median, medianOf, rate, table, whole } from "./table.ts";

const USAGE = `npm run bench [-- OPTIONS]

Starts the server as users start it, loads it from another process, and measures bare node:http and raw SQLite in the same
run, taking turns. Prints Markdown; asserts nothing.

  --quick          one short run of each case
  --long           instead: 1,000,000 messages end to end, with the server's memory over time
  --profile DIR    write CPU profiles of the end-to-end servers there
`;

/** A simulated carrier without a limit, and one that takes as many submits a second as a real one would. */
const UNLIMITED = { rate: 0 };
const CARRIER = { rate: 1_000 };
const BATCH = 100;

const { values: flags } = parseArgs({
  options: {
    quick: { type: "boolean", default: false },
    long: { type: "boolean", default: false },
    profile: { type: "string" },
    help: { type: "boolean", default: false },
  },
});

const rounds = flags.quick ? 1 : 3;
const pace: Pace = flags.quick ? { warmUp: 1, seconds: 2 } : { warmUp: 2, seconds: 4 };

// So that "exit" is reached, where servers are ended and temporary directories removed.
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(1));

if (flags.help) {
  process.stdout.write(USAGE);
} else {
  const processors = cpus();
  console.log(`${processors.length} × ${processors[0]?.model.trim()}, Node ${process.version}\n`);
  if (flags.long) await long();
  else {
    console.log(`Of ${rounds} round(s): the median (lowest–highest); a ratio is the median of the rounds' ratios.\n`);
    await accept();
    await endToEnd();
  }
}

async function accept(): Promise<void> {
  const http: number[] = [];
  const single: AcceptRun[] = [];
  const singleCarrier: AcceptRun[] = [];
  const batch: AcceptRun[] = [];
  const batchCarrier: AcceptRun[] = [];
  const store: StoreRun[] = [];
  for (let round = 1; round <= rounds; round++) {
    const run = <T>(name: string, work: Promise<T>): Promise<T> => timed(`accept, round ${round}: ${name}`, work);
    http.push((await run("node:http", referenceHttpRun(pace))).perSecond);
    single.push(await run("1 recipient", acceptRun(UNLIMITED, 1, pace)));
    singleCarrier.push(await run("1 recipient, 1,000/s", acceptRun(CARRIER, 1, pace)));
    batch.push(await run(`${BATCH} recipients`, acceptRun(UNLIMITED, BATCH, pace)));
    const withStore = acceptRun(CARRIER, BATCH, pace, async ({ server, data }) => {
      await server.end("SIGKILL");
      store.push(await run("SQLite alone", referenceStoreRun(data, pace.seconds)));
    });
    batchCarrier.push(await run(`${BATCH} recipients, 1,000/s`, withStore));
  }
  const storeRates = store.map((run) => run.messagesPerSecond);
  const row = (name: string, runs: readonly AcceptRun[], messages: number, reference: readonly number[]): string[] => {
    const rates = runs.map((run) => run.perSecond * messages);
    return [
      name,
      rate(rates),
      rate(reference),
      // Each run against the reference of its own round: what disturbs the machine for longer disturbs both.
      fixed(median(rates.map((value, round) => value / (reference[round] ?? Number.NaN))), 2),
      fixed(median(runs.map((run) => run.p50)), 2),
      fixed(median(runs.map((run) => run.p99)), 2),
      fixed(medianOf(runs.map((run) => run.cpuPerMessage)), 0),
      String(runs.reduce((sum, run) => sum + run.refused + run.broken, 0)),
    ];
  };
  console.log(`## Accepting, answered after the commit is durable (${CONNECTIONS} connections)\n`);
  console.log(
    table(
      ["case", "messages/s", "reference/s", "ratio", "p50 ms", "p99 ms", "server CPU µs/message", "failures"],
      [
        row("1 recipient, GET; reference: node:http", single, 1, http),
        row("… with a carrier that takes 1,000/s", singleCarrier, 1, http),
        row(`${BATCH} recipients, POST; reference: the same rows by SQLite alone`, batch, BATCH, storeRates),
        row("… with a carrier that takes 1,000/s", batchCarrier, BATCH, storeRates),
      ],
    ),
  );
  console.log(`\nSQLite alone: ${rate(store.map((run) => run.rowsPerSecond))} rows/s.\n`);
}

async function endToEnd(): Promise<void> {
  const messages = flags.quick ? 20_000 : 50_000;
  const house = { ...UNLIMITED, profile: flags.profile };
  const single: EndToEnd[] = [];
  const batch: EndToEnd[] = [];
  for (let round = 1; round <= rounds; round++) {
    single.push(await timed(`end to end, round ${round}: 1 recipient`, endToEndRun(house, messages, 1)));
    batch.push(await timed(`end to end, round ${round}: ${BATCH} recipients`, endToEndRun(house, messages, BATCH)));
  }
  const row = (name: string, runs: readonly EndToEnd[]): string[] => [
    name,
    rate(runs.map((run) => run.messagesPerSecond)),
    rate(runs.map((run) => run.messages / run.acceptSeconds)),
    fixed(medianOf(runs.map((run) => run.cpuPerMessage)), 0),
    String(runs.reduce((sum, run) => sum + run.refused, 0)),
  ];
  console.log(`## From request to pulled report (${whole(messages)} messages, simulated carrier with receiptDelay 0)\n`);
  console.log(
    table(
      ["case", "messages/s until the last report is pulled", "of them accepted/s", "server CPU µs/message", "refused"],
      [row("1 recipient, GET", single), row(`${BATCH} recipients, POST`, batch)],
    ),
  );
}

async function long(): Promise<void> {
  const messages = flags.quick ? 100_000 : 1_000_000;
  const run = await timed(`${whole(messages)} messages`, endToEndRun({ ...UNLIMITED, profile: flags.profile }, messages, BATCH));
  console.log(`## Memory over ${whole(messages)} messages, ${BATCH} recipients a call\n`);
  const { messagesPerSecond, cpuPerMessage, refused } = run;
  console.log(
    `${whole(messagesPerSecond)} messages/s, ${fixed(cpuPerMessage, 0)} µs of CPU a message, ${refused} calls refused as busy.\n`,
  );
  const rows = Array.from({ length: 10 }, (_, tenth) => tenthOf(run.memory, messages, tenth));
  console.log(table(["reports pulled", "by second", "resident MiB: median", "highest"], rows));
}

/** The samples taken while the n-th tenth of the reports came. */
function tenthOf(samples: readonly MemorySample[], messages: number, tenth: number): string[] {
  const upTo = ((tenth + 1) * messages) / 10;
  const inside = samples.filter((sample) => sample.pulled <= upTo && sample.pulled > upTo - messages / 10);
  const memory = inside.map((sample) => sample.memory);
  return [
    whole(upTo),
    String(inside.at(-1)?.second ?? "–"),
    fixed(median(memory), 0),
    memory.length === 0 ? "–" : fixed(Math.max(...memory), 0),
  ];
}

/** Says on the side what is done and how long it took, as a whole run takes minutes. */
async function timed<T>(name: string, work: Promise<T>): Promise<T> {
  const start = performance.now();
  const result = await work;
  console.error(`${name}: ${fixed((performance.now() - start) / 1000, 1)} s`);
  return result;
}
