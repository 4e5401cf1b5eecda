import type { ChannelHost, ChannelKind } from "../channels/channel.ts";
import type { DirectoryIndex } from "../directory/directory-index.ts";
import type { ChannelConfig } from "../domain/directory.ts";
import type { Clock } from "../runtime/clock.ts";
import { errorFact, type Log } from "../runtime/log.ts";
import { Outlet } from "./outlet.ts";

export interface OutletsDeps {
  readonly clock: Clock;
  readonly log: Log;
  readonly kinds: readonly ChannelKind[];
  /** The house as a channel sees it. */
  readonly host: (config: ChannelConfig) => Omit<ChannelHost, "clock" | "log">;
  /** The channel is going away: what was claimed for it goes elsewhere. */
  readonly leaving: (outlet: Outlet) => void;
}

const STOP_DEADLINE = 5_000;
/** Pause before a channel that did not start is started again. */
const START_RETRY = 5_000;

/** The channels that run on this node: one outlet for each that the directory has switched on. */
export class Outlets {
  readonly #deps: OutletsDeps;
  readonly #outlets = new Map<number, Outlet>();
  #changes: Promise<void> = Promise.resolve();
  #stopped = false;

  constructor(deps: OutletsDeps) {
    this.#deps = deps;
  }

  get(channelId: number): Outlet | undefined {
    return this.#outlets.get(channelId);
  }

  all(): IterableIterator<Outlet> {
    return this.#outlets.values();
  }

  /** Starts, stops and replaces channels until they are as the directory says. Changes run one after another. */
  follow(directory: DirectoryIndex): Promise<void> {
    this.#changes = this.#changes.then(() => this.#follow(directory));
    return this.#changes;
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#changes;
    await Promise.all([...this.#outlets.values()].map((outlet) => this.#remove(outlet)));
  }

  async #follow(directory: DirectoryIndex): Promise<void> {
    const outdated = [...this.#outlets.values()].filter((outlet) => {
      const wanted = directory.channelById.get(outlet.config.id);
      return !wanted?.enabled || JSON.stringify(wanted) !== JSON.stringify(outlet.config);
    });
    await Promise.all(outdated.map((outlet) => this.#remove(outlet)));
    if (this.#stopped) return;
    const missing = [...directory.channelById.values()].filter((config) => config.enabled && !this.#outlets.has(config.id));
    await Promise.all(missing.map((config) => this.#add(config)));
  }

  async #add(config: ChannelConfig): Promise<void> {
    const { clock, kinds, log } = this.#deps;
    const kind = kinds.find((candidate) => candidate.kind === config.kind);
    if (!kind) {
      log("error", "no channel kind of this name; its messages wait", { channel: config.name, kind: config.kind });
      return;
    }
    const host: ChannelHost = {
      ...this.#deps.host(config),
      clock,
      log: (level, message, facts) => log(level, message, { ...facts, channel: config.name }),
    };
    try {
      const outlet = new Outlet(config, kind.create(config, host), clock);
      this.#outlets.set(config.id, outlet);
      await this.#start(outlet);
    } catch (error) {
      log("error", "a channel could not be made", { channel: config.name, ...errorFact(error) });
    }
  }

  async #start(outlet: Outlet): Promise<void> {
    const { clock, log } = this.#deps;
    try {
      await outlet.channel.start();
    } catch (error) {
      log("error", "a channel did not start; it is tried again", { channel: outlet.config.name, ...errorFact(error) });
      clock.after(START_RETRY, () => {
        if (this.#outlets.get(outlet.config.id) === outlet) void this.#start(outlet);
      });
    }
  }

  async #remove(outlet: Outlet): Promise<void> {
    this.#outlets.delete(outlet.config.id);
    this.#deps.leaving(outlet);
    try {
      await outlet.channel.stop(STOP_DEADLINE);
    } catch (error) {
      this.#deps.log("error", "a channel did not stop cleanly", { channel: outlet.config.name, ...errorFact(error) });
    }
  }
}
