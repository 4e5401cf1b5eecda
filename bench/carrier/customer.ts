import net from "node:net";
import { createInterface } from "node:readline";
import { phone, phoneIndex } from "../../test/support/phones.ts";
import { Latencies } from "../latency.ts";
import { PHONE_PLACE } from "../options.ts";
import { listen } from "./sink.ts";
import type { CarrierLoad, CarrierResult, CustomerReady } from "./talk.ts";

/**
 * A customer of the carrier bench, a process of its own: sends single messages over keep-alive connections and has their
 * reports pushed to itself, so that one clock measures from request to report. Reads a `CarrierLoad` a line from its standard
 * input and answers each with a `CarrierResult`.
 */
const HEAD_END = Buffer.from("\r\n\r\n");
const LENGTH = /\r\ncontent-length: *(\d+)/i;
const REFUSED_PAUSE = 20;
/** So long no report may come before a load ends without the rest of them. */
const STALL = 20_000;

let underWay: Load | undefined;

/** One load, from its first request to its last report. */
class Load {
  readonly #options: CarrierLoad;
  readonly #request: Buffer;
  readonly #marker: Buffer;
  readonly #places: readonly number[] = [];
  /** Monotonic ms at which each message was sent, or due where they are spread. */
  readonly #sentAt: Float64Array;
  readonly #reported: Uint8Array;
  readonly #latencies = new Latencies();
  readonly #again: number[] = [];
  readonly #sockets: net.Socket[] = [];
  readonly #began = performance.now();
  readonly #cpu = process.cpuUsage();
  readonly #done: (result: CarrierResult) => void;
  readonly #watch: NodeJS.Timeout;
  #next = 0;
  #accepted = 0;
  #refused = 0;
  #reports = 0;
  #repeated = 0;
  #failed = 0;
  #lastAnswer = 0;
  #lastReport = performance.now();
  pushes = 0;

  constructor(options: CarrierLoad, done: (result: CarrierResult) => void) {
    this.#options = options;
    this.#done = done;
    this.#request = Buffer.from(options.request, "latin1");
    this.#marker = Buffer.from(options.marker, "latin1");
    this.#places = placesOf(this.#request);
    this.#sentAt = new Float64Array(options.messages);
    this.#reported = new Uint8Array(options.messages);
    for (let count = 0; count < options.connections; count++) this.#connect();
    this.#watch = setInterval(() => {
      if (performance.now() - this.#lastReport > STALL) this.#finish();
    }, 1_000);
  }

  report(number: string, delivered: boolean): void {
    const index = phoneIndex(number) - this.#options.firstPhone;
    const sentAt = this.#sentAt[index];
    if (sentAt === undefined || sentAt === 0) return;
    const now = performance.now();
    this.#lastReport = now;
    if (!delivered) this.#failed += 1;
    if (this.#reported[index] === 1) {
      this.#repeated += 1;
      return;
    }
    this.#reported[index] = 1;
    this.#latencies.add(now - sentAt);
    if (++this.#reports === this.#options.messages) this.#finish();
  }

  #connect(): void {
    const request = Buffer.from(this.#request);
    let pending: Buffer | undefined;
    let index = -1;
    const send = (): void => {
      const due = this.#due();
      if (due === undefined) return;
      if (due.wait > 0) {
        setTimeout(send, due.wait);
        return;
      }
      index = due.index;
      const digits = phone(this.#options.firstPhone + index);
      for (const place of this.#places) request.write(digits, place, "latin1");
      socket.write(request);
    };
    const socket = net.connect(this.#options.port, "127.0.0.1", send);
    this.#sockets.push(socket);
    socket.setNoDelay(true);
    socket.on("error", () => undefined);
    socket.on("close", () => {
      if (!this.#over && index >= 0) this.#again.push(index);
      if (!this.#over) setTimeout(() => this.#connect(), REFUSED_PAUSE);
    });
    socket.on("data", (bytes: Buffer) => {
      const all = pending ? Buffer.concat([pending, bytes]) : bytes;
      const headEnd = all.indexOf(HEAD_END);
      const head = headEnd < 0 ? "" : all.toString("latin1", 0, headEnd);
      const whole = headEnd >= 0 && all.length >= headEnd + HEAD_END.length + Number(LENGTH.exec(head)?.[1] ?? 0);
      pending = whole ? undefined : all;
      if (!whole) return;
      const sent = index;
      index = -1;
      if (head.startsWith("20", 9) && all.indexOf(this.#marker, headEnd) > 0) {
        this.#accepted += 1;
        this.#lastAnswer = performance.now();
        send();
      } else {
        this.#refused += 1;
        this.#again.push(sent);
        setTimeout(send, REFUSED_PAUSE);
      }
    });
  }

  /** The next message and how long it has to wait, ms; undefined when none is left. */
  #due(): { readonly index: number; readonly wait: number } | undefined {
    if (this.#over) return undefined;
    const again = this.#again.pop();
    if (again !== undefined) return { index: again, wait: 0 };
    if (this.#next >= this.#options.messages) return { index: -1, wait: REFUSED_PAUSE };
    const { perSecond } = this.#options;
    const now = performance.now();
    const at = perSecond === 0 ? now : this.#began + (this.#next * 1000) / perSecond;
    if (at > now) return { index: -1, wait: at - now };
    const index = this.#next++;
    this.#sentAt[index] = at;
    return { index, wait: 0 };
  }

  get #over(): boolean {
    return underWay !== this;
  }

  #finish(): void {
    if (this.#over) return;
    underWay = undefined;
    clearInterval(this.#watch);
    for (const socket of this.#sockets) socket.destroy();
    const { user, system } = process.cpuUsage(this.#cpu);
    this.#done({
      accepted: this.#accepted,
      refused: this.#refused,
      reported: this.#reports,
      repeated: this.#repeated,
      failed: this.#failed,
      pushes: this.pushes,
      acceptSeconds: (this.#lastAnswer - this.#began) / 1000,
      seconds: (this.#lastReport - this.#began) / 1000,
      p50: this.#latencies.quantile(0.5),
      p99: this.#latencies.quantile(0.99),
      cpu: (user + system) / 1e6,
    });
  }
}

function placesOf(request: Buffer): readonly number[] {
  const places: number[] = [];
  for (let at = request.indexOf(PHONE_PLACE); at >= 0; at = request.indexOf(PHONE_PLACE, at + PHONE_PLACE.length)) places.push(at);
  return places;
}

const ready: CustomerReady = {
  sink: await listen({
    push: () => {
      if (underWay) underWay.pushes += 1;
    },
    report: (number, delivered) => underWay?.report(number, delivered),
  }),
};
process.stdout.write(`${JSON.stringify(ready)}\n`);
for await (const line of createInterface({ input: process.stdin })) {
  const result = await new Promise<CarrierResult>((resolve) => {
    underWay = new Load(JSON.parse(line) as CarrierLoad, resolve);
  });
  process.stdout.write(`${JSON.stringify(result)}\n`);
}
process.exit(0);
