import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Filled } from "./growth/filled.ts";
import { postgresFill } from "./growth/postgres.ts";
import { sqliteFill } from "./growth/sqlite.ts";
import { ACCOUNTS, type Rates, Subject } from "./growth/subject.ts";
import { BENCH_ACCOUNT, BENCH_TEXT, type LiveOptions, type LiveResult, type LiveSpan } from "./options.ts";
import { runScript } from "./process.ts";
import { openDatabase } from "./scale/database.ts";
import { fixed, median, rate, ratios, table, whole } from "./table.ts";
import { timed } from "./timed.ts";
import { huaxin } from "./wires.ts";

export interface Growth {
  /** That are stored before. */
  readonly messages: number;
  /** Sent in each turn. */
  readonly turn: number;
  readonly rounds: number;
  /** `npm`: the PostgreSQL that comes with npm; an URL: that one; undefined: SQLite. */
  readonly database: string | undefined;
  /** Of live calls with and without a purge, s. */
  readonly span: number;
}

const DAY = 86_400_000;
/** Days over which the stored messages are spread: fewer than are kept, so that none goes before it is meant to. */
const DAYS = 180;
const PROGRAM = join(import.meta.dirname, "../bin/yizhan.ts");
/** A server begins to forget a minute after its start. */
const BEFORE_PURGE = 60_000;
const LIVE_RATE = 50;
const BATCH = 100;
const KINDS = [
  { name: "1 recipient a call", turns: 1, requests: huaxin(BENCH_TEXT) },
  // they are accepted so much faster that a turn would be over at once
  { name: `${BATCH} recipients a call`, turns: 5, requests: huaxin(BENCH_TEXT, BATCH) },
];

/** What becomes of a server's speed, its disk and its calls when it has sent many messages, beside one that hasn't. */
export async function measureGrowth({ messages, turn, rounds, database: given, span }: Growth): Promise<void> {
  await using database = given === undefined ? undefined : await openDatabase(given === "npm" ? undefined : given);
  const [one, other] = database ? [await database.fresh(), await database.fresh()] : [];
  const flags = (url: string | undefined): readonly string[] => (url === undefined ? [] : ["--database", url]);
  try {
    await using empty = new Subject(flags(one?.url));
    await using full = new Subject(flags(other?.url));
    const store = other ? postgresFill(other.url) : sqliteFill(full.data);
    await empty.start();
    await full.start();
    await full.stop();
    console.log(`## ${whole(messages)} stored messages, on ${database ? `PostgreSQL ${database.version}` : "SQLite"}\n`);
    await fill(store, messages);
    await full.start();
    await speed(empty, full, turn, rounds);
    await empty.stop();
    await full.stop();
    await forgetting(full, span);
    await full.stop();
    const data = ["--data", full.data, ...flags(other?.url)];
    await promisify(execFile)(process.execPath, [PROGRAM, "balance", BENCH_ACCOUNT.login, ...data]);
    console.log("\nThe ledger adds up afterwards.\n");
  } finally {
    await one?.drop();
    await other?.drop();
  }
}

async function fill(store: Filled, messages: number): Promise<void> {
  const before = await store.bytes();
  const today = Math.floor(Date.now() / DAY) * DAY;
  const days = Array.from({ length: DAYS }, (_, index) => today - (DAYS - index) * DAY);
  const started = performance.now();
  await timed(`${whole(messages)} messages written`, store.fill(days, messages, ACCOUNTS));
  const perSecond = messages / ((performance.now() - started) / 1_000);
  const bytes = (await store.bytes()) - before;
  console.log(
    `${whole(bytes / messages)} bytes of disk a message (${fixed(bytes / 2 ** 30, 2)} GiB; written ${whole(perSecond)} a second).\n`,
  );
  const sizes = await timed("sizes", store.sizes());
  const rows = sizes.slice(0, 24).map(({ name, bytes: own }) => [name, fixed(own / messages, 1)]);
  console.log(`${table(["table or index", "bytes a message"], rows)}\n`);
}

async function speed(empty: Subject, full: Subject, turn: number, rounds: number): Promise<void> {
  const rows: string[][] = [];
  for (const { name, turns, requests } of KINDS) {
    const runs: { readonly empty: Rates[]; readonly full: Rates[] } = { empty: [], full: [] };
    // a warm server of each
    for (const subject of [empty, full]) await subject.run(turn / 4, requests);
    for (let round = 1; round <= rounds; round++) {
      // whoever begins has the cooler machine: they take turns in that, too
      const order = [["empty", empty] as const, ["full", full] as const];
      for (const [which, subject] of round % 2 === 0 ? order.reverse() : order)
        runs[which].push(await timed(`${name}, round ${round}: ${which}`, subject.run(turn * turns, requests)));
    }
    for (const what of ["accepted", "reported"] as const) {
      const [stored, none] = [runs.full.map((run) => run[what]), runs.empty.map((run) => run[what])];
      const words = what === "accepted" ? "accepted/s" : "until the last report is pulled, messages/s";
      rows.push([`${name}: ${words}`, rate(none), rate(stored), fixed(median(ratios(stored, none)), 2)]);
    }
  }
  console.log(
    `${table([`${whole(turn)} messages a turn, and ${whole(5 * turn)} in calls of ${BATCH}`, "empty store", "with the stored messages", "ratio"], rows)}\n`,
  );
}

/** Has all but the latest week forgotten, and a customer send codes at an even pace before and meanwhile. */
async function forgetting(subject: Subject, span: number): Promise<void> {
  await subject.start({ settings: { retention: { messages: "7d" } } });
  const started = Date.now();
  const from = started + BEFORE_PURGE;
  const quiet = { from: from - 5_000 - Math.min(span, 45) * 1_000, to: from - 5_000 };
  const busy = { from: from + 2_000, to: from + 2_000 + span * 1_000 };
  const options: LiveOptions = {
    port: subject.port,
    who: BENCH_ACCOUNT,
    perSecond: LIVE_RATE,
    firstPhone: subject.phones(LIVE_RATE * (span + 120)),
    startAt: started + 5_000,
    spans: [quiet, busy],
  };
  const live = timed("live calls", runScript<LiveResult>("live.ts", [JSON.stringify(options)]));
  await new Promise((resolve) => setTimeout(resolve, busy.from - Date.now()));
  const before = await figures(subject);
  await new Promise((resolve) => setTimeout(resolve, busy.to - Date.now()));
  const after = await figures(subject);
  const { spans } = await live;
  const steps = after.steps - before.steps;
  const gone = after.messages - before.messages;
  console.log(
    `Forgetting at ${whole(gone / span)} messages/s in steps of ${fixed(gone / Math.max(1, steps), 0)} messages and ${fixed(((after.seconds - before.seconds) / Math.max(1, steps)) * 1_000, 1)} ms (its turn at the store included), beside ${LIVE_RATE} live calls a second:\n`,
  );
  const row = (name: string, live: LiveSpan | undefined): string[] => [
    name,
    ...[live?.accept.p50, live?.accept.p99, live?.accept.highest, live?.report.p50, live?.report.p99].map((ms) =>
      fixed(ms ?? undefined, 1),
    ),
    String(live?.failed ?? "–"),
  ];
  const head = ["live calls", "accepted: p50 ms", "p99", "highest", "report: p50 ms", "p99", "failed"];
  console.log(table(head, [row("nothing to forget", spans[0]), row("while it forgets", spans[1])]));
}

async function figures(subject: Subject): Promise<{ readonly messages: number; readonly steps: number; readonly seconds: number }> {
  return {
    messages: await subject.metric('yizhan_forgotten_total{kind="messages"}'),
    steps: await subject.metric('yizhan_store_seconds_count{call="retention.purge"}'),
    seconds: await subject.metric('yizhan_store_seconds_sum{call="retention.purge"}'),
  };
}
