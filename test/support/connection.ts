import net from "node:net";

/** What became of one request. Only a complete answer counts as one. */
export type Exchange =
  | { readonly kind: "answered"; readonly status: number; readonly body: Buffer }
  /** The connection ended, or `timeout` passed, before the answer was complete. `received`: bytes of it that had come. */
  | { readonly kind: "unanswered"; readonly why: "closed" | "timeout"; readonly received: number };

interface Waiting {
  settle(exchange: Exchange): void;
  fail(error: Error): void;
  readonly timer: NodeJS.Timeout;
}

/**
 * One keep-alive HTTP connection over a plain socket, one request at a time. Unlike an HTTP library it never retries,
 * and it tells apart "no answer", "part of an answer" and "an answer", which is what a test that kills servers is about.
 * Answers must say their Content-Length.
 */
export class Connection {
  readonly #socket: net.Socket;
  #received: Buffer = Buffer.alloc(0);
  #waiting: Waiting | undefined;
  #closing = false;
  /** Resolves when the connection has ended, whoever ended it. */
  readonly ended: Promise<void>;

  private constructor(socket: net.Socket) {
    this.#socket = socket;
    socket.setNoDelay(true);
    socket.on("data", (bytes) => this.#take(bytes));
    // An error (reset, broken pipe) is always followed by "close".
    socket.on("error", () => {});
    this.ended = new Promise((resolve) => {
      socket.on("close", () => {
        this.#closing = true;
        this.#end({ kind: "unanswered", why: "closed", received: this.#received.length });
        resolve();
      });
    });
  }

  /** Resolves to undefined when nobody listens there (any more). */
  static open(port: number): Promise<Connection | undefined> {
    return new Promise((resolve) => {
      const socket = net.connect(port, "127.0.0.1");
      socket.once("connect", () => {
        socket.removeAllListeners("error");
        resolve(new Connection(socket));
      });
      socket.once("error", () => resolve(undefined));
    });
  }

  /** May another request be made? False once either side has closed, or the last answer said that it would. */
  get usable(): boolean {
    return !this.#closing && this.#waiting === undefined;
  }

  /** Sends a whole request. `timeout` in ms; a request that takes longer ends the connection. Rejects for an answer that isn't HTTP. */
  request(bytes: Buffer | string, timeout = 15_000): Promise<Exchange> {
    if (!this.usable) throw new Error("the connection is closed or waits for an answer");
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#end({ kind: "unanswered", why: "timeout", received: this.#received.length });
        this.#socket.destroy();
      }, timeout);
      this.#waiting = { settle: resolve, fail: reject, timer };
      this.#socket.write(bytes);
    });
  }

  /** Writes bytes that are no whole request and awaits nothing: for half-sent ones. */
  writePart(bytes: string): void {
    this.#socket.write(bytes);
  }

  close(): Promise<void> {
    this.#closing = true;
    this.#socket.destroy();
    return this.ended;
  }

  #take(bytes: Buffer): void {
    this.#received = this.#received.length === 0 ? bytes : Buffer.concat([this.#received, bytes]);
    const headEnd = this.#received.indexOf("\r\n\r\n");
    if (headEnd < 0) return;
    const head = this.#received.toString("latin1", 0, headEnd);
    const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1];
    if (length === undefined) {
      this.#waiting?.fail(new Error(`an answer came without a Content-Length:\n${head}`));
      this.#socket.destroy();
      return;
    }
    const end = headEnd + 4 + Number(length);
    if (this.#received.length < end) return;
    if (/\r\nconnection: *close/i.test(head)) this.#closing = true;
    const body = this.#received.subarray(headEnd + 4, end);
    this.#received = this.#received.subarray(end);
    this.#end({ kind: "answered", status: Number(head.slice(9, 12)), body });
  }

  #end(exchange: Exchange): void {
    const waiting = this.#waiting;
    if (!waiting) return;
    this.#waiting = undefined;
    clearTimeout(waiting.timer);
    waiting.settle(exchange);
  }
}

/** @param target path and query, already escaped */
export function get(target: string): string {
  return `GET ${target} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n`;
}

/** @param form `a=b&c=d`, already escaped (so: ASCII) */
export function post(path: string, form: string): string {
  const head = `POST ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/x-www-form-urlencoded\r\n`;
  return `${head}Content-Length: ${form.length}\r\n\r\n${form}`;
}
