import { readdirSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { setTimeout as sleep } from "node:timers/promises";
import { Connection } from "../test/support/connection.ts";
import { readSendReply, sendRequest } from "../test/support/huaxin-wire.ts";
import { phone } from "../test/support/phones.ts";
import { CONNECTIONS } from "./accept.ts";
import { openHouse } from "./house.ts";
import { BENCH_ACCOUNT } from "./options.ts";
import { runLoad } from "./process.ts";
import { fixed, table, whole } from "./table.ts";
import { timed } from "./timed.ts";
import { huaxin } from "./wires.ts";

export interface Rivalry {
  /** Messages of the campaign. */
  readonly messages: number;
  /** Submits a second that the simulated carrier takes. */
  readonly rate: number;
  /** How long is looked at before the campaign comes, and after, s. */
  readonly span: number;
}

const RECIPIENTS = 100;
const WINDOW = 256;
const EVERY = 100;
/** On the same product, so that its messages compete with the campaign's for the channel. */
const OTHER = { login: "other", password: BENCH_ACCOUNT.password };
const FIRST_PHONE = 100_000_000;
const MARKETING = "本周新茶到店，凭此短信可领取试饮装一份，数量有限，先到先得，详情请到店咨询。拒收请回复R";
const TEXTS = [MARKETING, "您的验证码是482913，五分钟内有效，请勿告诉他人。"];
const CLASSES = ["verification", "notice", "marketing"];
const CALL_TIMEOUT = 15_000;

/** Submits of a span, as the server wrote them down. */
interface Left extends Record<string, unknown> {
  readonly login: string;
  readonly class: number;
  /** UTC ms. */
  readonly accepted: number;
  readonly left: number;
}

/**
 * A campaign of one customer before a paced channel, and another customer who sends a marketing message and a code every 100 ms
 * by the same one. Both times are the server's own: when it took the call, and when the channel had the answer to the submit
 * (which the simulated carrier gives at once). Prints Markdown.
 */
export async function measureFairness({ messages, rate, span }: Rivalry): Promise<void> {
  await using open = await openHouse({ rate, window: WINDOW, others: [OTHER.login] });
  const { port } = open.server;
  const other = new Customer(port);
  const start = Date.now();
  await timed("without the campaign", sleep(span * 1_000));
  const began = Date.now();
  const load = runLoad({
    port,
    connections: CONNECTIONS,
    requests: huaxin(MARKETING, RECIPIENTS),
    phones: { first: 0 },
    until: { messages },
  });
  const { refused } = await timed(`accepting ${whole(messages)} messages`, load);
  const accepted = Date.now();
  await timed("with the campaign", sleep(span * 1_000));
  const end = Date.now();
  await other.stop();
  await sleep(1_500);

  const spans = [
    { name: "without a campaign", from: start, to: began },
    { name: "while it is accepted", from: began, to: accepted },
    { name: "while it waits", from: accepted, to: end },
  ];
  const left = submitsIn(open.data);
  console.log(`## A campaign of ${whole(messages)} before a channel of ${whole(rate)}/s, and another customer\n`);
  const never = other.sent - left.filter(({ login }) => login === OTHER.login).length;
  console.log(
    `The other one sends one message of each class every ${EVERY} ms. ${refused + other.failed} calls were refused, ${never} of its messages never left.\n`,
  );
  const head = [
    "the other's messages",
    "class",
    "submitted",
    "accepted to submitted, ms: p50",
    "p99",
    "max",
    "all submits/s",
    "most in 100 ms",
  ];
  const rows = spans.flatMap((each) => [0, 2].map((which) => row(each, which, left)));
  console.log(`${table(head, rows)}\n`);
}

interface Span {
  readonly name: string;
  readonly from: number;
  readonly to: number;
}

function row({ name, from, to }: Span, which: number, all: readonly Left[]): string[] {
  const own = all.filter((each) => each.login === OTHER.login && each.class === which && each.accepted >= from && each.accepted < to);
  const took = own.map((each) => each.left - each.accepted).sort((a, b) => a - b);
  const times = all.map((each) => each.left).filter((at) => at >= from && at < to);
  return [
    name,
    CLASSES[which] ?? "",
    whole(own.length),
    ...[0.5, 0.99, 1].map((share) => fixed(took[Math.max(0, Math.ceil(took.length * share) - 1)], 0)),
    whole((times.length * 1_000) / (to - from)),
    whole(busiest(times, 100)),
  ];
}

/** The most in any span of so many ms. @param times in order */
function busiest(times: readonly number[], ms: number): number {
  let most = 0;
  for (let end = 0, start = 0; end < times.length; end++) {
    while ((times[end] ?? 0) - (times[start] ?? 0) >= ms) start++;
    most = Math.max(most, end - start + 1);
  }
  return most;
}

function submitsIn(data: string): readonly Left[] {
  const name = readdirSync(data).find((file) => file.endsWith(".db"));
  if (name === undefined) throw new Error(`no database in ${data}`);
  const db = new DatabaseSync(join(data, name), { readOnly: true });
  try {
    const found = db.prepare(
      `SELECT account.login, m.class, s.accepted_at AS accepted, a.at AS "left" FROM attempt a
       JOIN message m ON m.id = a.message_id JOIN submission s ON s.id = m.submission_id JOIN account ON account.id = m.account_id
       ORDER BY a.at`,
    );
    return found.all() as Left[];
  } finally {
    db.close();
  }
}

/** Sends one message of each class every `EVERY` ms, however long the answers take. */
class Customer {
  readonly #port: number;
  readonly #idle: Connection[] = [];
  readonly #open = new Set<Promise<void>>();
  readonly #timer: NodeJS.Timeout;
  sent = 0;
  failed = 0;

  constructor(port: number) {
    this.#port = port;
    this.#timer = setInterval(() => {
      for (const text of TEXTS) {
        const call = this.#send(text).finally(() => this.#open.delete(call));
        this.#open.add(call);
      }
    }, EVERY);
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await Promise.all(this.#open);
    for (const connection of this.#idle) await connection.close();
  }

  async #send(text: string): Promise<void> {
    const request = sendRequest(OTHER, [phone(FIRST_PHONE + this.sent)], text, "GET");
    this.sent += 1;
    const connection = this.#idle.pop() ?? (await Connection.open(this.#port));
    const exchange = await connection?.request(request, CALL_TIMEOUT);
    if (exchange?.kind !== "answered" || !readSendReply(exchange.body).success) this.failed += 1;
    if (connection?.usable) this.#idle.push(connection);
  }
}
