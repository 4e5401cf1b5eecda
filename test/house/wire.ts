import net from "node:net";

/** One response as it came over the wire. */
export interface Response {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
}

const PATIENCE = 10_000;

/** A connection on which a test writes whatever bytes it likes and reads what comes back. */
export class Wire implements Disposable {
  readonly socket: net.Socket;
  readonly #closed: Promise<void>;
  #received = Buffer.alloc(0);
  #news: () => void = () => undefined;
  #ended = false;

  private constructor(socket: net.Socket) {
    this.socket = socket;
    socket.on("data", (bytes) => {
      this.#received = Buffer.concat([this.#received, bytes]);
      this.#news();
    });
    // a reset is an end like any other
    socket.on("error", () => undefined);
    this.#closed = new Promise((resolve) => {
      socket.on("close", () => {
        this.#ended = true;
        this.#news();
        resolve();
      });
    });
  }

  static open(port: number): Promise<Wire> {
    return new Promise((resolve, reject) => {
      const socket = net.connect(port, "127.0.0.1");
      socket.once("error", reject);
      socket.once("connect", () => {
        socket.off("error", reject);
        resolve(new Wire(socket));
      });
    });
  }

  /** @param bytes one character a byte */
  write(bytes: string | Buffer): void {
    this.socket.write(typeof bytes === "string" ? Buffer.from(bytes, "latin1") : bytes);
  }

  /** The next whole response; rejects when the connection ends before, or nothing comes for too long. */
  async response(method = "GET"): Promise<Response> {
    for (;;) {
      const response = this.#take(method);
      if (response) return response;
      if (this.#ended) throw new Error(`the connection ended after ${this.#received.length} bytes of a response`);
      await this.#change();
    }
  }

  /** Resolves when the connection has ended. */
  async end(): Promise<void> {
    while (!this.#ended) await this.#change();
    await this.#closed;
  }

  [Symbol.dispose](): void {
    this.socket.destroy();
  }

  #change(): Promise<void> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`nothing came for ${PATIENCE} ms`)), PATIENCE);
      this.#news = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  #take(method: string): Response | undefined {
    const end = this.#received.indexOf("\r\n\r\n");
    if (end < 0) return undefined;
    const [first = "", ...lines] = this.#received.toString("latin1", 0, end).split("\r\n");
    const headers = new Map(
      lines.map((line) => [line.slice(0, line.indexOf(":")).toLowerCase(), line.slice(line.indexOf(":") + 1).trim()]),
    );
    const status = Number(first.split(" ")[1]);
    const hasBody = method !== "HEAD" && status >= 200;
    const length = hasBody ? Number(headers.get("content-length") ?? 0) : 0;
    if (this.#received.length < end + 4 + length) return undefined;
    const body = this.#received.toString("utf8", end + 4, end + 4 + length);
    this.#received = this.#received.subarray(end + 4 + length);
    return { status, headers, body };
  }
}

/** Sends one request on a connection of its own and reads the response to it. */
export async function ask(port: number, bytes: string | Buffer): Promise<Response> {
  using wire = await Wire.open(port);
  wire.write(bytes);
  return await wire.response(typeof bytes === "string" ? bytes.slice(0, bytes.indexOf(" ")) : "POST");
}

/** A request as bytes; with a body it has a Content-Length, and headers of its own beside Host. */
export function request(
  method: string,
  target: string,
  options: { readonly headers?: readonly string[]; readonly body?: string } = {},
): string {
  const { headers = [], body } = options;
  const length = body === undefined ? [] : [`Content-Length: ${Buffer.byteLength(body, "latin1")}`];
  return [`${method} ${target} HTTP/1.1`, "Host: 127.0.0.1", ...length, ...headers, "", body ?? ""].join("\r\n");
}

/** The text of an element of an XML reply. */
export function element(xml: string, name: string): string {
  const text = new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1];
  if (text === undefined) throw new Error(`no <${name}> in:\n${xml}`);
  return text;
}
