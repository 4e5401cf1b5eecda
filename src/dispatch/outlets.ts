import type { ChannelHost, ChannelKind } from "../channels/channel.ts";
import type { DirectoryIndex } from "../directory/directory-index.ts";
import type { ChannelMode, ChannelState } from "../domain/channel-state.ts";
import type { ChannelConfig } from "../domain/directory.ts";
import type { ChannelReceipt } from "../domain/receipt.ts";
import type { Clock } from "../runtime/clock.ts";
import { errorFact, type Log } from "../runtime/log.ts";
import type { ReceiptOutcome } from "../store/store.ts";
import type { Circuit } from "./breaker.ts";
import { channelState, troubleOf } from "./channel-state.ts";
import { Outlet } from "./outlet.ts";
import { OutletShares } from "./outlet-shares.ts";
import { OutletStats } from "./outlet-stats.ts";

/** The house as a channel sees it, with what became of receipts. */
type House = Omit<ChannelHost, "clock" | "log" | "receipts"> & {
  receipts(batch: readonly ChannelReceipt[]): Promise<readonly ReceiptOutcome[]>;
};

/** How one channel does, and what it has done. */
export interface OutletFigures {
  readonly channelId: number;
  readonly channel: string;
  readonly state: ChannelState;
  readonly stats: OutletStats;
}

export interface OutletsDeps {
  readonly clock: Clock;
  readonly log: Log;
  readonly kinds: readonly ChannelKind[];
  readonly host: (config: ChannelConfig) => House;
  /** Channels are shared out among nodes: none carries anything before `share` has given it slots. */
  readonly shared?: boolean;
  /** The channel is going away: what was claimed for it goes elsewhere. */
  readonly leaving: (outlet: Outlet) => void;
  /** Channels may take more, or less, than before. */
  readonly readyChanged?: () => void;
}

const STOP_DEADLINE = 5_000;
/** Pause before a channel that did not start is started again. */
const START_RETRY = 5_000;
/** How often a channel that is to close is looked at: whether all that was under way has been answered. */
const CLOSE_POLL = 200;
/** ms after which it is closed whatever is under way: longer than any lease on what waits in it. */
const CLOSE_DEADLINE = 300_000;

/** The channels that run on this node: one outlet for each that is configured and not switched down. */
export class Outlets {
  readonly #deps: OutletsDeps;
  readonly #outlets = new Map<number, Outlet>();
  /** By channel, for as long as it is configured, however often it is started anew. */
  readonly #stats = new Map<number, OutletStats>();
  /** The channels that are to carry, as the directory that was followed last has them. */
  #wanted: ReadonlyMap<number, ChannelConfig> = new Map();
  /** Those that are switched down and not idle yet. */
  readonly #closing = new Set<Outlet>();
  readonly #shares: OutletShares;
  #changes: Promise<void> = Promise.resolve();
  #stopped = false;

  constructor(deps: OutletsDeps) {
    this.#deps = deps;
    const { clock, log, leaving, shared = false, readyChanged = () => undefined } = deps;
    this.#shares = new OutletShares({ clock, log, leaving, shared, readyChanged, outlet: (id) => this.#outlets.get(id) });
  }

  get(channelId: number): Outlet | undefined {
    return this.#outlets.get(channelId);
  }

  all(): IterableIterator<Outlet> {
    return this.#outlets.values();
  }

  /**
   * Switches channels at once, and then starts, stops and replaces them until they are as the directory says: that takes its
   * time, and runs one change after another.
   */
  follow(directory: DirectoryIndex): Promise<void> {
    this.#wanted = new Map([...directory.channelById].filter(([, config]) => config.enabled));
    for (const id of this.#stats.keys()) if (!directory.channelById.has(id)) this.#stats.delete(id);
    for (const outlet of this.#outlets.values()) if (this.#wanted.has(outlet.config.id)) this.#switch(outlet);
    this.#changes = this.#changes.then(() => this.#change());
    return this.#changes;
  }

  /** The channels that are to carry here, and how they do. */
  asked(): readonly { readonly channelId: number; readonly slots: number; readonly serves: boolean }[] {
    return [...this.#wanted.values()].flatMap((config) => {
      const { id: channelId } = config;
      if (this.#modeOf(channelId) === "down" && !this.#outlets.has(channelId)) return [];
      return [{ channelId, slots: this.#slotsOf(config), serves: this.#outlets.get(channelId)?.serves ?? false }];
    });
  }

  elsewhere(channelId: number, served: boolean): void {
    this.#shares.elsewhere(channelId, served);
  }

  share(channelId: number, slots: readonly number[], lost: boolean): Promise<void> {
    return this.#shares.share(channelId, slots, lost);
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#shares.stop();
    await this.#changes;
    await Promise.all([...this.#outlets.values()].map((outlet) => this.#remove(outlet)));
  }

  /** How every configured channel does on this node, those that are switched down among them. */
  figures(): readonly OutletFigures[] {
    return [...this.#wanted.values()].map((config) => {
      const { id, name } = config;
      const stats = this.#statsOf(id);
      return {
        channelId: id,
        channel: name,
        stats,
        state: channelState(config, this.#outlets.get(id), stats, this.#deps.shared ? this.#slotsOf(config) : undefined),
      };
    });
  }

  async #change(): Promise<void> {
    const outdated = [...this.#outlets.values()].filter((outlet) => {
      const wanted = this.#wanted.get(outlet.config.id);
      return !wanted || declared(wanted) !== declared(outlet.config);
    });
    await Promise.all(outdated.map((outlet) => this.#remove(outlet)));
    if (this.#stopped) return;
    const missing = [...this.#wanted.values()].filter(({ id }) => !this.#outlets.has(id) && this.#modeOf(id) !== "down");
    await Promise.all(missing.map((config) => this.#add(config)));
  }

  #modeOf(channelId: number): ChannelMode | undefined {
    const wanted = this.#wanted.get(channelId);
    return wanted && (wanted.mode ?? "up");
  }

  /** Puts a running channel into its mode. */
  #switch(outlet: Outlet): void {
    const mode = this.#modeOf(outlet.config.id);
    const wasOpen = outlet.open;
    outlet.open = mode === "up";
    if (wasOpen !== outlet.open)
      this.#deps.log("info", outlet.open ? "a channel carries messages again" : "a channel takes no more messages", {
        channel: outlet.config.name,
        mode,
      });
    if (mode !== "down" || this.#closing.has(outlet)) return;
    this.#closing.add(outlet);
    this.#closeWhenIdle(outlet, this.#deps.clock.monotonic() + CLOSE_DEADLINE);
  }

  #closeWhenIdle(outlet: Outlet, deadline: number): void {
    const { clock } = this.#deps;
    const { id, name } = outlet.config;
    const closing = (): boolean => !this.#stopped && this.#outlets.get(id) === outlet && this.#modeOf(id) === "down";
    if (!closing()) {
      this.#closing.delete(outlet);
      return;
    }
    if (!outlet.idle && clock.monotonic() < deadline) {
      clock.after(CLOSE_POLL, () => this.#closeWhenIdle(outlet, deadline));
      return;
    }
    this.#changes = this.#changes.then(async () => {
      this.#closing.delete(outlet);
      if (!closing()) return;
      await this.#remove(outlet);
      this.#deps.log("info", "a channel was closed", { channel: name });
    });
  }

  async #add(config: ChannelConfig): Promise<void> {
    const { clock, kinds, log } = this.#deps;
    const kind = kinds.find((candidate) => candidate.kind === config.kind);
    if (!kind) {
      log("error", "no channel kind of this name; its messages wait", { channel: config.name, kind: config.kind });
      return;
    }
    const stats = this.#statsOf(config.id);
    try {
      const outlet = new Outlet(config, kind.create(config, this.#hostOf(config, stats)), clock, stats, this.#slotsOf(config));
      const shared = this.#shares.begin(outlet, this.#slotsOf(config));
      outlet.open = this.#modeOf(config.id) === "up";
      outlet.breaker.changed = (circuit) => this.#tell(config, circuit);
      this.#outlets.set(config.id, outlet);
      await shared;
      await this.#start(outlet);
    } catch (error) {
      log("error", "a channel could not be made", { channel: config.name, ...errorFact(error) });
    }
  }

  #slotsOf(config: ChannelConfig): number {
    const kind = this.#deps.kinds.find((candidate) => candidate.kind === config.kind);
    return kind?.slots?.(config) ?? config.sessions;
  }

  /** The house for one channel, which counts what comes of it. */
  #hostOf(config: ChannelConfig, stats: OutletStats): ChannelHost {
    const { clock, log } = this.#deps;
    const house = this.#deps.host(config);
    return {
      ...house,
      clock,
      receipts: async (batch) => stats.received(batch, await house.receipts(batch)),
      log: (level, message, facts) => {
        if (level !== "info") stats.troubled(troubleOf(message, facts));
        log(level, message, { ...facts, channel: config.name });
      },
    };
  }

  #tell({ name: channel }: ChannelConfig, circuit: Circuit): void {
    const { clock, log } = this.#deps;
    if (circuit.kind === "closed") log("info", "a channel works again: its circuit is closed", { channel });
    else if (circuit.kind === "open")
      log("warn", "a channel fails: its circuit is open, and messages pass it over", { channel, ms: circuit.until - clock.now() });
  }

  #statsOf(channelId: number): OutletStats {
    let stats = this.#stats.get(channelId);
    if (!stats) {
      stats = new OutletStats(this.#deps.clock);
      this.#stats.set(channelId, stats);
    }
    return stats;
  }

  async #start(outlet: Outlet): Promise<void> {
    const { clock, log } = this.#deps;
    try {
      await outlet.channel.start();
    } catch (error) {
      log("error", "a channel did not start; it is tried again", { channel: outlet.config.name, ...errorFact(error) });
      outlet.stats.troubled(troubleOf("the channel did not start", errorFact(error)));
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

/** What a running channel is started anew for when it changes: all that a file declares, and not how it is switched. */
function declared({ mode: _mode, ...config }: ChannelConfig): string {
  return JSON.stringify(config);
}
