import type { Clock, Timer } from "../runtime/clock.ts";
import type { DirectoryStore, NewsStore, RuleStore } from "../store/store.ts";
import type { Blacklist } from "./blacklist.ts";
import { type DirectoryIndex, indexDirectory } from "./directory-index.ts";
import { buildRuleBook, type RuleBook } from "./rule-book.ts";

/** How often a node asks whether the directory has changed; changes are to be seen within a second. */
const POLL = 500;
/** … where the store tells of changes, for those that it could not tell. */
const RARE_POLL = 5_000;

/** What the watch reads from. */
export interface WatchedStore {
  readonly directory: Pick<DirectoryStore, "load" | "version">;
  readonly rules: RuleStore;
  /** Where it is left out, none arrive. */
  readonly news?: Pick<NewsStore, "arrives" | "subscribe">;
}

/**
 * Keeps the directory and the rule book in memory and up to date. Until `start` has resolved there is none; when a refresh fails, the old
 * one stays and the next poll tries again.
 */
export class DirectoryWatch {
  readonly #store: WatchedStore;
  readonly #clock: Clock;
  readonly #onError: (error: unknown) => void;
  readonly #listeners: ((directory: DirectoryIndex) => void)[] = [];
  #current: { readonly directory: DirectoryIndex; readonly rules: RuleBook } | undefined;
  #timer: Timer | undefined;
  #stopped = false;
  #unsubscribe: (() => void) | undefined;
  /** A look that news caused, and whether there were more of them since it began. */
  #looking = false;
  #lookAgain = false;

  constructor(store: WatchedStore, clock: Clock, onError: (error: unknown) => void) {
    this.#store = store;
    this.#clock = clock;
    this.#onError = onError;
  }

  async start(): Promise<void> {
    await this.refresh();
    this.#unsubscribe = this.#store.news?.subscribe(({ kind }) => {
      if (kind === "directory" || kind === "anything") void this.#look();
    });
    this.#schedule();
  }

  get current(): DirectoryIndex {
    if (!this.#current) throw new Error("the directory has not been loaded");
    return this.#current.directory;
  }

  get rules(): RuleBook {
    if (!this.#current) throw new Error("the rule book has not been loaded");
    return this.#current.rules;
  }

  /** Called with each new directory from now on. */
  onChange(listener: (directory: DirectoryIndex) => void): void {
    this.#listeners.push(listener);
  }

  /** Loads the directory and the rule book if they have changed; else only what was blacklisted since. */
  async refresh(): Promise<void> {
    const version = await this.#store.directory.version();
    if (version === this.#current?.directory.version) return this.#growBlacklist(this.#current.rules.blacklist);
    const directory = indexDirectory(await this.#store.directory.load());
    const rules = await buildRuleBook(await this.#store.rules.load(), nextTurn);
    this.#current = { directory, rules };
    for (const listener of this.#listeners) listener(directory);
  }

  async #growBlacklist(blacklist: Blacklist): Promise<void> {
    const { entries, version } = await this.#store.rules.blacklisted(blacklist.version);
    blacklist.grow(entries, version);
  }

  stop(): void {
    this.#stopped = true;
    this.#timer?.cancel();
    this.#unsubscribe?.();
  }

  /** Looks for changes now, and once more where it is told of others meanwhile. */
  async #look(): Promise<void> {
    this.#lookAgain = true;
    if (this.#looking) return;
    this.#looking = true;
    while (this.#lookAgain && !this.#stopped) {
      this.#lookAgain = false;
      await this.refresh().catch(this.#onError);
    }
    this.#looking = false;
  }

  #schedule(): void {
    if (this.#stopped) return;
    this.#timer = this.#clock.after(this.#store.news?.arrives ? RARE_POLL : POLL, () => {
      this.refresh()
        .catch(this.#onError)
        .finally(() => this.#schedule());
    });
  }
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
