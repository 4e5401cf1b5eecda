import net from "node:net";
import { sendRequest } from "../test/support/huaxin-wire.ts";
import { phone } from "../test/support/phones.ts";
import { Latencies } from "./latency.ts";
import { BENCH_ACCOUNT, BENCH_TEXT, type LoadOptions, type LoadResult } from "./options.ts";

/**
 * The load generator, a process of its own: keep-alive connections over plain sockets, each in a closed loop. It shares the
 * machine with what it measures, so it does as little as it can: the request is built once a connection and only its
 * phone digits are written over, an answer is looked at for its status, its length and one marker.
 *
 * Usage: node bench/load.ts JSON (see `LoadOptions`). Prints one line of JSON (see `LoadResult`).
 */
const options = JSON.parse(process.argv[2] ?? "{}") as LoadOptions;
const PLACEHOLDER = "00000000000";
const MARKER = Buffer.from("<returnstatus>Success</returnstatus>");
const HEAD_END = Buffer.from("\r\n\r\n");
const LENGTH = /\r\ncontent-length: *(\d+)/i;
const REFUSED_PAUSE = 20;

const latencies = new Latencies();
let nextPhone = options.firstPhone;
let accepted = 0;
let acceptedInAll = 0;
let refused = 0;
let broken = 0;
let underWay = 0;
let counting = !("seconds" in options.until);
let finished = false;
let countedFrom = performance.now();
const startedAt = Date.now();

class Sender {
  readonly #socket: net.Socket;
  readonly #request: Buffer;
  readonly #offsets: number[];
  #pending: Buffer | undefined;
  #sentAt = 0;

  constructor() {
    const phones = Array.from({ length: options.recipients }, () => PLACEHOLDER);
    this.#request = Buffer.from(sendRequest(BENCH_ACCOUNT, phones, BENCH_TEXT, options.recipients === 1 ? "GET" : "POST"));
    const first = this.#request.indexOf(PLACEHOLDER);
    this.#offsets = phones.map((_, index) => first + index * (PLACEHOLDER.length + 1));
    this.#socket = net.connect(options.port, "127.0.0.1", () => this.#send());
    this.#socket.setNoDelay(true);
    this.#socket.on("data", (bytes) => this.#take(bytes));
    this.#socket.on("error", () => {});
    this.#socket.on("close", () => this.#closed());
  }

  #send(): void {
    if (finished || nothingLeft()) {
      this.#socket.destroy();
      return;
    }
    for (const offset of this.#offsets) this.#request.write(phone(nextPhone++), offset, "latin1");
    underWay += options.recipients;
    this.#sentAt = performance.now();
    this.#socket.write(this.#request);
  }

  #take(bytes: Buffer): void {
    const all = this.#pending ? Buffer.concat([this.#pending, bytes]) : bytes;
    const headEnd = all.indexOf(HEAD_END);
    const head = headEnd < 0 ? "" : all.toString("latin1", 0, headEnd);
    const end = headEnd < 0 ? Number.POSITIVE_INFINITY : headEnd + 4 + Number(LENGTH.exec(head)?.[1]);
    if (all.length < end) {
      this.#pending = all;
      return;
    }
    this.#pending = undefined;
    const success = head.startsWith("200", 9) && all.indexOf(MARKER, headEnd) > 0;
    this.#count(success);
    if (success) this.#send();
    else setTimeout(() => this.#send(), REFUSED_PAUSE);
  }

  #count(success: boolean): void {
    underWay -= options.recipients;
    if (success) acceptedInAll++;
    if (!counting || finished) return;
    latencies.add(performance.now() - this.#sentAt);
    this.#sentAt = 0;
    if (success) accepted++;
    else refused++;
  }

  #closed(): void {
    if (this.#sentAt > 0 && !finished) broken++;
    if (--open === 0) finish();
  }
}

let open = options.connections;
for (let i = 0; i < options.connections; i++) new Sender();
if ("seconds" in options.until) {
  const { warmUp, seconds } = options.until;
  setTimeout(() => {
    counting = true;
    countedFrom = performance.now();
    setTimeout(finish, seconds * 1000);
  }, warmUp * 1000);
}

/** Where messages are counted, those under way count as taken until they are refused. */
function nothingLeft(): boolean {
  return "messages" in options.until && acceptedInAll * options.recipients + underWay >= options.until.messages;
}

function finish(): void {
  if (finished) return;
  finished = true;
  const seconds = (performance.now() - countedFrom) / 1000;
  const { user, system } = process.cpuUsage();
  const result: LoadResult = {
    seconds,
    accepted,
    refused,
    broken,
    perSecond: accepted / seconds,
    p50: latencies.quantile(0.5),
    p99: latencies.quantile(0.99),
    cpu: (user + system) / 1e6,
    startedAt,
    acceptedInAll,
  };
  process.stdout.write(`${JSON.stringify(result)}\n`, () => process.exit(0));
}
