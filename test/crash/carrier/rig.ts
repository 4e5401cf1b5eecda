import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Random } from "../../support/random.ts";
import { Server, type ServerOptions } from "../../support/server.ts";
import type { Life } from "../books.ts";
import { Customer } from "../customer.ts";
import type { Lost } from "./books.ts";
import { Carrier } from "./carrier.ts";
import type { Cluster, Happening } from "./cluster.ts";
import { judge, type Verdict } from "./judge.ts";
import type { Loss } from "./losses.ts";
import { OPENING, planOf, SCRIPT, UNREACHABLE, WHO, WINDOW } from "./plan.ts";
import { FlakySink } from "./sink.ts";

/** Requests that the server makes to one address at once, and reports that one carries (huaxin's document). */
const UNDER_WAY = 4 * 200;
/** So long after nothing is missing any more nothing may come, ms. */
const QUIET = 2_000;
/** So long nothing may come while something is missing: longer than a lease that a dead process left behind, and a push's second try. */
const GIVE_UP = 150_000;
/** So long after a loss every node takes submissions again, by itself, ms. */
const RESUME = 20_000;
/** … and none fails any more that was sent so long after that: the store's locks of a process that it lost end by then, ms. */
const SETTLED = 10_000;
/** Within this time a request is answered, whatever is lost: the store gives up a statement after 30 s, and a wait for a session after 5, ms. */
const PATIENCE = 45_000;

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
  readonly #senders: number;
  readonly #happenings: readonly Happening[];
  readonly #carrier: Carrier;
  readonly #sink: FlakySink;
  readonly #customer: Customer;
  readonly #nodes: Node[] = [];
  readonly #kills: number[] = [];
  readonly #stops: number[] = [];
  readonly #losses: Lost[] = [];
  /** What happened, and how long it was until all nodes took submissions again, since it was over. */
  readonly story: string[] = [];
  #rounds = 0;
  /** Until when requests may be answered with the platform's own failure, UTC ms. */
  #excused = 0;

  private constructor(
    stack: AsyncDisposableStack,
    random: Random,
    cluster: { options(node: number): ServerOptions; readonly senders: number; readonly rounds: readonly Happening[] },
    { carrier, sink, customer }: { readonly carrier: Carrier; readonly sink: FlakySink; readonly customer: Customer },
  ) {
    this.#stack = stack;
    this.#random = random;
    this.#options = cluster.options;
    this.#senders = cluster.senders;
    this.#happenings = cluster.rounds;
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
    const { rounds } = prepared;
    const rig = new CarrierRig(stack.move(), random, { options, rounds, senders: cluster.senders }, { carrier, sink, customer });
    for (let node = 0; node < cluster.nodes; node++) await rig.#start(node);
    return rig;
  }

  /**
   * Lets them work for a while, and disturbs them in the middle of it: as their cluster has it for this round.
   *
   * @param lasting how long what is lost is away, ms
   */
  async round(lasting = 0): Promise<void> {
    await sleep(this.#random.chance(0.3) ? this.#random.integer(5, 300) : this.#random.integer(300, 2_500));
    const any = this.#random.integer(0, this.#happenings.length - 1);
    const happening = this.#happenings[this.#rounds < this.#happenings.length ? this.#rounds : any] ?? "kill";
    this.#rounds += 1;
    if (typeof happening === "object") await this.#lose(happening, lasting);
    else if (happening === "kill") await this.#kill([this.#random.integer(0, this.#nodes.length - 1)]);
    else await this.#kill([...this.#nodes.keys()]);
  }

  /** Kills them; sometimes one again while it starts. */
  async #kill(nodes: readonly number[]): Promise<void> {
    await Promise.all(nodes.map((which) => this.#killOne(which)));
    const start = Date.now();
    for (const which of nodes) {
      if (this.#random.chance(0.25)) await this.#killWhileStarting(which);
      await this.#start(which);
    }
    this.story.push(`${nodes.length} killed, started again in ${Date.now() - start} ms`);
  }

  async #killOne(which: number): Promise<void> {
    const { server, life, work } = this.#nodes[which] as Node;
    life.ending = "kill";
    const { signal } = await server.end("SIGKILL");
    this.#kills.push(Date.now());
    if (signal !== "SIGKILL") this.#customer.books.troubles.push(`a server ended by itself:\n${server.logTail()}`);
    await work;
  }

  async #lose(loss: Loss, lasting: number): Promise<void> {
    const from = Date.now();
    if (loss.fails) this.#excused = Number.POSITIVE_INFINITY;
    const servers = this.#nodes.map(({ server }) => server);
    const nodes = await loss.strike(servers, this.#random, lasting);
    const to = Date.now();
    this.#losses.push({ from, to, nodes });
    for (const server of servers) if (!server.running) throw new Error(`a server ended by itself: ${loss.name}\n${server.logTail()}`);
    for (const [which, { life, server }] of this.#nodes.entries()) {
      while ((life.acknowledgedAt ?? 0) <= to && Date.now() <= to + RESUME) await sleep(20);
      if ((life.acknowledgedAt ?? 0) > to) continue;
      this.#customer.books.troubles.push(`node ${which} took nothing for ${RESUME} ms after this: ${loss.name}\n${server.logTail(8)}`);
    }
    this.story.push(`${loss.name}: ${nodes} of ${servers.length} nodes, ${to - from} ms, resumed after ${Date.now() - to} ms`);
    if (loss.fails) this.#excused = Date.now() + SETTLED;
  }

  /** From now on the sink may be relied on: what it failed at is tried again after 30 s. */
  calm(): void {
    this.#sink.calm = true;
  }

  /** Starts all nodes again without load, waits until everything has come to rest, and judges. */
  async verdict(): Promise<Verdict> {
    this.calm();
    for (const [which, { server, life, work }] of this.#nodes.entries()) {
      life.ending = "term";
      await server.end("SIGTERM");
      this.#stops.push(Date.now());
      await work;
      await this.#start(which, 0);
    }
    const start = Date.now();
    await this.#rest();
    this.story.push(`at rest ${Date.now() - start} ms after a restart in good order`);
    const [{ life }] = this.#nodes as [Node];
    const balance = await this.#customer.balance(life);
    for (const { server } of this.#nodes) await server.end("SIGTERM");
    const carrier = await this.#carrier.close();
    const { attempts, troubles } = this.#customer.books;
    const { problems, facts } = judge({
      ...{
        attempts,
        carrier,
        balance,
        opening: OPENING,
        pushes: this.#sink.pushes,
        kills: this.#kills,
        stops: this.#stops,
        losses: this.#losses,
      },
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

  async #start(which: number, senders = this.#senders): Promise<void> {
    const server = await Server.start(this.#options(which));
    const life: Life = { port: server.port, ending: undefined, mayFail: () => Date.now() < this.#excused, patience: PATIENCE };
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
