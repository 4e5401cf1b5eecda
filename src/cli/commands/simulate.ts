import { createWriteStream, readFileSync, type WriteStream, writeFileSync } from "node:fs";
import { finished } from "node:stream/promises";
import { type Lab, type LabCounts, startLab } from "../../lab/lab.ts";
import type { LabProtocol } from "../../lab/protocol.ts";
import { LABS } from "../../lab/registry.ts";
import { PLAIN_SCRIPT, readScript, type Script } from "../../lab/script.ts";
import { ScriptError } from "../../lab/script-section.ts";
import { systemClock } from "../../runtime/clock.ts";
import { type Command, type CommandIo, text } from "../cli.ts";
import { Problem } from "../problem.ts";

/** ms between lines that say what has been done; none where nothing has. */
const SUMMARY = 5_000;
/** Longer scripts are no scripts. */
const MOST_SCRIPT = 1024 * 1024;

export const simulate: Command = {
  name: "simulate",
  usage: `simulate ${LABS.map((lab) => lab.name).join("|")} [--port N] [--script FILE] [--record FILE]`,
  summary: "Runs a fake carrier to try a channel against, with faults where a script says so.",
  takes: 1,
  help: {
    port: "port to listen on (default: where such carriers listen by custom; 0 picks a free one)",
    host: "address to listen on (default 127.0.0.1)",
    script: "YAML file that says what it does; src/lab/README.md describes it (default: a carrier that does its work)",
    record: "file for a line of JSON for each submit taken over and each delivery acknowledged, phones included; it is written anew",
    "port-file": "file to write the address to once it is listening",
  },
  options: {
    port: { type: "string" },
    host: { type: "string" },
    script: { type: "string" },
    record: { type: "string" },
    "port-file": { type: "string" },
  },
  async run(values, [kind], io) {
    const protocol = protocolOf(kind);
    const books = await booksOf(text(values, "record", ""));
    const lab = await startLab({
      protocol,
      script: scriptOf(text(values, "script", "")),
      clock: systemClock,
      port: portOf(text(values, "port", String(protocol.port))),
      host: text(values, "host", "127.0.0.1"),
      note: (what) => io.out(what),
      ...(books ? { record: (entry) => books.write(`${JSON.stringify(entry)}\n`) } : {}),
    });
    const address = `${text(values, "host", "127.0.0.1")}:${lab.port}`;
    const portFile = text(values, "port-file", "");
    if (portFile !== "") writeFileSync(portFile, `${address}\n`);
    io.out(`a fake ${protocol.name} carrier is listening on ${address}; Ctrl-C ends it`);
    const summary = summarise(lab, io);
    await new Promise<void>((resolve) => {
      for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, () => resolve());
    });
    clearInterval(summary);
    await lab.stop();
    if (books) await finished(books.end());
    io.out(sentence(lab.counts));
  },
};

function summarise(lab: Lab, io: CommandIo): NodeJS.Timeout {
  let last = sentence(lab.counts);
  return setInterval(() => {
    const now = sentence(lab.counts);
    if (now !== last) io.out(now);
    last = now;
  }, SUMMARY);
}

function sentence({ submits, accepted, delivered, waiting, connections }: LabCounts): string {
  return `${submits} submits, ${accepted} accepted; ${delivered} deliveries taken, ${waiting} waiting; ${connections} connections`;
}

function protocolOf(kind: string | undefined): LabProtocol {
  const names = LABS.map((lab) => lab.name).join(", ");
  const protocol = LABS.find((lab) => lab.name === kind);
  if (!protocol)
    throw new Problem(kind === undefined ? `say which carrier: ${names}` : `there is no carrier "${kind}"; there are ${names}`);
  return protocol;
}

function scriptOf(file: string): Script {
  if (file === "") return PLAIN_SCRIPT;
  const bytes = readFileSync(file);
  if (bytes.length > MOST_SCRIPT) throw new Problem(`${file} is too long for a script`);
  try {
    return readScript(bytes.toString("utf8"));
  } catch (error) {
    if (error instanceof ScriptError) throw new Problem(`${file}: ${error.message}`, { cause: error });
    throw error;
  }
}

async function booksOf(file: string): Promise<WriteStream | undefined> {
  if (file === "") return undefined;
  const stream = createWriteStream(file, { mode: 0o600 });
  await new Promise<void>((resolve, reject) => {
    stream.once("open", () => resolve());
    stream.once("error", (error) => reject(new Problem(`--record: ${error.message}`)));
  });
  return stream;
}

function portOf(given: string): number {
  if (!/^\d{1,5}$/.test(given) || Number(given) > 65_535) throw new Problem(`--port must be a number from 0 to 65535, not "${given}"`);
  return Number(given);
}
