import { type ChildProcess, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { LoadOptions, LoadResult } from "./options.ts";

const script = (name: string): string => join(import.meta.dirname, name);

/** Runs a script of this folder to its end and reads the JSON that it printed. */
export async function runScript<T>(name: string, args: readonly string[]): Promise<T> {
  const child = start(name, args);
  const output = collect(child);
  const code = await new Promise<number | null>((resolve) => child.once("close", resolve));
  if (code !== 0) throw new Error(`${name} ended with status ${code}`);
  return JSON.parse(await output) as T;
}

export function runLoad(options: LoadOptions): Promise<LoadResult> {
  return runScript<LoadResult>("load.ts", [JSON.stringify(options)]);
}

/** The bare HTTP server, on a port of its own until it is disposed of. */
export async function startReferenceHttp(): Promise<{ readonly port: number; readonly pid: number } & AsyncDisposable> {
  const child = start("reference-http.ts", []);
  const port = await new Promise<number>((resolve) => child.stdout?.once("data", (bytes) => resolve(Number(bytes))));
  return {
    port,
    pid: child.pid ?? 0,
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        child.once("close", () => resolve());
        child.kill("SIGKILL");
      }),
  };
}

/** CPU time that a process and all its threads have used, in s; undefined where there is no /proc. */
export function cpuOf(pid: number): number | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
    // Behind the command's name, which may hold blanks: utime and stime are the 12th and 13th, in 1/100 s on every Linux.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return (Number(fields[11]) + Number(fields[12])) / 100;
  } catch {
    return undefined;
  }
}

/** Resident memory of a process in MiB; undefined where there is no /proc. */
export function memoryOf(pid: number): number | undefined {
  try {
    return Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, "latin1"))?.[1]) / 1024;
  } catch {
    return undefined;
  }
}

function start(name: string, args: readonly string[]): ChildProcess {
  const child = spawn(process.execPath, [script(name), ...args], { stdio: ["ignore", "pipe", "inherit"] });
  const killWithParent = (): void => void child.kill("SIGKILL");
  process.once("exit", killWithParent);
  child.once("close", () => process.removeListener("exit", killWithParent));
  return child;
}

function collect(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    let output = "";
    child.stdout?.on("data", (bytes) => {
      output += bytes;
    });
    child.once("close", () => resolve(output));
  });
}
