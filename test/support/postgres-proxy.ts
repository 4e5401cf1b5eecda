import { createServer, connect as dial, type Server, type Socket } from "node:net";

/**
 * What the network does from the moment at which `when` is seen in what a client sends.
 *
 * - `cut`: the connection ends, and the server has not seen it.
 * - `deliver, then cut`: the server has seen it and answers, and the client never hears.
 * - `silence`: nothing passes any more, in either direction, and nobody is told.
 */
export interface Fault {
  readonly when: string;
  readonly effect: "cut" | "deliver, then cut" | "silence";
}

/** A network between a client and a PostgreSQL server that fails on demand, once a fault. */
export class FaultyNetwork implements AsyncDisposable {
  readonly #server: Server;
  readonly #open = new Set<Socket>();
  #fault: Fault | undefined;
  #down = false;
  #held = false;
  /** Faults that have happened. */
  happened = 0;

  private constructor(server: Server) {
    this.#server = server;
  }

  /** @param url of the server; `url` of the network leads there */
  static async open(url: string): Promise<FaultyNetwork> {
    const { hostname, port } = new URL(url);
    const server = createServer();
    const network = new FaultyNetwork(server);
    server.on("connection", (client) => network.#connect(client, hostname, Number(port)));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return network;
  }

  /** The same database by way of this network. */
  through(url: string): string {
    const address = this.#server.address();
    const around = new URL(url);
    around.hostname = "127.0.0.1";
    around.port = String(typeof address === "object" && address ? address.port : 0);
    return around.href;
  }

  fail(fault: Fault): void {
    this.#fault = fault;
  }

  /** Ends every connection and takes no new one, until `up`. */
  down(): void {
    this.#down = true;
    for (const socket of this.#open) socket.destroy();
  }

  up(): void {
    this.#down = false;
  }

  /** Nothing passes any more, in either direction, and nobody is told; what is sent meanwhile comes after `release`. */
  hold(): void {
    this.#held = true;
    for (const socket of this.#open) socket.pause();
  }

  release(): void {
    this.#held = false;
    for (const socket of this.#open) socket.resume();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.down();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #connect(client: Socket, host: string, port: number): void {
    if (this.#down) {
      client.destroy();
      return;
    }
    const server = dial(port, host);
    let deaf = false;
    let mute = false;
    for (const [socket, other] of [
      [client, server],
      [server, client],
    ] as const) {
      this.#open.add(socket);
      socket.on("error", () => undefined);
      socket.on("close", () => {
        this.#open.delete(socket);
        if (!deaf) other.destroy();
      });
    }
    client.on("data", (bytes) => {
      const fault = this.#fault && bytes.includes(this.#fault.when) ? this.#fault : undefined;
      if (fault) {
        this.#fault = undefined;
        this.happened += 1;
        mute = true;
        if (fault.effect === "deliver, then cut") server.write(bytes);
        if (fault.effect === "silence") deaf = true;
        if (fault.effect === "cut") client.destroy();
        return;
      }
      if (!deaf) server.write(bytes);
    });
    server.on("data", (bytes) => {
      if (!mute) client.write(bytes);
      // it has answered: what was delivered has happened
      else if (!deaf) client.destroy();
    });
    if (this.#held) for (const socket of [client, server]) socket.pause();
  }
}
