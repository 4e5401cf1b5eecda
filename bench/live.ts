import { setTimeout as sleep } from "node:timers/promises";
import { Connection } from "../test/support/connection.ts";
import { queryRequest, readReports, readSendReply, sendRequest } from "../test/support/huaxin-wire.ts";
import { phone } from "../test/support/phones.ts";
import { Latencies } from "./latency.ts";
import type { LiveOptions, LiveResult, LiveSpan, Spread } from "./options.ts";
import { countBySecond } from "./steadiness.ts";

/**
 * A customer who sends verification codes one by one at an even pace and asks for their reports all the time, whatever else
 * the server has to do. A process of its own, so that nothing but the server holds it up.
 *
 * Usage: node bench/live.ts JSON (see `LiveOptions`). Prints one line of JSON (see `LiveResult`).
 */
const CONNECTIONS = 16;
const CALL_TIMEOUT = 15_000;
const PULL_PAUSE = 10;
const PULL_SIZE = 1_000;
/** How long the last reports are waited for, ms. */
const PATIENCE = 15_000;

interface Call {
  readonly at: number;
  readonly took: number;
  /** Monotonic ms of the answer. */
  readonly answeredAt: number;
  /** Undefined where it was not accepted. */
  readonly taskId: string | undefined;
}

const options = JSON.parse(process.argv[2] ?? "{}") as LiveOptions;
const { port, who, perSecond, firstPhone, startAt, spans } = options;
const calls: Call[] = [];
/** Monotonic ms of each report, by task. */
const reportedAt = new Map<string, number>();
const bySecond = new Map<string, number>();
const idle: (Connection | undefined)[] = [];
const queue: ((connection: Connection | undefined) => void)[] = [];
let missing = 0;
let sending = true;

const end = Math.max(...spans.map(({ to }) => to));
for (let count = 0; count < CONNECTIONS; count++) idle.push(await Connection.open(port));
const pulling = pull();
const open: Promise<void>[] = [];
for (let sent = 0; startAt + (sent * 1000) / perSecond < end; sent++) {
  await sleep(Math.max(0, startAt + (sent * 1000) / perSecond - Date.now()));
  open.push(call(sent));
}
await Promise.all(open);
sending = false;
await pulling;
const result: LiveResult = { spans: spans.map(spanOf), reports: [...bySecond] };
process.stdout.write(`${JSON.stringify(result)}\n`, () => process.exit(0));

/** Waiting for a free connection counts: a customer's caller would wait there too. */
async function call(index: number): Promise<void> {
  const at = Date.now();
  const began = performance.now();
  const connection = idle.length > 0 ? idle.shift() : await new Promise<Connection | undefined>((resolve) => queue.push(resolve));
  const text = `您的验证码是${100_000 + (index % 900_000)}，五分钟内有效，请勿告诉他人。`;
  const exchange = connection?.usable
    ? await connection.request(sendRequest(who, [phone(firstPhone + index)], text, "GET"), CALL_TIMEOUT)
    : undefined;
  const answeredAt = performance.now();
  const reply = exchange?.kind === "answered" && exchange.status === 200 ? readSendReply(exchange.body) : undefined;
  const taskId = reply?.success ? reply.taskId : undefined;
  if (taskId !== undefined) missing++;
  calls.push({ at, took: answeredAt - began, answeredAt, taskId });
  giveBack(connection?.usable ? connection : await Connection.open(port));
}

function giveBack(connection: Connection | undefined): void {
  const next = queue.shift();
  if (next) next(connection);
  else idle.push(connection);
}

async function pull(): Promise<void> {
  const connection = await Connection.open(port);
  const query = queryRequest(who, PULL_SIZE);
  while (connection && (sending || (missing > 0 && Date.now() < end + PATIENCE))) {
    const exchange = await connection.request(query, CALL_TIMEOUT);
    if (exchange.kind === "unanswered" || exchange.status !== 200) throw new Error("a pull was not answered with reports");
    const now = performance.now();
    for (const { taskId } of readReports(exchange.body)) {
      reportedAt.set(taskId, now);
      missing--;
    }
    countBySecond(exchange.body, bySecond);
    await sleep(PULL_PAUSE);
  }
  await connection?.close();
}

function spanOf({ from, to }: LiveOptions["spans"][number]): LiveSpan {
  const accept = new Latencies();
  const report = new Latencies();
  let accepted = 0;
  let failed = 0;
  let unreported = 0;
  for (const { at, took, answeredAt, taskId } of calls) {
    if (at < from || at >= to) continue;
    accept.add(took);
    if (taskId === undefined) {
      failed++;
      continue;
    }
    accepted++;
    const arrived = reportedAt.get(taskId);
    if (arrived === undefined) unreported++;
    else report.add(Math.max(0, arrived - answeredAt));
  }
  return { accepted, failed, accept: spreadOf(accept), report: spreadOf(report), unreported };
}

function spreadOf(latencies: Latencies): Spread {
  // of nothing they are NaN, which JSON has as null
  return { p50: latencies.quantile(0.5), p99: latencies.quantile(0.99), highest: latencies.quantile(1) };
}
