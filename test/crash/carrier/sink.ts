import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { readReports } from "../../support/huaxin-wire.ts";
import type { Random } from "../../support/random.ts";
import type { Pushed } from "./books.ts";

const FAILS = 0.06;
const CUTS = 0.06;
const IS_SLOW = 0.15;
const SLOWEST = 1_200;

/**
 * A customer's server that reports are pushed to, on which there is no relying: it answers with 500, hangs up, or takes its
 * time. A report that it failed once is taken the next time, so that a rig need not wait for the last tries of a schedule.
 */
export class FlakySink implements AsyncDisposable {
  readonly pushes: Pushed[] = [];
  readonly troubles: string[] = [];
  readonly #random: Random;
  readonly #server: Server;
  readonly #failed = new Set<string>();
  /** From now on it answers well, and at once. */
  calm = false;

  private constructor(random: Random) {
    this.#random = random;
    this.#server = createServer(async (request, response) => {
      try {
        const chunks: Buffer[] = [];
        for await (const chunk of request) chunks.push(chunk as Buffer);
        await this.#answer(Buffer.concat(chunks), response);
      } catch (error) {
        // a request that broke off has not come
        if (!request.destroyed || request.complete) this.troubles.push(`a push made no sense: ${(error as Error).message}`);
      }
    });
  }

  static async open(random: Random): Promise<FlakySink> {
    const sink = new FlakySink(random);
    await new Promise<void>((resolve) => sink.#server.listen(0, "127.0.0.1", resolve));
    return sink;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/reports`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #answer(body: Buffer, response: ServerResponse): Promise<void> {
    const reports = readReports(body);
    const keys = reports.map(({ taskId, mobile }) => `${taskId} ${mobile}`);
    const die = this.calm || keys.some((key) => this.#failed.has(key)) ? 1 : this.#random.next();
    const answer = die < FAILS ? "failed" : die < FAILS + CUTS ? "cut" : "acknowledged";
    if (answer !== "acknowledged") for (const key of keys) this.#failed.add(key);
    if (!this.calm && this.#random.chance(IS_SLOW)) await sleep(this.#random.integer(0, SLOWEST));
    if (answer === "cut") response.destroy();
    else response.writeHead(answer === "failed" ? 500 : 200, { "content-type": "text/plain" }).end(answer === "failed" ? "" : "1");
    // killed meanwhile, the server asked for it and will never know
    const heard = answer !== "acknowledged" || (response.socket !== null && !response.socket.destroyed);
    this.pushes.push({ at: Date.now(), reports, answer: heard ? answer : "cut" });
  }
}
