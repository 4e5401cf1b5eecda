import type { Socket } from "node:net";
import type { ChannelConfig, ConnectSettings } from "../../domain/directory.ts";
import { sleep } from "../../runtime/clock.ts";
import { errorFact } from "../../runtime/log.ts";
import type { ChannelHost } from "../channel.ts";
import { type Dial, Link } from "./link.ts";
import type { CarrierProtocol, Role } from "./protocol.ts";
import { type Ended, Session } from "./session.ts";

export interface LineDeps {
  readonly config: ChannelConfig & { readonly connect: ConnectSettings };
  readonly protocol: CarrierProtocol;
  readonly role: Role;
  readonly host: ChannelHost;
  readonly dial: Dial;
  /** From 0 up to 1: spreads reconnects, so that what failed together doesn't come back together. */
  readonly random: () => number;
  readonly changed: () => void;
}

/** ms between tries to connect: doubled from the first to the longest, less up to half of it at random. */
const FIRST_WAIT = 1_000;
const LONGEST_WAIT = 60_000;
/** A session that lasted this long was a good one: the next try after it is a first one again. */
const GOOD = 10_000;

/** One of a channel's connections, made again whenever it has ended. */
export class Line {
  readonly #deps: LineDeps;
  readonly #stopping = new AbortController();
  #session: Session | undefined;
  #failures = 0;
  /** The log has heard that it is gone, and not yet that it is back. */
  #lost = false;
  #running: Promise<void> | undefined;

  constructor(deps: LineDeps) {
    this.#deps = deps;
  }

  get session(): Session | undefined {
    return this.#session;
  }

  start(): void {
    this.#running ??= this.#run();
  }

  async stop(deadline: number): Promise<void> {
    this.#stopping.abort();
    await this.#session?.leave(deadline);
    await this.#running;
  }

  async #run(): Promise<void> {
    const { clock } = this.#deps.host;
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      const began = clock.monotonic();
      await this.#once(signal);
      if (clock.monotonic() - began >= GOOD) this.#failures = 0;
      this.#failures += 1;
      await sleep(clock, this.#wait(), signal);
    }
  }

  /** One connection from its beginning to its end. */
  async #once(signal: AbortSignal): Promise<void> {
    const { config, host, dial, role } = this.#deps;
    let socket: Socket;
    try {
      socket = await dial(config.connect, host.clock, signal);
    } catch (error) {
      if (!signal.aborted) this.#log("warn", "the carrier could not be reached", { ...errorFact(error) });
      return;
    }
    if (signal.aborted) {
      socket.destroy();
      return;
    }
    const ended = await this.#hold(new Link(socket, this.#deps.protocol.frames), role);
    if (!signal.aborted) this.#log("warn", ended.wasOpen ? "the session ended" : "the login failed", { why: ended.why });
  }

  async #hold(link: Link, role: Role): Promise<Ended> {
    const { config, protocol, host } = this.#deps;
    const session = new Session({ link, protocol, role, settings: config, host, changed: () => this.#changed() });
    this.#session = session;
    const ended = await session.ended;
    this.#session = undefined;
    return ended;
  }

  #changed(): void {
    if (this.#lost && this.#session?.up) {
      this.#lost = false;
      this.#log("info", "the carrier is back", {});
    }
    this.#deps.changed();
  }

  #wait(): number {
    const full = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** Math.min(this.#failures - 1, 16));
    return full * (1 - this.#deps.random() / 2);
  }

  #log(level: "info" | "warn", message: string, facts: Readonly<Record<string, unknown>>): void {
    const { host, port } = this.#deps.config.connect;
    if (level === "warn") this.#lost = true;
    this.#deps.host.log(level, message, { carrier: `${host}:${port}`, role: this.#deps.role.name, ...facts });
  }
}
