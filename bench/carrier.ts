import { existsSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { get } from "../test/support/connection.ts";
import { findKannel, startKannel } from "../test/support/kannel.ts";
import { Tool } from "../test/support/tool.ts";
import type { CarrierLoad, CarrierResult, CustomerReady } from "./carrier/talk.ts";
import { startLab, startSimulator, type Upstream } from "./carrier/upstream.ts";
import { openHouse } from "./house.ts";
import { BENCH_TEXT, PHONE_PLACE } from "./options.ts";
import { cpuOf } from "./process.ts";
import { fixed, median, medianOf, rate, roundsNote, table, whole } from "./table.ts";
import { timed } from "./timed.ts";
import { huaxin } from "./wires.ts";

export interface CarrierBench {
  /** Folder of the Kannel harness; without it our own lab is the only carrier, and nobody is raced. */
  readonly kannel: string | undefined;
  readonly profile: string | undefined;
  readonly rounds: number;
  /** Messages of a flat-out run; a paced one lasts `pacedSeconds`. */
  readonly messages: number;
  readonly pacedSeconds: number;
}

/** Messages a second at which delays are measured: everybody here can do that without a queue. */
const PACE = 1_000;
/** Of the customer, each in a closed loop: enough that nobody's load ends with its own round trips. */
const CONNECTIONS = 128;
/** Unanswered submits: Kannel's best setting with receipts a second late (see the harness's README), and ours. */
const WINDOW = 100;
/** ms from submit to receipt, for Kannel flat out; ours get their receipts at once. */
const LATE = 1_000;

/** Messages before anything is counted: servers that compile their code as they run have done most of that then. */
const WARM_UP = 5_000;
/** Its memory and its queues settle, ms. */
const SETTLE = 500;
/** What a customer's program wants to know: delivered, or not. */
const FINAL_REPORTS = 3;
/** … and each step before it, as the harness asked for. */
const ALL_REPORTS = 31;

interface Run {
  readonly flatOut: CarrierResult;
  /** µs a message of the flat-out run, of the platform alone; undefined where it can't be told. */
  readonly cpu: number | undefined;
  readonly paced: CarrierResult;
}

type Case = { readonly name: string; readonly kannel: boolean; run(customer: Customer): Promise<Run> };

/** From a submission over HTTP to its pushed report, through a carrier's protocol, beside Kannel. Prints Markdown. */
export async function measureCarrier(options: CarrierBench): Promise<void> {
  const cases = casesOf(options);
  const runs = new Map(cases.map((each) => [each, [] as Run[]]));
  for (let round = 1; round <= options.rounds; round++) {
    for (const [each, own] of round % 2 === 1 ? [...runs] : [...runs].reverse()) {
      await using customer = await Customer.start();
      own.push(await timed(`carrier, round ${round}: ${each.name}`, each.run(customer)));
    }
  }
  const best = Math.max(...cases.filter(({ kannel }) => kannel).map((each) => median(ratesOf(runs.get(each) ?? []))));
  console.log(`## From request to pushed report through a carrier (${whole(options.messages)} messages, ${CONNECTIONS} connections)\n`);
  console.log(roundsNote(options.rounds));
  console.log(
    table(
      [
        "case",
        "reported/s",
        "of Kannel's best",
        "accepted/s",
        "CPU µs/message",
        `p50 / p99 ms at ${whole(PACE)}/s`,
        "flat out",
        "lost",
        "twice",
      ],
      cases.map((each) => row(each.name, runs.get(each) ?? [], best)),
    ),
  );
  console.log(
    "\nReported: until the last report was acknowledged by the customer. CPU: of the platform's processes, without load, carrier and sink.\n",
  );
}

function ratesOf(runs: readonly Run[]): number[] {
  return runs.map(({ flatOut }) => flatOut.reported / flatOut.seconds);
}

function row(name: string, runs: readonly Run[], best: number): string[] {
  const delays = (of: (run: Run) => CarrierResult): string =>
    `${fixed(median(runs.map((run) => of(run).p50)), 1)} / ${fixed(median(runs.map((run) => of(run).p99)), 1)}`;
  const both = runs.flatMap(({ flatOut, paced }) => [flatOut, paced]);
  const sum = (of: (result: CarrierResult) => number): string => whole(both.reduce((total, result) => total + of(result), 0));
  return [
    name,
    rate(ratesOf(runs)),
    Number.isFinite(best) ? fixed(median(ratesOf(runs)) / best, 2) : "–",
    rate(runs.map(({ flatOut }) => flatOut.accepted / flatOut.acceptSeconds)),
    fixed(medianOf(runs.map(({ cpu }) => cpu)), 0),
    delays((run) => run.paced),
    delays((run) => run.flatOut),
    sum(({ accepted, reported }) => Math.max(0, accepted - reported)),
    sum(({ repeated }) => repeated),
  ];
}

function casesOf(options: CarrierBench): readonly Case[] {
  const { kannel: harness } = options;
  const ours: Case[] = [
    { name: "SMPP, one connection, our lab", kannel: false, run: (customer) => runOurs(customer, options, "smpp", () => startLab("smpp")) },
    {
      name: "CMPP 3, one connection, our lab",
      kannel: false,
      run: (customer) => runOurs(customer, options, "cmpp", () => startLab("cmpp")),
    },
  ];
  if (harness === undefined) return ours;
  if (!existsSync(join(harness, "smppsim.mjs"))) throw new Error("--kannel wants the folder that holds smppsim.mjs");
  const simulated: Case = {
    name: "SMPP, one connection, the harness's SMSC",
    kannel: false,
    run: (customer) => runOurs(customer, options, "smpp", () => startSimulator(harness, 0)),
  };
  if (!findKannel()) {
    console.error("Kannel is not installed: it is left out.");
    return [simulated, ...ours];
  }
  const kannel = (name: string, mask: number): Case => ({
    name,
    kannel: true,
    run: (customer) => runKannel(customer, options, harness, mask),
  });
  return [
    simulated,
    ...ours,
    kannel("Kannel, memory, receipts 1 s late, reports of the outcome", FINAL_REPORTS),
    kannel("… reports of every step", ALL_REPORTS),
  ];
}

async function runOurs(customer: Customer, options: CarrierBench, protocol: "smpp" | "cmpp", start: () => Promise<Upstream>): Promise<Run> {
  await using upstream = await start();
  const own = {
    smpp: { kind: "smpp", smpp: { systemId: "bench", password: "bench" } },
    cmpp: { kind: "cmpp", cmpp: { version: "3.0", sourceAddr: "bench1", sharedSecret: "bench" } },
  }[protocol];
  await using house = await openHouse({
    profile: options.profile,
    rate: 0,
    window: WINDOW,
    channel: { ...own, connect: { host: "127.0.0.1", port: upstream.port } },
    account: { push: { mode: "push", reports: `http://127.0.0.1:${customer.sink}/push` } },
    sections: { settings: { push: { allowAddresses: ["127.0.0.0/8"] } } },
  });
  const { request, marker } = huaxin(BENCH_TEXT);
  return await runBoth(customer, options, { port: house.server.port, request, marker }, [house.server.pid]);
}

async function runKannel(customer: Customer, options: CarrierBench, harness: string, mask: number): Promise<Run> {
  const run = async (delay: number, messages: number, perSecond: number) => {
    await using upstream = await startSimulator(harness, delay);
    await using kannel = await startKannel({ smsc: upstream.port, window: WINDOW });
    await sleep(SETTLE);
    const target = {
      connections: CONNECTIONS,
      port: kannel.port,
      request: kannelRequest(customer.sink, mask),
      marker: "Accepted for delivery",
    };
    await customer.load({ ...target, messages: WARM_UP, firstPhone: 0, perSecond: 0 });
    return await withCpu(kannel.pids, () => customer.load({ ...target, messages, firstPhone: WARM_UP, perSecond }));
  };
  const { result: flatOut, cpu } = await run(LATE, options.messages, 0);
  const { result: paced } = await run(0, options.pacedSeconds * PACE, PACE);
  return { flatOut, paced, cpu };
}

/** A submission whose reports go to that port. */
function kannelRequest(sink: number, mask: number): string {
  const url = encodeURIComponent(`http://127.0.0.1:${sink}/dlr?to=`) + PHONE_PLACE + encodeURIComponent("&type=%d");
  const text = "Hello+this+is+a+test+message+of+some+length";
  return get(`/cgi-bin/sendsms?username=kannel&password=kannel&from=12345&text=${text}&dlr-mask=${mask}&dlr-url=${url}&to=${PHONE_PLACE}`);
}

async function runBoth(
  customer: Customer,
  { messages, pacedSeconds }: CarrierBench,
  target: Pick<CarrierLoad, "port" | "request" | "marker">,
  pids: readonly number[],
): Promise<Run> {
  const load = { ...target, connections: CONNECTIONS };
  await customer.load({ ...load, messages: WARM_UP, firstPhone: 0, perSecond: 0 });
  const paced = await customer.load({ ...load, messages: pacedSeconds * PACE, firstPhone: WARM_UP, perSecond: PACE });
  const { result: flatOut, cpu } = await withCpu(pids, () =>
    customer.load({ ...load, messages, firstPhone: WARM_UP + pacedSeconds * PACE, perSecond: 0 }),
  );
  return { flatOut, paced, cpu };
}

async function withCpu(pids: readonly number[], work: () => Promise<CarrierResult>) {
  const used = (): number => pids.reduce((sum, pid) => sum + (cpuOf(pid) ?? Number.NaN), 0);
  const before = used();
  const result = await work();
  const cpu = ((used() - before) / result.reported) * 1e6;
  return { result, cpu: Number.isNaN(cpu) ? undefined : cpu };
}

/** The customer's process and its lines. */
class Customer implements AsyncDisposable {
  readonly #tool: Tool;
  readonly #lines: AsyncIterator<string>;
  #sink = 0;

  private constructor() {
    this.#tool = new Tool(process.execPath, [join(import.meta.dirname, "carrier/customer.ts")], { stdio: ["pipe", "pipe", "inherit"] });
    const { stdout } = this.#tool.child;
    if (!stdout) throw new Error("the customer has no output");
    this.#lines = createInterface({ input: stdout })[Symbol.asyncIterator]();
  }

  static async start(): Promise<Customer> {
    const customer = new Customer();
    const { sink } = await customer.#read<CustomerReady>();
    customer.#sink = sink;
    return customer;
  }

  /** Where reports are to be pushed to. */
  get sink(): number {
    return this.#sink;
  }

  load(load: CarrierLoad): Promise<CarrierResult> {
    this.#tool.child.stdin?.write(`${JSON.stringify(load)}\n`);
    return this.#read<CarrierResult>();
  }

  async #read<T>(): Promise<T> {
    const { value, done } = await this.#lines.next();
    if (done) throw new Error("the customer's process ended");
    return JSON.parse(value) as T;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#tool[Symbol.asyncDispose]();
  }
}
