import { setTimeout as sleep } from "node:timers/promises";
import { CONNECTIONS } from "./accept.ts";
import { type HouseOptions, openHouse } from "./house.ts";
import { BENCH_ACCOUNT, type LiveOptions, type LiveResult, type LiveSpan } from "./options.ts";
import { memoryOf, runLoad, runScript } from "./process.ts";
import { type Pulling, pullAll } from "./pulling.ts";
import { countBySecond, MARGIN, type Steadiness, shanghaiTime, steadinessOf } from "./steadiness.ts";
import { fixed, table, whole } from "./table.ts";
import { timed } from "./timed.ts";
import { huaxin } from "./wires.ts";

export interface Campaign {
  readonly messages: number;
  /** Submits a second that the simulated carrier takes. */
  readonly rate: number;
  /** How long live calls are looked at, before the campaign is due and after, s. */
  readonly span: number;
}

const RECIPIENTS = 100;
/** Marketing by its opt-out hint, so that codes may overtake it. */
const TEXT = "本周新茶到店，凭此短信可领取试饮装一份，数量有限，先到先得，详情请到店咨询。拒收请回复R";
const WINDOW = 256;
/** Same product, so that its messages compete with the campaign's for the channel. */
const LIVE = { login: "live", password: BENCH_ACCOUNT.password };
const LIVE_PER_SECOND = 50;
const LIVE_FIRST_PHONE = 100_000_000;
/** Live calls before those that count. */
const WARM_UP = 3_000;
/** The platform sends at once what is due within a minute, so every call must be in earlier than that. */
const SOON = 60_000;
/** Messages a second that scheduling surely reaches. */
const SLOWEST = 12_000;

/** A campaign all due at one second, and a customer who sends verification codes all the while. Prints Markdown. */
export async function measureScheduled(house: Pick<HouseOptions, "profile">, campaign: Campaign): Promise<void> {
  const { messages, rate, span } = campaign;
  await using open = await openHouse({ ...house, rate, window: WINDOW, others: [LIVE.login] });
  const { port, pid } = open.server;
  const due = Math.ceil((Date.now() + SOON + (messages / SLOWEST) * 1000) / 1000) * 1000 + 1000;
  const requests = huaxin(TEXT, RECIPIENTS, shanghaiTime(due));
  const load = runLoad({ port, connections: CONNECTIONS, requests, phones: { first: 0 }, until: { messages } });
  const scheduling = await timed(`scheduling ${whole(messages)} messages`, load);
  if (Date.now() > due - SOON)
    throw new Error(`scheduling was slower than ${whole(SLOWEST)} messages/s, so the last ones were sent at once`);
  const memory = memoryOf(pid);

  const from = due - span * 1000;
  const to = due + span * 1000;
  const startAt = from - WARM_UP;
  await timed("waiting", sleep(Math.max(0, startAt - 1_000 - Date.now())));
  const options: LiveOptions = {
    port,
    who: LIVE,
    perSecond: LIVE_PER_SECOND,
    firstPhone: LIVE_FIRST_PHONE,
    startAt,
    spans: [
      { from, to: due },
      { from: due, to },
    ],
  };
  const live = timed("live calls", runScript<LiveResult>("live.ts", [JSON.stringify(options)]));
  const counts = new Map<string, number>();
  const drained = timed("the campaign's reports", pullFrom(due, port, messages, counts));
  const [{ spans, reports }, pulling] = await Promise.all([live, drained]);
  for (const [second, count] of reports) {
    if (shanghaiTime(due) <= second) counts.set(second, (counts.get(second) ?? 0) + count);
  }
  print(campaign, { perSecond: scheduling.perSecond * RECIPIENTS, refused: scheduling.refused, memory }, spans);
  printSteadiness(steadinessOf(counts, due, rate), rate, (pulling.lastAt - due) / 1000, memoryOf(pid));
}

/** Nothing is asked for before it is due: what came earlier is still there then. */
async function pullFrom(due: number, port: number, messages: number, counts: Map<string, number>): Promise<Pulling> {
  await sleep(due - Date.now());
  const pulling: Pulling = { pulled: 0, lastAt: Date.now(), over: false };
  await pullAll(port, BENCH_ACCOUNT, messages, pulling, (body) => countBySecond(body, counts));
  return pulling;
}

interface Scheduling {
  readonly perSecond: number;
  readonly refused: number;
  readonly memory: number | undefined;
}

function print({ messages, rate, span }: Campaign, scheduling: Scheduling, spans: readonly LiveSpan[]): void {
  console.log(`## ${whole(messages)} messages scheduled for the same second, by a carrier that takes ${whole(rate)}/s\n`);
  console.log(
    `Scheduling: ${whole(scheduling.perSecond)} messages/s accepted (${RECIPIENTS} a call, ${CONNECTIONS} connections), ` +
      `${scheduling.refused} calls refused; ${fixed(scheduling.memory, 0)} MiB resident after it.\n`,
  );
  console.log(`Verification codes, ${LIVE_PER_SECOND}/s one by one, from another account on the same channel:\n`);
  const names = [`the ${span} s before it is due`, `the first ${span} s after`];
  const ms = (value: number | null): string => fixed(value ?? undefined, 1);
  const rows = spans.map(({ accepted, failed, accept, report, unreported }, index) => [
    names[index] ?? "",
    whole(accepted),
    String(failed),
    ...[accept.p50, accept.p99, accept.highest, report.p50, report.p99, report.highest].map(ms),
    String(unreported),
  ]);
  const head = ["", "accepted", "failed", "accepted in ms: p50", "p99", "max", "reported in ms: p50", "p99", "max", "unreported"];
  console.log(table(head, rows));
  console.log("\nReported: from the answer to the report's arrival, asked for every 10 ms.\n");
}

function printSteadiness(steadiness: Steadiness, rate: number, drained: number, memory: number | undefined): void {
  const { early, firstAfter, seconds, median, lowest, highest, above, start } = steadiness;
  const share = (value: number): string => `${whole(value)} (${fixed(value / rate, 2)})`;
  console.log("Reports by the second of their receipt, codes included (of the channel's rate):\n");
  console.log(
    table(
      ["early", "first after s", "median/s", "lowest", "highest", `seconds above the rate by over ${MARGIN * 100} %`, "drained after s"],
      [[String(early), String(firstAfter), share(median), share(lowest), share(highest), `${above} of ${seconds + 2}`, fixed(drained, 1)]],
    ),
  );
  console.log(`\nThe first seconds: ${start.map(whole).join(", ")}. Resident at the end: ${fixed(memory, 0)} MiB.\n`);
}
