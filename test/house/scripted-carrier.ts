import type { Channel, ChannelHost, ChannelKind, Outcome, Part } from "../../src/channels/channel.ts";
import type { ChannelConfig } from "../../src/domain/directory.ts";

/** What a scripted channel answers to a part; by default it accepts. */
export type Script = (part: Part) => Outcome | Promise<Outcome>;

/** A submit as the channel saw it. */
export interface Seen extends Part {
  /** UTC ms. */
  readonly at: number;
}

/** A channel that does what a test says: a peer for the dispatcher, with everything that a host may not do written down. */
export class ScriptedChannel implements Channel {
  readonly config: ChannelConfig;
  readonly host: ChannelHost;
  readonly seen: Seen[] = [];
  script: Script = accept;
  up = true;
  /** What `ready` answers beyond the submits under way. */
  room = Number.POSITIVE_INFINITY;
  started = 0;
  stopped = 0;
  underWay = 0;
  mostUnderWay = 0;
  /** Submits made while `ready` was 0 or the channel was down or stopped. */
  readonly unwelcome: Part[] = [];

  constructor(config: ChannelConfig, host: ChannelHost) {
    this.config = config;
    this.host = host;
  }

  async start(): Promise<void> {
    this.started += 1;
    this.host.readyChanged();
  }

  ready(): number {
    return this.up ? Math.max(0, Math.min(this.room, this.config.window * this.config.sessions) - this.underWay) : 0;
  }

  isUp(): boolean {
    return this.up;
  }

  async send(part: Part): Promise<Outcome> {
    if (this.ready() === 0 || this.stopped > 0) this.unwelcome.push(part);
    this.seen.push({ ...part, at: this.host.clock.now() });
    this.underWay += 1;
    this.mostUnderWay = Math.max(this.mostUnderWay, this.underWay);
    try {
      return await this.script(part);
    } finally {
      this.underWay -= 1;
    }
  }

  async stop(): Promise<void> {
    this.stopped += 1;
  }

  /** Goes up or down, and says so. */
  turn(up: boolean): void {
    this.up = up;
    this.host.readyChanged();
  }
}

export function accept(part: Part): Outcome {
  return { kind: "accepted", upstreamId: `${part.messageId}/${part.attempt}/${part.part}` };
}

/** A channel kind `scripted` whose channels can be had by their names. */
export class ScriptedCarrier implements ChannelKind {
  readonly kind = "scripted";
  readonly title = { zh: "剧本通道", en: "Scripted carrier" };
  readonly #channels = new Map<string, ScriptedChannel>();
  /** Set before it starts, for channels that are not as usual from their first moment on. */
  prepare: (channel: ScriptedChannel) => void = () => undefined;

  parseOwn(own: unknown): ReturnType<ChannelKind["parseOwn"]> {
    return { ok: true, own: own as Record<string, unknown> };
  }

  create(config: ChannelConfig, host: ChannelHost): Channel {
    const channel = new ScriptedChannel(config, host);
    this.#channels.set(config.name, channel);
    this.prepare(channel);
    return channel;
  }

  /** The channel of this name that was made last. */
  channel(name: string): ScriptedChannel {
    const channel = this.#channels.get(name);
    if (!channel) throw new Error(`no channel ${name} was made`);
    return channel;
  }
}

/** A promise with its key outside: for answers that a test holds back. */
export class Gate<T = void> {
  readonly opened: Promise<T>;
  open!: (value: T) => void;

  constructor() {
    this.opened = new Promise((resolve) => {
      this.open = resolve;
    });
  }
}
