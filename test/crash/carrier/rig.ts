import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Random } from "../../support/random.ts";
import { Server, type ServerOptions } from "../../support/server.ts";
import type { Life } from "../books.ts";
import { Customer } from "../customer.ts";
import { Carrier } from "./carrier.ts";
import type { Cluster } from "./cluster.ts";
import { judge, type Verdict } from "./judge.ts";
import { FlakySink } from "./sink.ts";

const WHO = { login: "customer", password: "Secret-1" };
const OPENING = 10_000_000;
const SENDERS = 6;
const WINDOW = 32;
/** Requests that the server makes to one address at once, and reports that one carries (huaxin's document). */
const UNDER_WAY = 4 * 200;
/** Ending of phones that can't be reached. */
const UNREACHABLE = "77";
/** So long after nothing is missing any more nothing may come, ms. */
const QUIET = 2_000;
/** So long nothing may come while something is missing: longer than a lease that a dead process left behind, and a push's second try. */
const GIVE_UP = 150_000;

/** Receipts come early, twice and late, in another spelling than ids; a burst is too much now and then; a connection breaks. */
const SCRIPT = `
endings: false
receiptAfter: 30ms
deliverAgain: 2s
ids: { answer: hex, receipt: decimal }
rules:
  - { ending: "${UNREACHABLE}", stat: UNDELIV }
  - { every: 701, times: 3, wire: drop }
  - { every: 211, answer: throttled }
  - { every: 13, receipt: early }
  - { every: 17, receipt: twice }
  - { every: 19, receiptAfter: 1500ms }
`;

interface Node {
  readonly server: Server;
  readonly life: Life;
  readonly work: Promise<unknown>;
}

/** Servers between a customer, a carrier that is not to be relied on and a sink that is even less, killed again and again. */
export class CarrierRig implements AsyncDisposable {
  readonly #stack: AsyncDisposableStack;
  readonly #random: Random;
  readonly #options: (node: number) => ServerOptions;
  readonly #carrier: Carrier;
  readonly #sink: FlakySink;
  readonly #customer: Customer;
  readonly #nodes: Node[] = [];
  readonly #kills: number[] = [];
  readonly #stops: number[] = [];

  private constructor(
    stack: AsyncDisposableStack,
    random: Random,
    options: (node: number) => ServerOptions,
    { carrier, sink, customer }: { readonly carrier: Carrier; readonly sink: FlakySink; readonly customer: Customer },
  ) {
    this.#stack = stack;
    this.#random = random;
    this.#options = options;
    this.#carrier = carrier;
    this.#sink = sink;
    this.#customer = customer;
  }

  /** Everything is set up, all nodes are up and at work. */
  static async open(cluster: Cluster, random: Random): Promise<CarrierRig> {
    await using stack = new AsyncDisposableStack();
    const scratch = await mkdtemp(join(tmpdir(), "yizhan-crash-"));
    stack.defer(() => rm(scratch, { recursive: true, force: true }));
    const prepared = stack.use(await cluster.prepare(scratch));
    const sink = stack.use(await FlakySink.open(random));
    const carrier = stack.use(await Carrier.start(scratch, SCRIPT));
    const apply = join(scratch, "provisioning.yaml");
    await writeFile(apply, planOf(carrier.port, sink.url));
    let phones = 0;
    const customer = new Customer(WHO, OPENING, random, () => phones++);
    const options = (node: number): ServerOptions => ({ ...prepared.options(node), apply, scratch });
    const rig = new CarrierRig(stack.move(), random, options, { carrier, sink, customer });
    for (let node = 0; node < cluster.nodes; node++) await rig.#start(node);
    return rig;
  }

  /** Lets them work for a while, and kills one of them in the middle of it; sometimes again while it starts. */
  async round(): Promise<void> {
    await sleep(this.#random.chance(0.3) ? this.#random.integer(5, 300) : this.#random.integer(300, 2_500));
    const which = this.#random.integer(0, this.#nodes.length - 1);
    const { server, life, work } = this.#nodes[which] as Node;
    life.ending = "kill";
    const { signal } = await server.end("SIGKILL");
    this.#kills.push(Date.now());
    if (signal !== "SIGKILL") this.#customer.books.troubles.push(`a server ended by itself:\n${server.logTail()}`);
    await work;
    if (this.#random.chance(0.25)) await this.#killWhileStarting(which);
    await this.#start(which);
  }

  /** Starts all nodes again without load, waits until everything has come to rest, and judges. */
  async verdict(): Promise<Verdict> {
    this.#sink.calm = true;
    for (const [which, { server, life, work }] of this.#nodes.entries()) {
      life.ending = "term";
      await server.end("SIGTERM");
      this.#stops.push(Date.now());
      await work;
      await this.#start(which, 0);
    }
    await this.#rest();
    const [{ life }] = this.#nodes as [Node];
    const balance = await this.#customer.balance(life);
    for (const { server } of this.#nodes) await server.end("SIGTERM");
    const carrier = await this.#carrier.close();
    const { attempts, troubles } = this.#customer.books;
    const { problems, facts } = judge({
      ...{ attempts, carrier, balance, opening: OPENING, pushes: this.#sink.pushes, kills: this.#kills, stops: this.#stops },
      ...{ window: WINDOW, underWay: UNDER_WAY, statOf: (phone) => (phone.endsWith(UNREACHABLE) ? "UNDELIV" : "DELIVRD") },
    });
    return { problems: [...troubles, ...this.#sink.troubles, ...problems], facts };
  }

  logTail(): string {
    return this.#nodes.map(({ server }) => server.logTail()).join("\n");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const { life, server } of this.#nodes) {
      life.ending = "kill";
      await server.end("SIGKILL");
    }
    await this.#stack.disposeAsync();
  }

  async #start(which: number, senders = SENDERS): Promise<void> {
    const server = await Server.start(this.#options(which));
    const life: Life = { port: server.port, ending: undefined };
    const pause = this.#random.chance(0.5) ? 0 : this.#random.integer(2, 12);
    const work = Promise.all(Array.from({ length: senders }, () => this.#customer.send(life, pause)));
    this.#nodes[which] = { server, life, work };
  }

  async #killWhileStarting(which: number): Promise<void> {
    await using server = new Server(this.#options(which));
    await sleep(this.#random.integer(0, 800));
    await server.end("SIGKILL");
    this.#kills.push(Date.now());
  }

  /** Until every message of what was acknowledged is reported, and nothing comes any more. */
  async #rest(): Promise<void> {
    let seen = -1;
    let quietSince = performance.now();
    for (;;) {
      if (this.#sink.pushes.length !== seen) quietSince = performance.now();
      seen = this.#sink.pushes.length;
      const quiet = performance.now() - quietSince;
      if (quiet >= (this.#missing() === 0 ? QUIET : GIVE_UP)) return;
      await sleep(100);
    }
  }

  #missing(): number {
    const reported = new Set<string>();
    for (const { reports, answer } of this.#sink.pushes)
      if (answer === "acknowledged") for (const { taskId, mobile } of reports) reported.add(`${taskId} ${mobile}`);
    let missing = 0;
    for (const { phones, end } of this.#customer.books.attempts)
      if (end.kind === "acknowledged") missing += phones.filter((phone) => !reported.has(`${end.taskId} ${phone}`)).length;
    return missing;
  }
}

function planOf(port: number, url: string): string {
  return `
version: 1
settings:
  push: { allowAddresses: [127.0.0.0/8] }
channels:
  - name: carrier
    kind: smpp
    operators: [mobile, unicom, telecom]
    code: "10690000"
    window: ${WINDOW}
    responseTimeout: 5s
    retry: { backoff: [100ms] }
    connect: { host: 127.0.0.1, port: ${port} }
    smpp: { systemId: rig, password: rig }
products:
  - { name: standard, routes: [{ media: sms, operators: [mobile, unicom, telecom], channels: [carrier] }] }
accounts:
  - login: ${WHO.login}
    dialects: [huaxin]
    product: standard
    code: "10"
    password: ${WHO.password}
    credits: ${OPENING}
    signature: { mode: none }
    push: { mode: push, reports: "${url}" }
`;
}
