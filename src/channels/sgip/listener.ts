import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import type { ChannelConfig } from "../../domain/directory.ts";
import type { Timer } from "../../runtime/clock.ts";
import { Link } from "../carrier/link.ts";
import type { Conversation, FrameBounds } from "../carrier/protocol.ts";
import { Session } from "../carrier/session.ts";
import type { ChannelHost } from "../channel.ts";
import type { ListenSettings } from "./settings.ts";

export interface ListenerDeps {
  readonly config: ChannelConfig;
  readonly listen: ListenSettings;
  readonly frames: FrameBounds;
  readonly host: ChannelHost;
  readonly converse: () => Conversation;
}

/** Connections at once. A gateway makes a few; the port is open to whoever finds it. */
const MOST_CONNECTIONS = 32;
/** ms until a port that was taken is tried again: the channel's earlier self may still hold it. */
const RETRY = 2_000;

const ROLE = { name: "gateway", submits: false };

/** Lets the gateway connect to us, for as long as the channel runs. */
export class Listener {
  readonly #deps: ListenerDeps;
  readonly #sessions = new Set<Session>();
  readonly #links = new WeakMap<Session, Link>();
  #server: Server | undefined;
  #retry: Timer | undefined;
  #stopped = false;
  /** Why the latest connection ended before its login: probes come every few seconds, and the log hears of them once. */
  #probe: string | undefined;

  constructor(deps: ListenerDeps) {
    this.#deps = deps;
  }

  /** The port that it listens on; undefined while it doesn't. */
  get port(): number | undefined {
    return this.#server?.listening ? (this.#server.address() as AddressInfo).port : undefined;
  }

  /** Resolves when it listens, or has found that it can't yet: then it goes on trying. */
  start(): Promise<void> {
    return new Promise((resolve) => {
      const { listen, host } = this.#deps;
      const server = createServer((socket) => this.#accept(socket));
      this.#server = server;
      server.on("error", (error) => {
        host.log("error", "the carrier's gateway can't connect to us: the port can't be listened on", {
          port: listen.port,
          error: error.message,
        });
        if (!this.#stopped) this.#retry = host.clock.after(RETRY, () => void this.start());
        resolve();
      });
      server.listen({ port: listen.port, host: listen.host }, () => {
        if (this.#stopped) server.close();
        resolve();
      });
    });
  }

  /** @param deadline ms until connections that won't end are closed */
  async stop(deadline: number): Promise<void> {
    this.#stopped = true;
    this.#retry?.cancel();
    const server = this.#server;
    const closed = new Promise<void>((resolve) => {
      if (server?.listening) server.close(() => resolve());
      else resolve();
    });
    await Promise.all([...this.#sessions].map((session) => session.leave(deadline)));
    await closed;
  }

  #accept(socket: Socket): void {
    const { config, frames, host, converse } = this.#deps;
    if (this.#stopped || !this.#makeRoom()) {
      socket.on("error", () => undefined);
      socket.destroy();
      return;
    }
    const link = new Link(socket, frames);
    const protocol = { name: "SGIP", converse };
    const session = new Session({ link, protocol, role: ROLE, settings: config, host, changed: () => undefined });
    this.#sessions.add(session);
    this.#links.set(session, link);
    const { peer } = link;
    void session.ended.then(({ why, wasOpen }) => {
      this.#sessions.delete(session);
      if (this.#stopped || (!wasOpen && why === this.#probe)) return;
      this.#probe = wasOpen ? undefined : why;
      host.log("info", wasOpen ? "the gateway's connection ended" : "a connection to our port ended before its login", { peer, why });
    });
  }

  /** Whoever has not logged in makes way. */
  #makeRoom(): boolean {
    if (this.#sessions.size < MOST_CONNECTIONS) return true;
    for (const session of this.#sessions) {
      if (session.up) continue;
      this.#links.get(session)?.close("another connection came before its login");
      return true;
    }
    this.#deps.host.log("warn", "the gateway has too many connections open; another one was turned away", { most: MOST_CONNECTIONS });
    return false;
  }
}
