import type { ChannelPulse } from "../../domain/channel-state.ts";
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
  readonly #makeSession: () => readonly Line[];
  /** Each session's connections. */
  #sessions: (readonly Line[])[];
  #lines: readonly Line[];
  /** Connections that are being given up. */
  #leaving: Promise<unknown> = Promise.resolve();
  #stopping: Promise<void> | undefined;
  #started = false;

  constructor(config: ChannelConfig, host: ChannelHost, protocol: CarrierProtocol, options: CarrierOptions = {}) {
    this.#protocol = protocol;
    this.#host = host;
    const { connect } = config;
    if (!connect) host.log("error", "the channel has no connect setting and stays down");
    this.#makeSession = () =>
      (connect ? protocol.roles : []).map(
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
    this.#sessions = Array.from({ length: config.sessions }, this.#makeSession);
    this.#lines = this.#sessions.flat();
  }

  /** Resolves at once: connections are made in the background, for as long as it takes. */
  async start(): Promise<void> {
    if (this.#started || this.#stopping) return;
    this.#started = true;
    this.#protocol.start?.();
    for (const line of this.#lines) line.start();
  }

  /** Grows at once; what goes are sessions that aren't up first, and the others once they have been answered. */
  async share(held: readonly number[], deadline: number): Promise<void> {
    if (this.#stopping) return this.#stopping;
    while (this.#sessions.length < held.length) {
      const session = this.#makeSession();
      this.#sessions.push(session);
      if (this.#started) for (const line of session) line.start();
    }
    const kept = this.#sessions.toSorted((a, b) => upness(b) - upness(a)).slice(0, held.length);
    const gone = this.#sessions.filter((session) => !kept.includes(session)).flat();
    this.#sessions = kept;
    this.#lines = kept.flat();
    const left = Promise.all(gone.map((line) => line.stop(deadline)));
    this.#leaving = Promise.all([this.#leaving, left]);
    this.#host.readyChanged();
    await left;
  }

  ready(): number {
    return this.#submitters().reduce((room, session) => room + session.room, 0);
  }

  isUp(): boolean {
    return this.#submitters().length > 0;
  }

  pulse(): ChannelPulse {
    const bound = this.#lines.filter(({ session }) => session?.up).length;
    const submitters = this.#submitters();
    const throttled = submitters.length > 0 && submitters.every((session) => session.throttled);
    return { sessions: { wanted: this.#lines.length, bound }, throttled };
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
    this.#stopping ??= Promise.all([this.#leaving, ...this.#lines.map((line) => line.stop(deadline))]).then(() => {
      this.#protocol.stop?.();
      this.#host.readyChanged();
    });
    return this.#stopping;
  }

  #submitters(): readonly Session[] {
    if (this.#stopping) return [];
    // asked several times a message
    const sessions: Session[] = [];
    for (const { session } of this.#lines) if (session?.up && session.role.submits) sessions.push(session);
    return sessions;
  }
}

function upness(session: readonly Line[]): number {
  return session.filter((line) => line.session?.up).length;
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
