import type { TemplatePlan } from "../domain/provisioning.ts";
import type { StoredRules } from "../store/store.ts";
import { buildKeywordsInSlices, type Keywords } from "../text/keywords.ts";
import { TemplateMatcher } from "../text/template-matcher.ts";

/** The lists that rules look things up in, as one immutable value beside the directory. */
export interface RuleBook {
  readonly keywords: Keywords;
  /** An account's template, whatever its state. */
  template(accountId: number, id: string): Pick<TemplatePlan, "text" | "state"> | undefined;
  /** An account's enabled templates. */
  templates(accountId: number): TemplateMatcher;
  /** Is the (normalised) phone on the platform's blacklist or the account's at `now`? */
  blacklisted(accountId: number, phone: string, now: number): boolean;
}

/** The account id under which the platform's own blacklist is stored. */
const PLATFORM = 0;

type Templates = ReadonlyMap<string, StoredRules["templates"][number]>;

/** Builds the book in slices, giving way by `pause` between them: long lists must not hold up the event loop. */
export async function buildRuleBook(stored: StoredRules, pause: () => Promise<void>): Promise<RuleBook> {
  const keywords = await buildKeywordsInSlices(stored.keywords, pause);
  const templates = new Map<number, Templates>();
  for (const [accountId, own] of Map.groupBy(stored.templates, (template) => template.accountId)) {
    templates.set(accountId, new Map(own.map((template) => [template.id, template])));
  }
  return new Book(keywords, templates, await indexBlacklist(stored.blacklist, pause));
}

/** Phones that are indexed before giving way. */
const SLICE = 10_000;

async function indexBlacklist(
  rows: StoredRules["blacklist"],
  pause: () => Promise<void>,
): Promise<ReadonlyMap<number, ReadonlyMap<string, number>>> {
  const lists = new Map<number, Map<string, number>>();
  for (let start = 0; start < rows.length; start += SLICE) {
    for (const { accountId, phone, expiresAt } of rows.slice(start, start + SLICE)) {
      const list = lists.get(accountId) ?? new Map<string, number>();
      list.set(phone, expiresAt ?? Number.POSITIVE_INFINITY);
      lists.set(accountId, list);
    }
    await pause();
  }
  return lists;
}

class Book implements RuleBook {
  readonly keywords: Keywords;
  readonly #templates: ReadonlyMap<number, Templates>;
  readonly #matchers = new Map<number, TemplateMatcher>();
  readonly #blacklists: ReadonlyMap<number, ReadonlyMap<string, number>>;

  constructor(keywords: Keywords, templates: ReadonlyMap<number, Templates>, blacklists: ReadonlyMap<number, ReadonlyMap<string, number>>) {
    this.keywords = keywords;
    this.#templates = templates;
    this.#blacklists = blacklists;
  }

  template(accountId: number, id: string): Pick<TemplatePlan, "text" | "state"> | undefined {
    return this.#templates.get(accountId)?.get(id);
  }

  templates(accountId: number): TemplateMatcher {
    let matcher = this.#matchers.get(accountId);
    if (!matcher) {
      const own = [...(this.#templates.get(accountId)?.values() ?? [])];
      matcher = new TemplateMatcher(own.filter((template) => template.state === "enabled").map((template) => template.text));
      this.#matchers.set(accountId, matcher);
    }
    return matcher;
  }

  blacklisted(accountId: number, phone: string, now: number): boolean {
    return this.#listed(PLATFORM, phone, now) || this.#listed(accountId, phone, now);
  }

  #listed(accountId: number, phone: string, now: number): boolean {
    const until = this.#blacklists.get(accountId)?.get(phone);
    return until !== undefined && until > now;
  }
}
