import type { ChannelPulse } from "../../domain/channel-state.ts";
import type { ChannelConfig } from "../../domain/directory.ts";
import { CarrierChannel, type CarrierOptions } from "../carrier/channel.ts";
import type { CarrierProtocol } from "../carrier/protocol.ts";
import type { Channel, ChannelHost, Outcome, Part } from "../channel.ts";
import { SgipConversation } from "./conversation.ts";
import { GatewayConversation } from "./gateway-conversation.ts";
import { Listener } from "./listener.ts";
import { HEADER, MAX_FRAME } from "./pdus.ts";
import { Sequencer } from "./sequence.ts";
import type { SgipSettings } from "./settings.ts";

const FRAMES = { shortest: HEADER, longest: MAX_FRAME };
/** SGIP has no heartbeat: an idle connection of ours is left to TCP, one that owes answers to its response timeout. */
const NO_HEARTBEAT = Number.POSITIVE_INFINITY;

/** SGIP works in two directions: over our connections we submit, over those that the gateway makes it reports and delivers. */
export class SgipChannel implements Channel {
  readonly #submits: CarrierChannel;
  readonly #listener: Listener;
  #running: Promise<void> | undefined;

  constructor(config: ChannelConfig, host: ChannelHost, options: CarrierOptions = {}) {
    const settings = config.own as unknown as SgipSettings;
    const { clock } = host;
    const random = options.random ?? Math.random;
    const sequencer = new Sequencer(settings.nodeId, Math.floor(random() * 2 ** 32));
    const protocol: CarrierProtocol = {
      name: "SGIP",
      frames: FRAMES,
      roles: [{ name: "submits", submits: true }],
      converse: () => new SgipConversation({ config, settings, clock, sequencer }),
    };
    this.#submits = new CarrierChannel({ ...config, heartbeat: NO_HEARTBEAT }, host, protocol, options);
    this.#listener = new Listener({
      config,
      listen: settings.listen,
      frames: FRAMES,
      host,
      converse: () => new GatewayConversation({ config, settings, clock, sequencer }),
    });
  }

  /** The port that the gateway can connect to now; undefined while it is taken. */
  get port(): number | undefined {
    return this.#listener.port;
  }

  /** Listens before it submits, so that no report finds the door closed. */
  start(): Promise<void> {
    this.#running ??= this.#listener.start().then(() => this.#submits.start());
    return this.#running;
  }

  ready(): number {
    return this.#submits.ready();
  }

  isUp(): boolean {
    return this.#submits.isUp();
  }

  pulse(): ChannelPulse {
    return this.#submits.pulse();
  }

  /** The gateway may connect to any node, whichever submits. */
  share(held: readonly number[], deadline: number): Promise<void> {
    return this.#submits.share(held, deadline);
  }

  send(part: Part): Promise<Outcome> {
    return this.#submits.send(part);
  }

  async stop(deadline: number): Promise<void> {
    this.#running ??= Promise.resolve();
    await Promise.all([this.#submits.stop(deadline), this.#listener.stop(deadline)]);
  }
}
