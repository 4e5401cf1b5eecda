import net from "node:net";
import { phone } from "../test/support/phones.ts";
import { Latencies } from "./latency.ts";
import { type LoadOptions, type LoadResult, PHONE_PLACE } from "./options.ts";
import { Orders } from "./orders.ts";

/**
 * The load generator, a process of its own: keep-alive connections over plain sockets, each in a closed loop. It shares the
 * machine with what it measures, so it does as little as it can: the request comes ready made and only the digits in its
 * places are written over, an answer is looked at for its status, its length and one marker.
 *
 * Usage: node bench/load.ts JSON (see `LoadOptions`). Prints one line of JSON (see `LoadResult`).
 */
const options = JSON.parse(process.argv[2] ?? "{}") as LoadOptions;
const { requests, phones, until } = options;
const REQUEST = Buffer.from(requests.request, "latin1");
const PLACES = placesOf(PHONE_PLACE, REQUEST);
const MARKER = Buffer.from(requests.marker, "latin1");
const HEAD_END = Buffer.from("\r\n\r\n");
const LENGTH = /\r\ncontent-length: *(\d+)/i;
const REFUSED_PAUSE = 20;
/** More requests than any server here takes in a second. */
const MOST_A_SECOND = 15_000;

const most = "seconds" in until ? (until.warmUp + until.seconds) * MOST_A_SECOND : until.messages;
const orders = requests.orders && new Orders(requests.orders, REQUEST, Math.ceil(most), Date.now());
const latencies = new Latencies();
let phonesUsed = 0;
let accepted = 0;
let acceptedInAll = 0;
let refused = 0;
let broken = 0;
let underWay = 0;
let counting = !("seconds" in until);
let finished = false;
let countedFrom = performance.now();
const startedAt = Date.now();

class Sender {
  readonly #socket: net.Socket;
  readonly #request = Buffer.from(REQUEST);
  #pending: Buffer | undefined;
  #sentAt = 0;

  constructor() {
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
    for (const place of PLACES) this.#request.write(phone(nextIndex()), place, "latin1");
    orders?.stamp(this.#request);
    underWay += requests.recipients;
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
    underWay -= requests.recipients;
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
if ("seconds" in until) {
  const { warmUp, seconds } = until;
  setTimeout(() => {
    counting = true;
    countedFrom = performance.now();
    setTimeout(finish, seconds * 1000);
  }, warmUp * 1000);
}

/** Where messages are counted, those under way count as taken until they are refused. */
function nothingLeft(): boolean {
  return "messages" in until && acceptedInAll * requests.recipients + underWay >= until.messages;
}

function nextIndex(): number {
  const used = phonesUsed++;
  return phones.first + (phones.count === undefined ? used : used % phones.count);
}

function placesOf(place: string, request: Buffer): readonly number[] {
  const places: number[] = [];
  for (let at = request.indexOf(place); at >= 0; at = request.indexOf(place, at + place.length)) places.push(at);
  return places;
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
