import { type ChildProcess, execFile, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { isFinal } from "../../../src/domain/message.ts";
import { systemClock } from "../../../src/runtime/clock.ts";
import { loadSecretKey, SecretBox } from "../../../src/runtime/secret-box.ts";
import { openSqliteStore } from "../../../src/store/sqlite/open.ts";
import type { Store } from "../../../src/store/store.ts";
import { until } from "../../house/until.ts";
import { Server } from "../../support/server.ts";
import { type Example, PAGES, readPage } from "./page.ts";

const ROOT = join(import.meta.dirname, "../../..");
/** What the pages say, and what stands for it here. */
const DOCUMENTED = {
  base: "http://127.0.0.1:8030",
  data: "./data/pages",
  port: "8099",
  yizhan: "npm run -s yizhan --",
  client: '"yizhan/client"',
};
/** Longest that one line may take. */
const PATIENCE = 10_000;
/** What is due later than this is scheduled, and isn't waited for. */
const SOON = 60_000;
/** Messages that the pages send to one phone, at most. */
const MOST = 100;

interface Parts {
  readonly scratch: string;
  readonly receiver: Receiver;
  readonly server: Server;
  readonly store: Store;
  /** That the pages send to. */
  readonly phones: readonly string[];
}

/** The server, the store and the receiver that the pages talk of, on ports of their own. */
export class Stage implements AsyncDisposable {
  readonly #parts: Parts;
  readonly #opened: AsyncDisposableStack;

  private constructor(parts: Parts, opened: AsyncDisposableStack) {
    this.#parts = parts;
    this.#opened = opened;
  }

  static async open(): Promise<Stage> {
    // what was opened is closed again where the next thing doesn't open
    await using opened = new AsyncDisposableStack();
    const scratch = mkdtempSync(join(tmpdir(), "yizhan-"));
    opened.defer(() => rmSync(scratch, { recursive: true, force: true }));
    const data = join(scratch, "data");
    const apply = join(scratch, "accounts.yaml");
    const receiver = opened.use(await Receiver.open());
    writeFileSync(apply, readFileSync(join(PAGES, "accounts.yaml"), "utf8").replaceAll(`:${DOCUMENTED.port}/`, `:${receiver.port}/`));
    const server = opened.use(await Server.start({ data, apply, scratch }));
    // beside the server, as `yizhan doctor` opens it
    const secrets = new SecretBox(loadSecretKey(undefined, join(data, "secret.key")));
    const store = await openSqliteStore({ directory: data, secrets, clock: systemClock, exclusive: false });
    opened.defer(() => store.close());
    const { settings } = await store.directory.load();
    return new Stage({ scratch, receiver, server, store, phones: settings.frequency.exemptPhones }, opened.move());
  }

  /** What the receiver has printed so far. */
  get pushed(): string {
    return unixLines(this.#parts.receiver.printed);
  }

  /** Runs a block as a reader would paste it, once nothing is under way any more; what it printed. */
  async run({ language, script }: Pick<Example, "language" | "script">): Promise<string> {
    await until("all that was sent is reported", () => this.#atRest());
    return unixLines(await (language === "sh" ? this.#shell(script) : this.#program(script))).trimEnd();
  }

  /** A text of the pages with the server's address in place of the documented one. */
  here(text: string): string {
    return text.replaceAll(DOCUMENTED.base, `http://127.0.0.1:${this.#parts.server.port}`);
  }

  /** Every message has its report, but for those that are to leave later. */
  async #atRest(): Promise<boolean> {
    for (const phone of this.#parts.phones) {
      const messages = await this.#parts.store.history.messagesTo(phone, Number.MAX_SAFE_INTEGER, MOST);
      const later = Date.now() + SOON;
      if (messages.some(({ state, nextAt = 0 }) => !isFinal(state) && !(state === "queued" && nextAt > later))) return false;
    }
    return true;
  }

  #shell(script: string): Promise<string> {
    const yizhan = `'${process.execPath}' '${join(ROOT, "bin/yizhan.ts")}'`;
    const own = this.here(script).replaceAll(DOCUMENTED.yizhan, yizhan).replaceAll(DOCUMENTED.data, join(this.#parts.scratch, "data"));
    return output("sh", ["-c", own]);
  }

  #program(script: string): Promise<string> {
    const file = join(this.#parts.scratch, "program.ts");
    const client = JSON.stringify(pathToFileURL(join(ROOT, "src/client/index.ts")));
    writeFileSync(file, this.here(script).replaceAll(DOCUMENTED.client, client));
    return output(process.execPath, [file]);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#opened[Symbol.asyncDispose]();
  }
}

/** The one-liner of the index page, on a free port. */
class Receiver implements AsyncDisposable {
  readonly #child: ChildProcess;
  readonly #gone: Promise<unknown>;
  #printed = "";

  private constructor(line: string) {
    const env = { ...process.env, PATH: `${dirname(process.execPath)}:${process.env.PATH}` };
    const child = spawn("sh", ["-c", `exec ${line}`], { env, stdio: ["ignore", "pipe", "inherit"] });
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      this.#printed += text;
    });
    const killWithParent = (): void => void child.kill("SIGKILL");
    process.once("exit", killWithParent);
    this.#gone = new Promise<void>((resolve) => child.once("exit", () => resolve())).then(() => process.off("exit", killWithParent));
    this.#child = child;
  }

  static async open(): Promise<Receiver> {
    const line = readPage("README.md").blocks.find(({ text }) => text.endsWith(`.listen(${DOCUMENTED.port})'`))?.text ?? "";
    const receiver = new Receiver(line.replace(/listen\(\d+\)'$/, "listen(0,function(){console.log(this.address().port)})'"));
    await until("the receiver of the index page listens", () => receiver.port > 0);
    return receiver;
  }

  /** What it prints first. */
  get port(): number {
    return Number(/^(\d+)\n/.exec(this.#printed)?.[1] ?? 0);
  }

  get printed(): string {
    return this.#printed;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#child.kill("SIGKILL");
    await this.#gone;
  }
}

/** What a program prints, whatever its exit status: doctor's is 1 where it finds something. */
function output(file: string, args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(file, args, { cwd: ROOT, timeout: PATIENCE }, (error, stdout, stderr) => {
      if (error && stdout === "") reject(new Error(`${error.message}\n${stderr}`));
      else resolve(stdout);
    });
  });
}

function unixLines(text: string): string {
  return text.replaceAll("\r\n", "\n");
}
