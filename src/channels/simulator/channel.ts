import type { ChannelConfig } from "../../domain/directory.ts";
import type { ChannelReceipt, OutstandingCursor } from "../../domain/receipt.ts";
import { sleep, type Timer } from "../../runtime/clock.ts";
import type { Channel, ChannelHost, Outcome, Part } from "../channel.ts";
import { type Behaviour, behaviourOf, statusOf } from "./endings.ts";
import type { SimulatorSettings } from "./settings.ts";

interface Due {
  readonly at: number;
  readonly receipt: Omit<ChannelReceipt, "at">;
}

const RESUME_PAGE = 1000;
/** Pause before a receipt that was not acknowledged is offered again. */
const REPEAT = 1000;

/**
 * The simulated carrier: a channel whose upstream is this class. A real carrier does not forget what it accepted when we
 * restart, so this one asks the host at start for the submits that await a receipt and owes them theirs again.
 */
export class SimulatorChannel implements Channel {
  readonly #config: ChannelConfig;
  readonly #settings: SimulatorSettings;
  readonly #host: ChannelHost;
  readonly #random: () => number;
  /** Waiting receipts, about in the order of their times: the delay is the same for all. */
  #owed: Due[] = [];
  #timer: Timer | undefined;
  #prefix = "";
  #serial = 0;
  #underWay = 0;
  #running = false;
  readonly #stopping = new AbortController();

  constructor(config: ChannelConfig, host: ChannelHost, random: () => number = Math.random) {
    this.#config = config;
    this.#settings = config.own as unknown as SimulatorSettings;
    this.#host = host;
    this.#random = random;
  }

  async start(): Promise<void> {
    if (this.#running || this.#stopping.signal.aborted) return;
    this.#prefix = this.#host.clock.now().toString(36);
    this.#owed = await this.#outstanding();
    this.#running = !this.#stopping.signal.aborted;
    this.#arm();
    this.#host.readyChanged();
  }

  ready(): number {
    return this.#running ? Math.max(0, this.#config.window * this.#config.sessions - this.#underWay) : 0;
  }

  isUp(): boolean {
    return this.#running;
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
    this.#timer?.cancel();
    this.#owed = [];
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
    if (behaviour.submit === "dropped-once" && first) return { kind: "unknown", code: "SIM:DROPPED" };
    this.#serial += 1;
    const upstreamId = `${this.#prefix}-${this.#serial}`;
    const due = this.#receiptsOf(upstreamId, behaviour, this.#host.clock.now());
    if (behaviour.receipt === "early") await this.#offer(due);
    else this.#owe(due);
    return { kind: "accepted", upstreamId };
  }

  #receiptsOf(upstreamId: string, behaviour: Behaviour, acceptedAt: number): readonly Due[] {
    if (behaviour.receipt === "never") return [];
    const failed = behaviour.code === "DELIVRD" && this.#settings.failRate > 0 && this.#random() < this.#settings.failRate;
    const code = failed ? "UNDELIV" : behaviour.code;
    const receipt = { upstreamId, status: statusOf(code), code, raw: `id:${upstreamId} stat:${code}` };
    const due = { at: acceptedAt + (behaviour.receipt === "early" ? 0 : this.#settings.receiptDelay), receipt };
    return behaviour.receipt === "twice" ? [due, due] : [due];
  }

  #owe(due: readonly Due[]): void {
    this.#owed.push(...due);
    this.#arm();
  }

  #arm(): void {
    const next = this.#owed[0];
    if (!next || this.#timer || !this.#running) return;
    this.#timer = this.#host.clock.after(Math.max(0, next.at - this.#host.clock.now()), () => {
      this.#timer = undefined;
      const now = this.#host.clock.now();
      const count = this.#owed.findIndex((due) => due.at > now);
      void this.#offer(this.#owed.splice(0, count < 0 ? this.#owed.length : count));
      this.#arm();
    });
  }

  /** Like a carrier, it repeats what was not acknowledged. Never rejects. */
  async #offer(due: readonly Due[]): Promise<void> {
    if (due.length === 0) return;
    const now = this.#host.clock.now();
    try {
      await this.#host.receipts(due.map(({ receipt, at }) => ({ ...receipt, at: Math.max(at, now) })));
    } catch (error) {
      this.#host.log("warn", "receipts were not acknowledged and come again", { count: due.length, error: String(error) });
      const again = this.#host.clock.now() + REPEAT;
      this.#owe(due.map(({ receipt }) => ({ receipt, at: again })));
    }
  }

  async #outstanding(): Promise<Due[]> {
    const owed: Due[] = [];
    let cursor: OutstandingCursor | undefined;
    for (;;) {
      const page = await this.#host.outstanding(cursor, RESUME_PAGE);
      for (const submit of page) owed.push(...this.#receiptsOf(submit.upstreamId, behaviourOf(submit.phone), submit.at));
      cursor = page.at(-1);
      if (page.length < RESUME_PAGE) return owed;
    }
  }
}
