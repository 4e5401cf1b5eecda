import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Browser, chromium } from "playwright-core";
import { Program } from "../house/program.ts";
import { CHROMIUM } from "./chromium.ts";
import { Visit, type VisitOptions } from "./visit.ts";

export interface StageOptions {
  /** Provisioning text; without one the server makes its demo accounts. */
  readonly plan?: string;
}

/** ms that the server may take to listen, beside another browser and another server. */
const START = 40_000;
export const ADMIN = { name: "admin", password: "first-of-all-passwords", chosen: "a password of my own" };

/** The real server as a process, over a store of its own, and a browser beside it. */
export class Stage implements AsyncDisposable {
  readonly url: string;
  readonly program: Program;
  readonly #browser: Browser;
  readonly #scratch: string;

  private constructor(url: string, program: Program, browser: Browser, scratch: string) {
    this.url = url;
    this.program = program;
    this.#browser = browser;
    this.#scratch = scratch;
  }

  static async open({ plan }: StageOptions = {}): Promise<Stage> {
    if (CHROMIUM === undefined) throw new Error("there is no Chromium; skip these tests");
    const scratch = mkdtempSync(join(tmpdir(), "yizhan-browser-"));
    const file = join(scratch, "plan.yaml");
    if (plan !== undefined) writeFileSync(file, plan);
    process.env.YIZHAN_ADMIN_PASSWORD = ADMIN.password;
    const program = new Program(join(scratch, "data"), ["serve", ...(plan === undefined ? [] : ["--apply", file])]);
    try {
      const port = await program.port(START);
      const browser = await chromium.launch({ executablePath: CHROMIUM, args: ["--no-sandbox", "--disable-dev-shm-usage"] });
      return new Stage(`http://127.0.0.1:${port}`, program, browser, scratch);
    } catch (error) {
      await program.end("SIGKILL");
      rmSync(scratch, { recursive: true, force: true });
      throw error;
    }
  }

  /** A browser of its own at one of the sites: no cookies, nothing remembered. Dispose of it: that is when it says what went wrong in it. */
  visit(site: "console" | "portal", options: VisitOptions = {}): Promise<Visit> {
    return Visit.open(this.#browser, `${this.url}/${site}`, options);
  }

  /** One at the console as the administrator, whose password is chosen on the way where that is still to be done. */
  async visitAsAdmin(options: VisitOptions = {}): Promise<Visit> {
    const visit = await this.visit("console", options);
    await visit.signIn(ADMIN);
    return visit;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#browser.close();
    await this.program.end("SIGTERM");
    rmSync(this.#scratch, { recursive: true, force: true });
  }
}
