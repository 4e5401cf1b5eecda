import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { AxeBuilder } from "@axe-core/playwright";
import type { Browser, BrowserContext, ConsoleMessage, Page, Response } from "playwright-core";

export interface VisitOptions {
  readonly language?: "zh" | "en";
  readonly theme?: "light" | "dark";
  /** A phone's screen instead of a desk's. */
  readonly phone?: boolean;
}

export interface Credentials {
  readonly name: string;
  readonly password: string;
  /** What is chosen where a new password is asked for; tried first where it was chosen before. */
  readonly chosen?: string;
}

const RESULTS = join(import.meta.dirname, "../../test-results/pages");
const DESK = { width: 1280, height: 800 };
const PHONE = { width: 390, height: 844 };
/** ms that anything on a page may take, on a machine that does other things too. */
const PATIENCE = 15_000;

/** One reader's browser. Whatever the browser complains of fails the test that disposes of it. */
export class Visit implements AsyncDisposable {
  readonly page: Page;
  readonly #context: BrowserContext;
  readonly #base: string;
  readonly #complaints: string[] = [];

  private constructor(context: BrowserContext, page: Page, base: string) {
    this.#context = context;
    this.page = page;
    this.#base = base;
    page.on("console", (message) => this.#hear(message));
    page.on("pageerror", (error) => this.#complaints.push(`uncaught: ${error.message}`));
    page.on("response", (response) => this.#look(response));
  }

  static async open(browser: Browser, base: string, { language = "zh", theme = "light", phone = false }: VisitOptions): Promise<Visit> {
    const context = await browser.newContext({
      viewport: phone ? PHONE : DESK,
      locale: language === "zh" ? "zh-CN" : "en-GB",
      colorScheme: theme,
      timezoneId: "Europe/Berlin",
      reducedMotion: "reduce",
      ...(phone ? { hasTouch: true, isMobile: true, deviceScaleFactor: 2 } : {}),
    });
    context.setDefaultTimeout(PATIENCE);
    return new Visit(context, await context.newPage(), base);
  }

  /** Opens a page of the site by its path, and waits until it has settled. */
  async go(path: string): Promise<void> {
    await this.page.goto(this.#base + path);
    await this.settled();
  }

  /** No bones are left to be filled. */
  async settled(): Promise<void> {
    await this.page.locator("h1, .failure, .empty").first().waitFor();
    await this.page.locator(".bone, [aria-busy=true]").first().waitFor({ state: "detached" });
  }

  /** From the sign-in page to the first page, through whatever is asked for on the way. */
  async signIn({ name, password, chosen }: Credentials): Promise<void> {
    const { page } = this;
    await this.go("/");
    await this.#give(name, chosen ?? password);
    const failed = page.locator(".problem-line");
    const next = page.locator(".top, #chosen");
    await failed.or(next).first().waitFor();
    if (chosen !== undefined && (await failed.isVisible())) {
      await this.#give(name, password);
      await next.first().waitFor();
    }
    if (chosen !== undefined && (await page.locator("#chosen").isVisible())) await this.choosePassword(chosen);
    await page.locator(".top").waitFor();
    await this.settled();
  }

  async #give(name: string, password: string): Promise<void> {
    await this.page.locator("#name").fill(name);
    await this.page.locator("#password").fill(password);
    await this.page.locator("button[type=submit]").click();
  }

  /** On the page that asks for a password of one's own. */
  async choosePassword(chosen: string): Promise<void> {
    await this.page.locator("#chosen").fill(chosen);
    await this.page.locator("#again").fill(chosen);
    await this.page.locator(".gate button[type=submit]").click();
  }

  /** Switches by the button that every page has. */
  async setLanguage(language: "zh" | "en"): Promise<void> {
    const tag = language === "zh" ? "zh-CN" : "en";
    if ((await this.page.locator("html").getAttribute("lang")) === tag) return;
    await this.page.getByRole("button", { name: language === "zh" ? /中文/ : /English/ }).click();
    await this.page.locator(`html[lang="${tag}"]`).waitFor();
    await this.settled();
  }

  /** Rejects where axe finds anything serious or critical on the page as it is now. */
  async checkAxe(): Promise<void> {
    const { violations } = await new AxeBuilder({ page: this.page }).analyze();
    const grave = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
    if (grave.length === 0) return;
    const told = grave.map(
      ({ id, help, nodes }) => `${id}: ${help}\n${nodes.map(({ html, failureSummary }) => `  ${html}\n    ${failureSummary}`).join("\n")}`,
    );
    throw new Error(`${this.page.url()}:\n${told.join("\n")}`);
  }

  /** Keeps what the page looks like now as `test-results/pages/NAME.png`. @param whole with what has to be scrolled to */
  async shoot(name: string, whole = true): Promise<void> {
    mkdirSync(RESULTS, { recursive: true });
    // what the mouse happens to be over, and carets, are no part of the page
    await this.page.mouse.move(0, 0);
    await this.page.screenshot({ path: join(RESULTS, `${name}.png`), fullPage: whole, animations: "disabled" });
  }

  /** A page in both languages, looked at by axe and kept as pictures `NAME-zh` and `NAME-en`; ends in the language it began with. */
  async inspect(path: string, name: string): Promise<void> {
    await this.go(path);
    const first = (await this.page.locator("html").getAttribute("lang")) === "en" ? ("en" as const) : ("zh" as const);
    for (const language of first === "zh" ? (["en", "zh"] as const) : (["zh", "en"] as const)) {
      await this.setLanguage(language);
      await this.checkAxe();
      await this.shoot(`${name}-${language}`);
    }
  }

  /** A call that is refused is the browser's idea of an error; what the page makes of it is what tests look at. */
  #hear(message: ConsoleMessage): void {
    if (message.type() !== "error" && message.type() !== "warning") return;
    if (message.text().startsWith("Failed to load resource") && message.location().url.includes("/api/")) return;
    this.#complaints.push(`${message.type()}: ${message.text()} (${message.location().url})`);
  }

  #look(response: Response): void {
    if (response.status() >= 500) this.#complaints.push(`${response.status()} ${response.url()}`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#context.close();
    if (this.#complaints.length > 0) throw new Error(`the browser complained:\n${this.#complaints.join("\n")}`);
  }
}
