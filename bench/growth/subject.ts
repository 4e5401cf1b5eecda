import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Server } from "../../test/support/server.ts";
import { CONNECTIONS } from "../accept.ts";
import { BENCH_ACCOUNT, type Requests } from "../options.ts";
import { planOf } from "../plan.ts";
import { runLoad } from "../process.ts";
import { pullAll } from "../pulling.ts";

/** Accounts that share the stored messages. */
export const ACCOUNTS = 21;

export interface Rates {
  /** Messages a second, until the last call was answered. */
  readonly accepted: number;
  /** … and until the last report was pulled. */
  readonly reported: number;
}

/** A server with its store, which can be stopped, changed and started again. */
export class Subject implements AsyncDisposable {
  readonly data: string;
  readonly #scratch: string;
  readonly #flags: readonly string[];
  #server: Server | undefined;
  #phones = 0;

  /** @param flags beside those that name its files */
  constructor(flags: readonly string[]) {
    this.#scratch = mkdtempSync(join(tmpdir(), "yizhan-bench-growth-"));
    this.data = join(this.#scratch, "data");
    this.#flags = flags;
    process.once("exit", this.#remove);
  }

  get port(): number {
    return this.#server?.port ?? 0;
  }

  async start(sections: Readonly<Record<string, unknown>> = {}): Promise<void> {
    const apply = join(this.#scratch, "provisioning.yaml");
    const others = Array.from({ length: ACCOUNTS - 1 }, (_, index) => `${BENCH_ACCOUNT.login}${index + 1}`);
    writeFileSync(apply, planOf({ rate: 0, window: 512, others, sections }));
    this.#server = await Server.start({ data: this.data, apply, scratch: this.#scratch, flags: this.#flags });
  }

  async stop(): Promise<void> {
    await this.#server?.end("SIGTERM");
    this.#server = undefined;
  }

  /** Sends so many messages as fast as they are taken, and pulls their reports at the same time. */
  async run(messages: number, requests: Requests): Promise<Rates> {
    const pulling = { pulled: 0, lastAt: Date.now(), over: false };
    try {
      const pulled = pullAll(this.port, BENCH_ACCOUNT, messages, pulling);
      const phones = { first: this.phones(messages + CONNECTIONS * requests.recipients) };
      const load = await runLoad({ port: this.port, connections: CONNECTIONS, requests, phones, until: { messages } });
      await pulled;
      return { accepted: messages / load.seconds, reported: messages / ((pulling.lastAt - load.startedAt) / 1_000) };
    } finally {
      pulling.over = true;
    }
  }

  /** The first of so many phones that nothing has been sent to yet. */
  phones(count: number): number {
    this.#phones += count;
    return this.#phones - count;
  }

  /** A number of its metrics, by name and labels as they are written there; 0 where there is none. */
  async metric(line: string): Promise<number> {
    const text = await (await fetch(`http://127.0.0.1:${this.port}/metrics`)).text();
    return Number(
      text
        .split("\n")
        .find((each) => each.startsWith(`${line} `))
        ?.split(" ")[1] ?? 0,
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server?.end("SIGKILL");
    process.removeListener("exit", this.#remove);
    this.#remove();
  }

  readonly #remove = (): void => rmSync(this.#scratch, { recursive: true, force: true, maxRetries: 10, retryDelay: 20 });
}
