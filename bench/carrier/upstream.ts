import { writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePorts, listens, Tool, waitFor } from "../../test/support/tool.ts";

const PROGRAM = join(import.meta.dirname, "../../bin/yizhan.ts");
/** The harness's simulator of an SMSC. */
const SIMULATOR = "smppsim.mjs";
/** Receipts follow at once, and as many may be unacknowledged as a carrier would allow. */
const SCRIPT = "receiptAfter: 0s\ndeliverWindow: 1000\nendings: false\n";

/** A fake carrier as a process of its own. */
export interface Upstream extends AsyncDisposable {
  readonly port: number;
  readonly pid: number;
}

/** Our own lab. */
export async function startLab(protocol: "smpp" | "cmpp"): Promise<Upstream> {
  const [port = 0] = await freePorts(1);
  const script = join(tmpdir(), `yizhan-bench-${process.pid}-carrier.yaml`);
  writeFileSync(script, SCRIPT);
  const args = [PROGRAM, "simulate", protocol, "--port", String(port), "--script", script];
  return await listening(new Tool(process.execPath, args), port);
}

/** The simulator of the harness, which costs less than our lab. @param delay ms from a submit's answer to its receipt */
export async function startSimulator(harness: string, delay: number): Promise<Upstream> {
  const [port = 0, control = 0] = await freePorts(2);
  const args = [join(harness, SIMULATOR), "--port", String(port), "--ctl", String(control)];
  return await listening(new Tool(process.execPath, delay > 0 ? [...args, "--dlrdelay", String(delay)] : args), port);
}

async function listening(tool: Tool, port: number): Promise<Upstream> {
  try {
    await waitFor("the carrier listens", () => listens(port));
  } catch (error) {
    await tool[Symbol.asyncDispose]();
    throw error;
  }
  return { port, pid: tool.pid, [Symbol.asyncDispose]: () => tool[Symbol.asyncDispose]() };
}
