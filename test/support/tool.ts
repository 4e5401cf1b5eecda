import { type ChildProcess, type StdioOptions, spawn } from "node:child_process";
import net from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

/** A process beside a test or a bench, ended with it at the latest. */
export class Tool implements AsyncDisposable {
  readonly child: ChildProcess;
  readonly #ended: Promise<void>;

  constructor(command: string, args: readonly string[], { cwd, stdio = "ignore" }: { cwd?: string; stdio?: StdioOptions } = {}) {
    this.child = spawn(command, args, { stdio, ...(cwd === undefined ? {} : { cwd }) });
    const killWithParent = (): void => void this.child.kill("SIGKILL");
    process.once("exit", killWithParent);
    this.#ended = new Promise((resolve) => {
      const end = (): void => {
        process.removeListener("exit", killWithParent);
        resolve();
      };
      this.child.once("error", end);
      this.child.once("exit", end);
    });
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  get running(): boolean {
    return this.child.pid !== undefined && this.child.exitCode === null && this.child.signalCode === null;
  }

  /** Sends a signal and waits for the end. */
  async end(signal: NodeJS.Signals): Promise<void> {
    this.child.kill(signal);
    await this.#ended;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.end("SIGKILL");
  }
}

/** Ports that are free now. */
export async function freePorts(count: number): Promise<readonly number[]> {
  const servers = await Promise.all(
    Array.from(
      { length: count },
      () =>
        new Promise<net.Server>((resolve) => {
          const server = net.createServer();
          server.listen(0, "127.0.0.1", () => resolve(server));
        }),
    ),
  );
  const ports = servers.map((server) => (server.address() as net.AddressInfo).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

/** Waits until it holds; throws after 15 s, saying what was awaited. */
export async function waitFor(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = performance.now() + 15_000;
  while (!(await holds())) {
    if (performance.now() > deadline) throw new Error(`waited 15 s in vain: ${what}`);
    await sleep(50);
  }
}

/** Whether somebody listens there. */
export function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = net.connect(port, "127.0.0.1", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", () => resolve(false));
  });
}
