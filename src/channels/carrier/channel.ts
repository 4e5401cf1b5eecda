import type { ChannelConfig } from "../../domain/directory.ts";
import type { Channel, ChannelHost, Outcome, Part } from "../channel.ts";
import { Line } from "./line.ts";
import { type Dial, dial } from "./link.ts";
import type { CarrierProtocol } from "./protocol.ts";
import type { Session } from "./session.ts";

export interface CarrierOptions {
  readonly dial?: Dial;
  /** From 0 up to 1. */
  readonly random?: () => number;
}

/** A channel over a binary carrier protocol: `sessions` times its roles' connections, and whichever has most room sends. */
export class CarrierChannel implements Channel {
  readonly #protocol: CarrierProtocol;
  readonly #host: ChannelHost;
  readonly #lines: readonly Line[];
  #stopping: Promise<void> | undefined;
  #started = false;

  constructor(config: ChannelConfig, host: ChannelHost, protocol: CarrierProtocol, options: CarrierOptions = {}) {
    this.#protocol = protocol;
    this.#host = host;
    const { connect } = config;
    if (!connect) host.log("error", "the channel has no connect setting and stays down");
    const roles = connect ? Array.from({ length: config.sessions }, () => protocol.roles).flat() : [];
    this.#lines = roles.map(
      (role) =>
        new Line({
          config: { ...config, connect: connect as NonNullable<typeof connect> },
          protocol,
          role,
          host,
          dial: options.dial ?? dial,
          random: options.random ?? Math.random,
          changed: () => host.readyChanged(),
        }),
    );
  }

  /** Resolves at once: connections are made in the background, for as long as it takes. */
  async start(): Promise<void> {
    if (this.#started || this.#stopping) return;
    this.#started = true;
    this.#protocol.start?.();
    for (const line of this.#lines) line.start();
  }

  ready(): number {
    return this.#submitters().reduce((room, session) => room + session.room, 0);
  }

  isUp(): boolean {
    return this.#submitters().length > 0;
  }

  send(part: Part): Promise<Outcome> {
    const sessions = this.#submitters();
    // one that pauses still sends what it is given, but it is the last to be given anything
    const free = roomiest(sessions, (session) => session.room) ?? roomiest(sessions, (session) => session.slots);
    if (free) return free.send(part);
    const why = sessions.length > 0 ? "throttled" : "disconnected";
    return Promise.resolve({ kind: "deferred", code: `${this.#protocol.name}:${sessions.length > 0 ? "FULL" : "DISCONNECTED"}`, why });
  }

  stop(deadline: number): Promise<void> {
    this.#stopping ??= Promise.all(this.#lines.map((line) => line.stop(deadline))).then(() => {
      this.#protocol.stop?.();
      this.#host.readyChanged();
    });
    return this.#stopping;
  }

  #submitters(): readonly Session[] {
    if (this.#stopping) return [];
    return this.#lines.flatMap(({ session }) => (session?.up && session.role.submits ? [session] : []));
  }
}

function roomiest(sessions: readonly Session[], roomOf: (session: Session) => number): Session | undefined {
  let best: Session | undefined;
  let most = 0;
  for (const session of sessions) {
    const room = roomOf(session);
    if (room > most) [best, most] = [session, room];
  }
  return best;
}
