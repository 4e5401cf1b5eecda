import { cpus } from "node:os";
import { parseArgs } from "node:util";
import { type AcceptRun, acceptRun, CONNECTIONS, type Pace, referenceHttpRun, referenceStoreRun, type StoreRun } from "./accept.ts";
import { measureCarrier } from "./carrier.ts";
import { measureDialects } from "./dialects.ts";
import { type EndToEnd, endToEndRun, type MemorySample } from "./end-to-end.ts";
import { measureFairness } from "./fair.ts";
import { measureFuzz } from "./fuzz.ts";
import { measureGrowth } from "./growth.ts";
import { BENCH_TEXT } from "./options.ts";
import { measureRules } from "./rules.ts";
import { measureScale } from "./scale.ts";
import { measureScheduled } from "./scheduled.ts";
import { fixed, median, medianOf, rate, ratios, roundsNote, table, whole } from "./table.ts";
import { timed } from "./timed.ts";
import { huaxin } from "./wires.ts";

const USAGE = `npm run bench [-- OPTIONS]

Starts the server as users start it, loads it from another process, and measures bare node:http and raw SQLite in the same
run, taking turns. Prints Markdown; asserts nothing.

Instead of accepting and end to end, any of:

  --long           1,000,000 messages end to end, with the server's memory over time
  --dialects       one recipient by each of the five interfaces, beside node:http and each other
  --scheduled      1,000,000 messages due at the same second: scheduling them, how evenly they leave, and what live calls
                   notice before and after (6 minutes)
  --fair           what a customer notices of another one's campaign of 200,000 before the same channel (1 minute)
  --rules          what each rule adds to a call with one recipient (5 minutes, 6 GiB of memory: a server for each)
  --carrier        from request to pushed report through SMPP and CMPP 3 (2 minutes); --kannel DIR, the folder of the Kannel
                   harness, races Kannel in the same run
  --fuzz           1,000,000 random and mutated frames to each decoder of carriers' frames, 20,000 to channels and labs over
                   sockets (10 minutes); --seed N repeats a run

  --scale          1, 2 and 3 servers on one PostgreSQL, and what the database does per message (3 minutes); --nodes 1,2 for
                   others, --database postgres://… for another server than the one that comes with npm

  --growth         what 10,000,000 stored messages change, on disk and in speed, and what forgetting them does to live calls
                   (SQLite 10 minutes and 7 GB in the folder for temporary files); --messages N for others;
                   --database npm for PostgreSQL (20 minutes and 20 GB), or its postgres://…

  --quick          less of everything, for a look
  --rounds N       turns of each case (default 3; --rules 10; --scheduled, --fair and --long have one)
  --profile DIR    write CPU profiles of the servers there; not for accepting
`;

/** A simulated carrier without a limit, and one that takes as many submits a second as a real one would. */
const UNLIMITED = { rate: 0 };
const CARRIER = { rate: 1_000 };
const BATCH = 100;
const one = huaxin(BENCH_TEXT);
const many = huaxin(BENCH_TEXT, BATCH);
/** Of the rules' servers, which are loaded again and again. */
const SLICE: Pace = { warmUp: 0.3, seconds: 1 };

const { values: flags } = parseArgs({
  options: {
    quick: { type: "boolean", default: false },
    long: { type: "boolean", default: false },
    dialects: { type: "boolean", default: false },
    scheduled: { type: "boolean", default: false },
    fair: { type: "boolean", default: false },
    rules: { type: "boolean", default: false },
    carrier: { type: "boolean", default: false },
    kannel: { type: "string" },
    fuzz: { type: "boolean", default: false },
    seed: { type: "string" },
    scale: { type: "boolean", default: false },
    growth: { type: "boolean", default: false },
    messages: { type: "string", default: "10000000" },
    nodes: { type: "string", default: "1,2,3" },
    database: { type: "string" },
    rounds: { type: "string" },
    profile: { type: "string" },
    help: { type: "boolean", default: false },
  },
});

const rounds = roundsOr(flags.quick ? 1 : 3);
const pace: Pace = flags.quick ? { warmUp: 1, seconds: 2 } : { warmUp: 2, seconds: 4 };

// Every server under measurement is ended at "exit", and the rules' ones stand side by side.
process.setMaxListeners(100);
// So that "exit" is reached, where servers are ended and temporary directories removed.
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(1));

if (flags.help) {
  process.stdout.write(USAGE);
} else {
  const processors = cpus();
  console.log(`${processors.length} × ${processors[0]?.model.trim()}, Node ${process.version}\n`);
  if (flags.long) await long();
  if (flags.dialects) await measureDialects({ ...CARRIER, profile: flags.profile }, rounds, pace);
  if (flags.scheduled) await scheduled();
  if (flags.fair)
    await measureFairness(flags.quick ? { messages: 40_000, rate: 1_000, span: 5 } : { messages: 200_000, rate: 1_000, span: 12 });
  if (flags.rules) await measureRules({ profile: flags.profile }, roundsOr(flags.quick ? 2 : 10), SLICE);
  if (flags.carrier) await carrier();
  if (flags.fuzz) await fuzz();
  if (flags.scale) await scale();
  if (flags.growth) await growth();
  if (
    !(
      flags.long ||
      flags.dialects ||
      flags.scheduled ||
      flags.fair ||
      flags.rules ||
      flags.carrier ||
      flags.fuzz ||
      flags.scale ||
      flags.growth
    )
  ) {
    console.log(roundsNote(rounds));
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
    single.push(await run("1 recipient", acceptRun(UNLIMITED, one, pace)));
    singleCarrier.push(await run("1 recipient, 1,000/s", acceptRun(CARRIER, one, pace)));
    batch.push(await run(`${BATCH} recipients`, acceptRun(UNLIMITED, many, pace)));
    const withStore = acceptRun(CARRIER, many, pace, async ({ server, data }) => {
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
      fixed(median(ratios(rates, reference)), 2),
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
    single.push(await timed(`end to end, round ${round}: 1 recipient`, endToEndRun(house, messages, one)));
    batch.push(await timed(`end to end, round ${round}: ${BATCH} recipients`, endToEndRun(house, messages, many)));
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
  const run = await timed(`${whole(messages)} messages`, endToEndRun({ ...UNLIMITED, profile: flags.profile }, messages, many));
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

async function scheduled(): Promise<void> {
  const campaign = flags.quick ? { messages: 50_000, rate: 2_000, span: 15 } : { messages: 1_000_000, rate: 5_000, span: 30 };
  await measureScheduled({ profile: flags.profile }, campaign);
}

async function carrier(): Promise<void> {
  const size = flags.quick ? { messages: 20_000, pacedSeconds: 3 } : { messages: 100_000, pacedSeconds: 10 };
  await measureCarrier({ kannel: flags.kannel, profile: flags.profile, rounds, ...size });
}

async function fuzz(): Promise<void> {
  const seed = Number(flags.seed ?? Date.now() % 1_000_000);
  await measureFuzz(flags.quick ? { decoder: 50_000, whole: 2_000, seed } : { decoder: 1_000_000, whole: 20_000, seed });
}

async function scale(): Promise<void> {
  const nodes = flags.nodes.split(",").map(Number);
  if (nodes.some((count) => !Number.isInteger(count) || count < 1 || count > 8)) {
    console.error("--nodes must be numbers from 1 to 8, by comma");
    process.exit(2);
  }
  await measureScale({ nodes, database: flags.database, pace, messages: flags.quick ? 5_000 : 20_000 });
}

async function growth(): Promise<void> {
  const messages = Number(flags.messages);
  if (!Number.isInteger(messages) || messages < 18_000) {
    console.error("--messages must be a whole number from 18,000");
    process.exit(2);
  }
  await measureGrowth({
    messages,
    rounds,
    database: flags.database,
    ...(flags.quick ? { turn: 4_000, span: 20 } : { turn: 20_000, span: 60 }),
  });
}

function roundsOr(usual: number): number {
  if (flags.rounds === undefined) return usual;
  const given = Number(flags.rounds);
  if (Number.isInteger(given) && given > 0) return given;
  console.error("--rounds must be a whole number from 1");
  process.exit(2);
}
