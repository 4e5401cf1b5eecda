import { connect as connectTcp, type Socket } from "node:net";
import { type ConnectionOptions, connect as connectTls } from "node:tls";
import type { ConnectSettings } from "../../domain/directory.ts";
import type { Clock } from "../../runtime/clock.ts";
import { FrameReader } from "./frame-reader.ts";
import type { FrameBounds } from "./protocol.ts";

/** What a connection tells its session. Nothing is told after `closed`, which is told once. */
export interface LinkEvents {
  /** A whole frame, valid during the call. */
  frame(frame: Buffer): void;
  /** @param why in plain words */
  closed(why: string): void;
}

/** A frame on its way out. */
export interface Sent {
  /** Whether its bytes were handed to the operating system, or may have been. */
  readonly left: boolean;
  /** Takes it back where it has not left; true when it never will. */
  withdraw(): boolean;
}

interface Waiting extends Sent {
  left: boolean;
  withdrawn: boolean;
  readonly frame: Buffer;
}

/** How often TCP itself asks a peer that says nothing whether it is there, ms. */
const KEEP_ALIVE = 60_000;

/**
 * A TCP or TLS connection that carries frames. Frames beyond what the operating system takes wait here, where it is known
 * that they have not left.
 */
export class Link {
  readonly #socket: Socket;
  readonly #reader: FrameReader;
  #events: LinkEvents | undefined;
  #waiting: Waiting[] = [];
  #congested = false;
  #corked = false;
  #why: string | undefined;
  #closed = false;

  /** @param socket connected, from `dial` or a listening server */
  constructor(socket: Socket, bounds: FrameBounds) {
    this.#socket = socket;
    this.#reader = new FrameReader(bounds);
    socket.setNoDelay(true);
    socket.setKeepAlive(true, KEEP_ALIVE);
    socket.on("error", (error) => {
      this.#why ??= error.message;
    });
    socket.on("close", () => this.#close("the peer closed the connection"));
  }

  get closed(): boolean {
    return this.#closed;
  }

  /** `address:port` of the peer, for the log. */
  get peer(): string {
    return `${this.#socket.remoteAddress ?? "?"}:${this.#socket.remotePort ?? "?"}`;
  }

  /** Begins to read. Call it once, at once. */
  open(events: LinkEvents): void {
    this.#events = events;
    this.#socket.on("data", (chunk: Buffer) => this.#read(chunk));
    this.#socket.on("drain", () => this.#drain());
    if (this.#socket.destroyed) this.#close("the peer closed the connection");
  }

  write(frame: Buffer): Sent {
    const entry: Waiting = {
      left: false,
      withdrawn: false,
      frame,
      withdraw() {
        this.withdrawn = !this.left;
        return this.withdrawn;
      },
    };
    if (this.#closed) return entry;
    if (this.#congested) this.#waiting.push(entry);
    else this.#hand(entry);
    return entry;
  }

  /** Reads nothing until `resume`: what the peer sends waits at its side. */
  pause(): void {
    this.#socket.pause();
  }

  resume(): void {
    this.#socket.resume();
  }

  get paused(): boolean {
    return this.#socket.isPaused();
  }

  /** Lets what was handed over leave, then closes. */
  end(): void {
    this.#socket.destroySoon();
  }

  /** Closes now. */
  close(why: string): void {
    this.#why ??= why;
    this.#socket.destroy();
    this.#close(why);
  }

  #close(why: string): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#waiting = [];
    this.#events?.closed(this.#why ?? why);
  }

  #read(chunk: Buffer): void {
    const wrong = this.#reader.feed(chunk, (frame) => {
      this.#events?.frame(frame);
      return !this.#closed;
    });
    if (wrong !== undefined) this.close(wrong);
  }

  #hand(entry: Waiting): void {
    // one system call for all that is written in one turn of the event loop
    if (!this.#corked) {
      this.#corked = true;
      this.#socket.cork();
      process.nextTick(() => {
        this.#corked = false;
        this.#socket.uncork();
      });
    }
    entry.left = true;
    this.#congested = !this.#socket.write(entry.frame);
  }

  #drain(): void {
    this.#congested = false;
    while (!this.#congested) {
      const entry = this.#waiting.shift();
      if (!entry) return;
      if (!entry.withdrawn) this.#hand(entry);
    }
  }
}

/** Makes a connection, or rejects with what went wrong; `signal` gives up. */
export type Dial = (connect: ConnectSettings, clock: Clock, signal: AbortSignal) => Promise<Socket>;

/** @param tls what TLS connections need beside the host's name, such as a certificate authority of one's own */
export function dialWith(tls: ConnectionOptions = {}): Dial {
  return ({ host, port, tls: secure, timeout }, clock, signal) =>
    new Promise((resolve, reject) => {
      const socket = secure ? connectTls({ host, port, servername: serverName(host), ...tls }) : connectTcp({ host, port });
      const settle = (act: () => void): void => {
        timer.cancel();
        signal.removeEventListener("abort", abort);
        socket.removeListener("error", fail);
        socket.removeListener("close", gone);
        act();
      };
      const giveUp = (why: string): void => {
        socket.destroy();
        settle(() => reject(new Error(why)));
      };
      const fail = (error: Error): void => settle(() => reject(error));
      const gone = (): void => giveUp("the peer closed the connection");
      const abort = (): void => giveUp("the channel stops");
      const timer = clock.after(timeout, () => giveUp(`no connection within ${timeout} ms`));
      // a second error, or one before the link listens, would end the process
      socket.on("error", () => undefined);
      socket.once("error", fail);
      socket.once("close", gone);
      signal.addEventListener("abort", abort, { once: true });
      socket.once(secure ? "secureConnect" : "connect", () => settle(() => resolve(socket)));
      if (signal.aborted) abort();
    });
}

export const dial: Dial = dialWith();

/** Server names are names: RFC 6066 knows none for addresses. */
function serverName(host: string): string {
  return /^[\d.]+$|:/.test(host) ? "" : host;
}
