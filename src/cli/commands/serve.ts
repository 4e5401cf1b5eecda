import { randomBytes } from "node:crypto";
import { writeFileSync } from "node:fs";
import pino from "pino";
import { DIALECTS } from "../../dialects/registry.ts";
import { readTls, type TlsFiles } from "../../ingress/tls.ts";
import { demoPlan } from "../../provisioning/demo.ts";
import { systemClock } from "../../runtime/clock.ts";
import { errorFact, type Log } from "../../runtime/log.ts";
import { ROLES, type Role, type Running, startServer } from "../../serve/assemble.ts";
import type { Store } from "../../store/store.ts";
import { AddressBlocks } from "../../text/cidr.ts";
import { FIRST_USER } from "../../users/first-user.ts";
import { type Command, type CommandIo, text } from "../cli.ts";
import { KINDS } from "../kinds.ts";
import { LogWriter } from "../log-writer.ts";
import { openStore, STORE_HELP, STORE_OPTIONS } from "../open-store.ts";
import { Problem } from "../problem.ts";
import { applyFile, applyPlan, describeResult, schemaFacts } from "../provision.ts";

/** `serve` must be gone this soon after a SIGTERM, whatever hangs. */
const EXIT_DEADLINE = 14_000;

export const serve: Command = {
  name: "serve",
  usage: "serve [--port N] [--host ADDR] [--data DIR] [--apply FILE]",
  summary: "Runs the platform.",
  help: {
    port: "port to listen on (default 8030; 0 picks a free one)",
    host: "address to listen on (default 127.0.0.1)",
    apply: "provisioning file to apply first; leaves out the demo accounts",
    "port-file": "file to write the address to once it is listening",
    "trust-proxy": "CIDR block of proxies whose X-Forwarded-For counts (may be repeated)",
    "tls-cert": "PEM file of a certificate with its chain: serves HTTPS; read again when it changes",
    "tls-key": "PEM file of the certificate's key",
    roles: `what this process does, by comma: ${ROLES.join(",")} (default all)`,
    "log-level": "debug, info, warn or error (default info)",
    ...STORE_HELP,
  },
  options: {
    port: { type: "string" },
    host: { type: "string" },
    apply: { type: "string" },
    "port-file": { type: "string" },
    "trust-proxy": { type: "string", multiple: true },
    "tls-cert": { type: "string" },
    "tls-key": { type: "string" },
    roles: { type: "string" },
    "log-level": { type: "string" },
    ...STORE_OPTIONS,
  },
  takes: 0,
  async run(values, _args, io) {
    const port = portOf(text(values, "port", "8030"));
    const roles = rolesOf(text(values, "roles", ROLES.join(",")));
    const trustProxy = blocksOf((values["trust-proxy"] ?? []) as string[]);
    const tls = tlsOf(text(values, "tls-cert", ""), text(values, "tls-key", ""));
    const log = logTo(text(values, "log-level", "info"));
    // from here on a signal ends it in good order, also one that comes while it starts
    const stopping = stopSignal(log);
    const { store } = await openStore(values, io.env, systemClock, true, log);
    try {
      const demo = await provision(store, text(values, "apply", ""), io);
      const running = await startServer({
        store,
        clock: systemClock,
        log,
        dialects: DIALECTS,
        kinds: KINDS,
        host: text(values, "host", "127.0.0.1"),
        port,
        trustProxy,
        roles,
        adminPassword: io.env.YIZHAN_ADMIN_PASSWORD,
        ...(tls ? { tls } : {}),
      });
      log("info", "listening", { address: running.address });
      const portFile = text(values, "port-file", "");
      if (portFile !== "") writeFileSync(portFile, `${running.address}\n`);
      welcome(running, { demo, pages: roles.has("console") }, io);
      await untilStopped(running, stopping, log);
    } finally {
      await store.close();
    }
  },
};

/** Answers whether the demo accounts are the ones to show. */
async function provision(store: Store, file: string, io: CommandIo): Promise<boolean> {
  const now = systemClock.now();
  if (file !== "") {
    for (const line of describeResult(await applyFile(store, file, now))) io.out(line);
    return false;
  }
  const known = new Set((await store.directory.load()).accounts.map((account) => account.login));
  const missing = DIALECTS.map((dialect) => dialect.name).filter((name) => !known.has(demoLogin(name)));
  const fresh = known.size === 0;
  if (fresh || (missing.length > 0 && missing.length < DIALECTS.length))
    await applyPlan(store, demoPlan(schemaFacts(missing), randomBytes), now);
  return fresh || missing.length < DIALECTS.length;
}

function demoLogin(dialect: string): string {
  return `demo-${dialect}`;
}

/** Where its pages are, and for each dialect the two lines with which a newcomer sees it work. */
function welcome(running: Running, { demo, pages }: { readonly demo: boolean; readonly pages: boolean }, io: CommandIo): void {
  io.out(`Yizhan is listening on ${running.address}`);
  if (pages) {
    io.out("");
    io.out(`console for operators: ${running.address}/console`);
    if (running.firstPassword !== undefined)
      io.out(`  sign in as ${FIRST_USER} with ${running.firstPassword} (shown this once; it must be changed at the first sign-in)`);
    io.out(`portal for customers:  ${running.address}/portal`);
  }
  if (!demo) return;
  for (const dialect of DIALECTS) {
    const account = running.directory.current.accountByLogin.get(demoLogin(dialect.name));
    if (!account) continue;
    const { send, report } = dialect.examples({ base: running.address, account });
    io.out("");
    io.out(`${dialect.name}: send a message, and a second later fetch its report`);
    io.out(`  ${send}`);
    io.out(`  ${report}`);
  }
}

/** Resolves at the first SIGTERM or SIGINT; whatever hangs after that has little time left. */
function stopSignal(log: Log): Promise<void> {
  return new Promise((resolve) => {
    const stop = (signal: string): void => {
      log("info", "stopping", { signal });
      const hurry = setTimeout(() => {
        log("error", "did not stop in time; what is stored is safe");
        process.exit(1);
      }, EXIT_DEADLINE);
      hurry.unref();
      resolve();
    };
    for (const name of ["SIGTERM", "SIGINT"] as const) process.once(name, stop);
  });
}

async function untilStopped(running: Running, stopping: Promise<void>, log: Log): Promise<void> {
  // timers of our own don't keep a process alive, and a role without a listening socket must not end by itself
  const alive = setInterval(() => undefined, 60_000);
  await stopping;
  await running.stop();
  clearInterval(alive);
  log("info", "stopped");
}

function portOf(given: string): number {
  if (!/^\d{1,5}$/.test(given) || Number(given) > 65_535) throw new Problem(`--port must be a number from 0 to 65535, not "${given}"`);
  return Number(given);
}

function tlsOf(cert: string, key: string): TlsFiles | undefined {
  if (cert === "" && key === "") return undefined;
  if (cert === "" || key === "") throw new Problem("--tls-cert and --tls-key are needed both, or neither");
  try {
    readTls({ cert, key });
    return { cert, key };
  } catch (error) {
    throw new Problem(`HTTPS: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}

function rolesOf(given: string): ReadonlySet<Role> {
  const names = given.split(",").map((name) => name.trim());
  for (const name of names)
    if (!(ROLES as readonly string[]).includes(name)) throw new Problem(`--roles knows ${ROLES.join(", ")}, not "${name}"`);
  return new Set(names as Role[]);
}

function blocksOf(given: readonly string[]): readonly string[] {
  try {
    new AddressBlocks(given);
    return given;
  } catch (error) {
    throw new Problem(`--trust-proxy: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** JSON lines on standard error: what people read goes to standard output. */
function logTo(level: string): Log {
  if (!["debug", "info", "warn", "error"].includes(level))
    throw new Problem(`--log-level must be debug, info, warn or error, not "${level}"`);
  const writer = new LogWriter(2);
  process.once("exit", () => writer.flushSync());
  const logger = pino({ level, base: { pid: process.pid } }, writer);
  process.on("uncaughtExceptionMonitor", (error) => logger.fatal(errorFact(error), "uncaught"));
  return (severity, message, facts) => logger[severity](facts ?? {}, message);
}
