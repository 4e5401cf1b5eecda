import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, existsSync, openSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Connection, get } from "./connection.ts";

const PROGRAM = join(import.meta.dirname, "../../bin/yizhan.ts");
const START_TIMEOUT = 30_000;

export interface ServerOptions {
  /** Data directory; survives the process. */
  readonly data: string;
  /** Provisioning file. */
  readonly apply: string;
  /** Directory for the port file and the log; the test's own. */
  readonly scratch: string;
  /** Options for node itself. */
  readonly nodeOptions?: readonly string[];
  /** Flags beside those that follow from the above. */
  readonly flags?: readonly string[];
}

export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** From the signal to the end, ms. */
  readonly took: number;
}

let launched = 0;

/** The real server as a process of its own, started as users start it, on a free port of 127.0.0.1. */
export class Server implements AsyncDisposable {
  readonly #child: ChildProcess;
  readonly #portFile: string;
  readonly #logFile: string;
  readonly #exited: Promise<void>;
  #port = 0;

  /** Starts the process and doesn't wait. */
  constructor(options: ServerOptions) {
    const name = `${process.pid}-${++launched}`;
    this.#portFile = join(options.scratch, `port-${name}`);
    this.#logFile = join(options.scratch, `log-${name}`);
    const log = openSync(this.#logFile, "w");
    const flags = ["--port", "0", "--port-file", this.#portFile, "--data", options.data, "--apply", options.apply];
    const own = options.flags ?? [];
    this.#child = spawn(process.execPath, [...(options.nodeOptions ?? []), PROGRAM, "serve", ...flags, ...own], {
      stdio: ["ignore", log, log],
    });
    closeSync(log);
    const killWithParent = (): void => void this.#child.kill("SIGKILL");
    process.once("exit", killWithParent);
    this.#exited = new Promise((resolve) => {
      this.#child.once("exit", () => {
        process.removeListener("exit", killWithParent);
        resolve();
      });
    });
  }

  /** Starts it and waits until it answers; leaves no process behind where it doesn't. */
  static async start(options: ServerOptions): Promise<Server> {
    const server = new Server(options);
    try {
      await server.ready();
    } catch (error) {
      await server.end("SIGKILL");
      throw error;
    }
    return server;
  }

  get pid(): number {
    if (this.#child.pid === undefined) throw new Error("the server could not be started");
    return this.#child.pid;
  }

  /** Known once `ready` has resolved. */
  get port(): number {
    return this.#port;
  }

  get running(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** Resolves when `GET /healthz` answers 200; throws with the log's end when the process dies or takes too long. */
  async ready(): Promise<void> {
    const deadline = performance.now() + START_TIMEOUT;
    for (;;) {
      if (!this.running) throw new Error(`the server ended while it started:\n${this.logTail()}`);
      if (performance.now() > deadline) throw new Error(`the server wasn't ready within ${START_TIMEOUT} ms:\n${this.logTail()}`);
      if (await this.#healthy()) return;
      await sleep(10);
    }
  }

  /** Sends a signal and waits for the end of the process. Harmless when it has ended already. */
  async end(signal: "SIGKILL" | "SIGTERM"): Promise<Exit> {
    const start = performance.now();
    this.#child.kill(signal);
    await this.#exited;
    return { code: this.#child.exitCode, signal: this.#child.signalCode, took: performance.now() - start };
  }

  /** The last lines that it printed, for the message of a failing test. */
  logTail(lines = 30): string {
    return readFileSync(this.#logFile, "utf8").trimEnd().split("\n").slice(-lines).join("\n");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.end("SIGKILL");
  }

  async #healthy(): Promise<boolean> {
    if (this.#port === 0 && existsSync(this.#portFile)) {
      // The file holds the address, which ends in the port.
      this.#port = Number(/(\d+)\/?\s*$/.exec(readFileSync(this.#portFile, "utf8"))?.[1] ?? 0);
    }
    if (this.#port === 0) return false;
    const connection = await Connection.open(this.#port);
    if (!connection) return false;
    const exchange = await connection.request(get("/healthz"));
    await connection.close();
    return exchange.kind === "answered" && exchange.status === 200;
  }
}
