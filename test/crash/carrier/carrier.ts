import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Tool, waitFor } from "../../support/tool.ts";
import type { CarrierEntry } from "./books.ts";

const PROGRAM = join(import.meta.dirname, "../../../bin/yizhan.ts");

/** A fake SMSC as a process of its own that outlives the server, and its books. */
export class Carrier implements AsyncDisposable {
  readonly #tool: Tool;
  readonly #record: string;
  readonly port: number;

  private constructor(tool: Tool, record: string, port: number) {
    this.#tool = tool;
    this.#record = record;
    this.port = port;
  }

  /** @param script the lab's, in YAML */
  static async start(scratch: string, script: string): Promise<Carrier> {
    const [file, record, portFile] = ["carrier.yaml", "carrier.jsonl", "carrier-port"].map((name) => join(scratch, name)) as [
      string,
      string,
      string,
    ];
    writeFileSync(file, script);
    const flags = ["--port", "0", "--script", file, "--record", record, "--port-file", portFile];
    const tool = new Tool(process.execPath, [PROGRAM, "simulate", "smpp", ...flags]);
    const port = (): number => (existsSync(portFile) ? Number(/:(\d+)\n$/.exec(readFileSync(portFile, "utf8"))?.[1] ?? 0) : 0);
    await waitFor("the carrier listens", () => port() > 0);
    return new Carrier(tool, record, port());
  }

  /** Ends it, and answers all that it wrote down. */
  async close(): Promise<readonly CarrierEntry[]> {
    await this.#tool.end("SIGTERM");
    return readFileSync(this.#record, "utf8")
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as CarrierEntry);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#tool[Symbol.asyncDispose]();
  }
}
