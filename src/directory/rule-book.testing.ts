import type { StoredRules } from "../store/store.ts";
import { buildRuleBook, type RuleBook } from "./rule-book.ts";

/** A rule book with these lists and nothing else. */
export function ruleBook(lists: Partial<StoredRules>): Promise<RuleBook> {
  return buildRuleBook({ keywords: [], ported: [], templates: [], blacklist: [], blacklistVersion: 0, ...lists }, async () => undefined);
}

/** The rule book of a platform without lists. */
export const NO_RULES = await ruleBook({});
