import type { Operator } from "../domain/message.ts";
import type { TemplatePlan } from "../domain/provisioning.ts";
import type { StoredRules } from "../store/store.ts";
import { buildKeywordsInSlices, type Keywords } from "../text/keywords.ts";
import { TemplateMatcher } from "../text/template-matcher.ts";
import { Blacklist } from "./blacklist.ts";

/** The lists that rules look things up in, as one value beside the directory. Only its blacklist grows; all else is immutable. */
export interface RuleBook {
  readonly keywords: Keywords;
  /** An account's template, whatever its state. */
  template(accountId: number, id: string): Pick<TemplatePlan, "text" | "state"> | undefined;
  /** An account's enabled templates. */
  templates(accountId: number): TemplateMatcher;
  /** The operator that a number was taken to, where the platform's list has it. */
  portedTo(phone: string): Operator | undefined;
  /** Is the (normalised) phone on the platform's blacklist or the account's at `now`? */
  blacklisted(accountId: number, phone: string, now: number): boolean;
  readonly blacklist: Blacklist;
}

type Templates = ReadonlyMap<string, StoredRules["templates"][number]>;

/** Builds the book in slices, giving way by `pause` between them: long lists must not hold up the event loop. */
export async function buildRuleBook(stored: StoredRules, pause: () => Promise<void>): Promise<RuleBook> {
  const keywords = await buildKeywordsInSlices(stored.keywords, pause);
  const templates = new Map<number, Templates>();
  for (const [accountId, own] of Map.groupBy(stored.templates, (template) => template.accountId)) {
    templates.set(accountId, new Map(own.map((template) => [template.id, template])));
  }
  const ported = new Map(stored.ported.map(({ phone, operator }) => [phone, operator]));
  return new Book(keywords, templates, ported, await Blacklist.build(stored.blacklist, stored.blacklistVersion, pause));
}

class Book implements RuleBook {
  readonly keywords: Keywords;
  readonly blacklist: Blacklist;
  readonly #templates: ReadonlyMap<number, Templates>;
  readonly #ported: ReadonlyMap<string, Operator>;
  readonly #matchers = new Map<number, TemplateMatcher>();

  constructor(keywords: Keywords, templates: ReadonlyMap<number, Templates>, ported: ReadonlyMap<string, Operator>, blacklist: Blacklist) {
    this.keywords = keywords;
    this.#ported = ported;
    this.blacklist = blacklist;
    this.#templates = templates;
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

  portedTo(phone: string): Operator | undefined {
    return this.#ported.get(phone);
  }

  blacklisted(accountId: number, phone: string, now: number): boolean {
    return this.blacklist.has(accountId, phone, now);
  }
}
