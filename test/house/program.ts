import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { until } from "./until.ts";

const PROGRAM = join(import.meta.dirname, "../../bin/yizhan.ts");

let serial = 0;

/** `yizhan` as a process of its own. */
export class Program {
  readonly #child: ChildProcess;
  readonly exited: Promise<number | null>;
  readonly #portFile: string;
  out = "";
  err = "";

  /** @param data directory of the store; the port file lies beside it */
  constructor(data: string, args: readonly string[]) {
    this.#portFile = `${data}-port-${serial++}`;
    const own = args[0] === "serve" && !args.includes("--port") ? ["--port", "0"] : [];
    const portFile = args[0] === "serve" ? ["--port-file", this.#portFile] : [];
    this.#child = spawn(process.execPath, [PROGRAM, ...args, ...own, ...portFile, "--data", data], { stdio: ["ignore", "pipe", "pipe"] });
    this.#child.stdout?.on("data", (bytes) => {
      this.out += bytes;
    });
    this.#child.stderr?.on("data", (bytes) => {
      this.err += bytes;
    });
    this.exited = new Promise((resolve) => this.#child.once("close", (code) => resolve(code)));
  }

  /** The port, once it listens; rejects with what it printed when it ended instead. @param patience ms */
  async port(patience?: number): Promise<number> {
    await until(
      "the server listens",
      () => {
        if (this.#child.exitCode !== null) throw new Error(`it ended: ${this.err}`);
        return existsSync(this.#portFile) && readFileSync(this.#portFile, "utf8").endsWith("\n");
      },
      patience,
    );
    return Number(new URL(readFileSync(this.#portFile, "utf8").trim()).port);
  }

  /** The exit status. */
  async end(signal: NodeJS.Signals): Promise<number | null> {
    this.#child.kill(signal);
    return this.exited;
  }
}
