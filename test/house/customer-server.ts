import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";

/** A request as a customer's server saw it. */
export interface Seen {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

/** Answers a request; one that doesn't leaves it hanging. */
export type Script = (seen: Seen, response: ServerResponse) => void;

/** A customer's server that pushes come to: writes down what it gets and answers by a script. Says `ok` unless told otherwise. */
export class CustomerServer implements AsyncDisposable {
  readonly seen: Seen[] = [];
  /** Connections that were ever opened to it. */
  connections = 0;
  /** Requests that were not answered at the same time, at most. */
  busiest = 0;
  script: Script = answer(200, "ok");
  readonly port: number;
  readonly #server: Server;
  readonly #sockets: Set<Socket>;

  private constructor(server: Server, sockets: Set<Socket>) {
    this.#server = server;
    this.#sockets = sockets;
    this.port = (server.address() as AddressInfo).port;
  }

  /** @param port a free one unless it is given */
  static async open(port = 0): Promise<CustomerServer> {
    const sockets = new Set<Socket>();
    let underWay = 0;
    const server = createServer(async (request, response) => {
      underWay += 1;
      customer.busiest = Math.max(customer.busiest, underWay);
      response.on("close", () => {
        underWay -= 1;
      });
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk);
      const { method = "", url = "", headers } = request;
      const seen = { method, url, headers, body: Buffer.concat(chunks).toString() };
      customer.seen.push(seen);
      customer.script(seen, response);
    });
    server.on("connection", (socket) => {
      customer.connections += 1;
      sockets.add(socket);
      socket.on("error", () => undefined);
      socket.on("close", () => sockets.delete(socket));
    });
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen(port, "127.0.0.1", resolve);
    });
    const customer = new CustomerServer(server, sockets);
    return customer;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}/push`;
  }

  /** Breaks every connection, as a crash would. */
  hangUp(): void {
    for (const socket of this.#sockets) socket.resetAndDestroy();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.hangUp();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

export function answer(status: number, body: string, headers: Readonly<Record<string, string>> = {}): Script {
  return (_seen, response) => {
    response.writeHead(status, headers).end(body);
  };
}
