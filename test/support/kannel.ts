import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePorts, listens, Tool, waitFor } from "./tool.ts";

/** Debian puts them where only root looks. */
const PLACES = ["", "/usr/sbin/", "/usr/local/sbin/"];

export interface KannelOptions {
  /** Port of an SMSC on this machine that speaks SMPP. */
  readonly smsc: number;
  readonly login?: { readonly user: string; readonly password: string };
  /** Unanswered submits. */
  readonly window?: number;
  /** Seconds of silence after which it asks whether the SMSC is there. */
  readonly heartbeat?: number;
  /** URL, with Kannel's escape codes, that it asks for each text that a phone sends. */
  readonly inbound?: string;
}

/** Kannel's bearerbox, an ESME, with the smsbox through which it is used, in one temporary directory that goes with them. */
export interface Kannel extends AsyncDisposable {
  /** Where it takes `/cgi-bin/sendsms`; user and password are `kannel`. */
  readonly port: number;
  readonly pids: readonly number[];
  /** What bearerbox says of itself. */
  status(): Promise<string>;
  /** The end of bearerbox's log, for the message of a failing test. */
  logTail(): string;
}

/** Where it is installed, or undefined. */
export function findKannel(): { readonly bearerbox: string; readonly smsbox: string } | undefined {
  const place = PLACES.find((path) => spawnSync(`${path}bearerbox`, ["--version"], { timeout: 5_000 }).error === undefined);
  return place === undefined ? undefined : { bearerbox: `${place}bearerbox`, smsbox: `${place}smsbox` };
}

/** Resolves once it is logged in. */
export async function startKannel(options: KannelOptions): Promise<Kannel> {
  const found = findKannel();
  if (!found) throw new Error("Kannel is not installed (Debian: apt-get install --no-install-recommends kannel)");
  const folder = mkdtempSync(join(tmpdir(), "yizhan-kannel-"));
  const [admin = 0, link = 0, port = 0] = await freePorts(3);
  writeFileSync(join(folder, "kannel.conf"), configuration(options, { folder, admin, link, port }));
  const tools: Tool[] = [];
  const close = async (): Promise<void> => {
    for (const tool of tools.reverse()) await tool[Symbol.asyncDispose]();
    rmSync(folder, { recursive: true, force: true });
  };
  const status = (): Promise<string> => ask(`http://127.0.0.1:${admin}/status.txt?password=kannel`);
  try {
    tools.push(new Tool(found.bearerbox, ["-v", "4", "kannel.conf"], { cwd: folder }));
    await waitFor("bearerbox listens", () => listens(link));
    tools.push(new Tool(found.smsbox, ["-v", "4", "kannel.conf"], { cwd: folder }));
    await waitFor("smsbox listens", () => listens(port));
    await waitFor("bearerbox is logged in and smsbox is with it", async () => {
      const told = await status();
      return told.includes("smsbox:") && /online \d/.test(told);
    });
  } catch (error) {
    await close();
    throw error;
  }
  const logTail = (): string => readFileSync(join(folder, "bearerbox.log"), "utf8").split("\n").slice(-30).join("\n");
  return { port, pids: tools.map((tool) => tool.pid), status, logTail, [Symbol.asyncDispose]: close };
}

async function ask(url: string): Promise<string> {
  try {
    return await (await fetch(url, { signal: AbortSignal.timeout(2_000) })).text();
  } catch {
    return "";
  }
}

interface Places {
  readonly folder: string;
  readonly admin: number;
  readonly link: number;
  readonly port: number;
}

/** Its fastest settings: only warnings in the log, no access log, messages and reports in memory. */
function configuration(
  { smsc, login, window = 10, heartbeat = 30, inbound }: KannelOptions,
  { folder, admin, link, port }: Places,
): string {
  const service = `
group = sms-service
keyword = default
catch-all = true
max-messages = 0
get-url = "${inbound}"
`;
  return `
group = core
admin-port = ${admin}
admin-interface = 127.0.0.1
admin-password = kannel
status-password = kannel
smsbox-port = ${link}
smsbox-interface = 127.0.0.1
box-allow-ip = "127.0.0.1"
dlr-storage = internal
log-file = "${folder}/bearerbox.log"
log-level = 2

group = smsc
smsc = smpp
smsc-id = peer
host = 127.0.0.1
port = ${smsc}
transceiver-mode = true
smsc-username = ${login?.user ?? "u"}
smsc-password = ${login?.password ?? "p"}
system-type = ""
interface-version = 34
reconnect-delay = 1
enquire-link-interval = ${heartbeat}
max-pending-submits = ${window}

group = smsbox
bearerbox-host = 127.0.0.1
sendsms-port = ${port}
sendsms-interface = 127.0.0.1
log-file = "${folder}/smsbox.log"
log-level = 2

group = sendsms-user
username = kannel
password = kannel
concatenation = true
max-messages = 10
${inbound === undefined ? "" : service}`;
}
