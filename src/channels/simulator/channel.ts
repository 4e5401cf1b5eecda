import type { ChannelConfig } from "../../domain/directory.ts";
import type { ChannelInbound } from "../../domain/inbound.ts";
import type { ChannelReceipt, OutstandingCursor } from "../../domain/receipt.ts";
import { sleep } from "../../runtime/clock.ts";
import { errorFact } from "../../runtime/log.ts";
import type { Channel, ChannelHost, Outcome, Part } from "../channel.ts";
import { answersTo, type Received } from "./answers.ts";
import { Debts } from "./debts.ts";
import { type Behaviour, behaviourOf, statusOf } from "./endings.ts";
import type { SimulatorSettings } from "./settings.ts";

/** A receipt that is owed, and the message that its phone has received whole with it. */
interface Due {
  readonly receipt: Omit<ChannelReceipt, "at">;
  readonly received: Received | undefined;
}

const RESUME_PAGE = 1000;
/** ms that another node may be late with what it owes, before it is taken for dead. */
const LATE = 10_000;

/**
 * The simulated carrier: a channel whose upstream is this class. A real carrier does not forget what it accepted when we
 * restart, so this one asks the host at start for the submits that await a receipt and owes them theirs again. What their
 * phones would have answered is lost, since the host doesn't tell which access code they saw.
 */
export class SimulatorChannel implements Channel {
  readonly #config: ChannelConfig;
  readonly #settings: SimulatorSettings;
  readonly #host: ChannelHost;
  readonly #random: () => number;
  readonly #receipts: Debts<Due>;
  readonly #answers: Debts<ChannelInbound>;
  #prefix = "";
  #serial = 0;
  #underWay = 0;
  #running = false;
  #slots = 0;
  readonly #stopping = new AbortController();

  constructor(config: ChannelConfig, host: ChannelHost, random: () => number = Math.random) {
    this.#config = config;
    this.#settings = config.own as unknown as SimulatorSettings;
    this.#host = host;
    this.#random = random;
    const refused = (what: string) => (count: number, error: unknown) =>
      host.log("warn", `${what} were not acknowledged and come again`, { count, ...errorFact(error) });
    this.#receipts = new Debts({ clock: host.clock, offer: (due) => this.#deliver(due), refused: refused("receipts") });
    this.#answers = new Debts({ clock: host.clock, offer: (answers) => host.inbound(answers), refused: refused("inbound texts") });
  }

  async start(): Promise<void> {
    if (this.#running || this.#stopping.signal.aborted) return;
    // nodes of one store may start in the same millisecond
    this.#prefix = `${this.#host.clock.now().toString(36)}${Math.floor(this.#random() * 36 ** 3).toString(36)}`;
    const owed = await this.#outstanding();
    if (this.#running || this.#stopping.signal.aborted) return;
    for (const { due, at } of owed) this.#receipts.owe(due, at);
    this.#running = true;
    this.#receipts.start();
    this.#answers.start();
    this.#host.readyChanged();
  }

  ready(): number {
    return this.#running ? Math.max(0, this.#config.window * this.#config.sessions - this.#underWay) : 0;
  }

  isUp(): boolean {
    return this.#running;
  }

  /** What a node has may have been a dead one's, who took what it owed with it. */
  async share(held: readonly number[]): Promise<void> {
    const more = held.length > this.#slots;
    this.#slots = held.length;
    const { clock, log } = this.#host;
    if (!more || !this.#running) return;
    clock.after(this.#settings.receiptDelay + LATE, () => {
      this.#adopt().catch((error: unknown) => log("warn", "what another node owed could not be read", errorFact(error)));
    });
  }

  async send(part: Part): Promise<Outcome> {
    if (!this.#running) return { kind: "deferred", code: "SIM:DOWN", why: "disconnected" };
    this.#underWay += 1;
    try {
      const silence = this.#settings.submitDelay > 0 ? await this.#delay() : undefined;
      return silence ?? (await this.#answer(part));
    } finally {
      this.#underWay -= 1;
      this.#host.readyChanged();
    }
  }

  async stop(): Promise<void> {
    this.#running = false;
    this.#stopping.abort();
    this.#receipts.stop();
    this.#answers.stop();
  }

  /** Lets the time pass that a submit takes; an outcome where its answer does not come in time. */
  async #delay(): Promise<Outcome | undefined> {
    const { submitDelay } = this.#settings;
    await sleep(this.#host.clock, Math.min(submitDelay, this.#config.responseTimeout), this.#stopping.signal);
    const answered = this.#running && submitDelay <= this.#config.responseTimeout;
    return answered ? undefined : { kind: "unknown", code: "SIM:SILENT" };
  }

  async #answer(part: Part): Promise<Outcome> {
    const behaviour = behaviourOf(part.phone);
    const first = part.attempt === 1;
    if (behaviour.submit === "refused") return { kind: "refused", code: behaviour.code, final: true };
    if (behaviour.submit === "throttled-once" && first) return { kind: "deferred", code: "SIM:THROTTLED", why: "throttled" };
    if (behaviour.submit === "dropped-once" && first) return { kind: "unknown", code: "SIM:DROPPED", lost: true };
    this.#serial += 1;
    const upstreamId = `${this.#prefix}-${this.#serial}`;
    const last = part.part === part.parts;
    const received = last ? { upstreamId, phone: part.phone, source: part.source, serial: this.#serial } : undefined;
    const due = this.#receiptsOf(upstreamId, behaviour, received);
    if (behaviour.receipt === "early") await this.#receipts.offer(due);
    else this.#receipts.owe(due, this.#host.clock.now() + this.#settings.receiptDelay);
    return { kind: "accepted", upstreamId };
  }

  #receiptsOf(upstreamId: string, behaviour: Behaviour, received?: Received): readonly Due[] {
    if (behaviour.receipt === "never") return [];
    const failed = behaviour.code === "DELIVRD" && this.#settings.failRate > 0 && this.#random() < this.#settings.failRate;
    const code = failed ? "UNDELIV" : behaviour.code;
    const status = statusOf(code);
    const receipt = { upstreamId, status, code, raw: `id:${upstreamId} stat:${code}` };
    const due = { receipt, received: status === "delivered" ? received : undefined };
    return behaviour.receipt === "twice" ? [due, due] : [due];
  }

  /** Phones answer what has been delivered: not before its receipt was taken. */
  async #deliver(due: readonly Due[]): Promise<void> {
    const at = this.#host.clock.now();
    await this.#host.receipts(due.map(({ receipt }) => ({ ...receipt, at })));
    void this.#answers.offer(due.flatMap(({ received }) => (received ? answersTo(received, at) : [])));
  }

  async #adopt(): Promise<void> {
    const now = this.#host.clock.now();
    const late = (await this.#outstanding()).filter(({ at }) => at + LATE <= now);
    if (this.#running) for (const { due } of late) this.#receipts.owe(due, now);
  }

  async #outstanding(): Promise<readonly { readonly due: readonly Due[]; readonly at: number }[]> {
    const owed: { due: readonly Due[]; at: number }[] = [];
    let cursor: OutstandingCursor | undefined;
    for (;;) {
      const page = await this.#host.outstanding(cursor, RESUME_PAGE);
      for (const { upstreamId, phone, at } of page) {
        const behaviour = behaviourOf(phone);
        const delay = behaviour.receipt === "early" ? 0 : this.#settings.receiptDelay;
        owed.push({ due: this.#receiptsOf(upstreamId, behaviour), at: at + delay });
      }
      cursor = page.at(-1);
      if (page.length < RESUME_PAGE) return owed;
    }
  }
}
