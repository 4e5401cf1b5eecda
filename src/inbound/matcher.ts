import type { DirectoryIndex } from "../directory/directory-index.ts";
import type { Clock, Timer } from "../runtime/clock.ts";
import { errorFact, type Log } from "../runtime/log.ts";
import type { InboundStore, NewsStore } from "../store/store.ts";
import { assignmentOf, PLATFORM } from "./assignment.ts";
import { CodeBook } from "./code-book.ts";

export interface MatcherDeps {
  readonly store: Pick<InboundStore, "unmatched" | "latestTo" | "indexPhones" | "assign">;
  readonly directory: () => DirectoryIndex;
  readonly clock: Clock;
  readonly log: Log;
  /** Called after texts were given to accounts, some of whom want them pushed. */
  readonly assigned: () => void;
  /** Of other processes on the store; where it is left out, none arrive. */
  readonly news?: Pick<NewsStore, "arrives">;
}

/** How often it looks for long texts whose time is up, and for what this node was not told of. */
const PERIOD = 1_000;
/** … where the store tells of them. */
const RARE_PERIOD = 3_000;
/** From a text's arrival to its round: those that come together are matched together, as each round looks through the newest messages. */
const GATHER = 200;
/** Texts that are matched in one go. */
const BATCH = 500;
/** Messages that are indexed in one call: as long as others may wait for it. */
const INDEXED = 1_000;

/**
 * Gives texts to accounts, and keeps the index of phones up to date that it finds their messages by. Several nodes may do so at
 * once: the store lets the first one's word stand.
 */
export class Matcher {
  readonly #deps: MatcherDeps;
  #codes: { readonly directory: DirectoryIndex; readonly book: CodeBook } | undefined;
  #timer: Timer | undefined;
  #round: Promise<void> | undefined;
  #woken = false;
  #stopped = false;

  constructor(deps: MatcherDeps) {
    this.#deps = deps;
  }

  start(): void {
    this.#schedule(GATHER);
  }

  /** Texts have come. */
  wake(): void {
    if (this.#woken) return;
    this.#woken = true;
    if (this.#timer) this.#schedule(GATHER);
  }

  /** Lets the round that is under way end. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#timer?.cancel();
    await this.#round;
  }

  #schedule(delay: number): void {
    this.#timer?.cancel();
    if (this.#stopped) return;
    this.#timer = this.#deps.clock.after(delay, () => {
      this.#timer = undefined;
      this.#woken = false;
      this.#round = this.#run().finally(() => this.#schedule(this.#woken ? GATHER : this.#deps.news?.arrives ? RARE_PERIOD : PERIOD));
    });
  }

  async #run(): Promise<void> {
    try {
      await this.#whileFull(INDEXED, () => this.#deps.store.indexPhones(this.#deps.clock.now(), INDEXED));
      await this.#whileFull(BATCH, () => this.#match());
    } catch (error) {
      this.#deps.log("error", "inbound texts could not be matched; it is tried again", errorFact(error));
    }
  }

  /** Runs a step until it has less to do than it could. */
  async #whileFull(limit: number, step: () => Promise<number>): Promise<void> {
    while (!this.#stopped && (await step()) >= limit);
  }

  /** Answers how many texts it matched. */
  async #match(): Promise<number> {
    const { store, clock, log, assigned } = this.#deps;
    const now = clock.now();
    const texts = await store.unmatched(now, BATCH);
    if (texts.length === 0) return 0;
    const directory = this.#deps.directory();
    const book = this.#bookOf(directory);
    const found = texts.map((text) => ({ text, addressed: book.find(text.channelId, text.accessCode) }));
    const latest = await store.latestTo(
      found.map(({ text, addressed }) => ({ phone: text.phone, accountIds: addressed?.accountIds ?? [] })),
    );
    const account = (id: number) => directory.accountById.get(id);
    const assignments = found.map((each, index) => assignmentOf({ ...each, latest: latest[index], account }, now));
    await store.assign(assignments);
    const strays = assignments.filter(({ accountId }) => accountId === PLATFORM).length;
    if (strays > 0)
      log("warn", "inbound texts came to access codes that are no account's alone; the platform keeps them", { count: strays });
    assigned();
    return texts.length;
  }

  #bookOf(directory: DirectoryIndex): CodeBook {
    if (this.#codes?.directory !== directory) this.#codes = { directory, book: new CodeBook(directory) };
    return this.#codes.book;
  }
}
