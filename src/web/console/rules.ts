import type { DirectoryIndex } from "../../directory/directory-index.ts";
import type { RuleBook } from "../../directory/rule-book.ts";
import type { DirectoryStore, RuleListStore } from "../../store/store.ts";
import { highlights } from "../../text/highlights.ts";
import { maskPhone } from "../../text/phone.ts";
import type { ConsoleCalls } from "../contract/console/index.ts";
import type { Handlers } from "../handlers.ts";
import { OK } from "../session.ts";
import { blacklistHandlers } from "./blacklist.ts";
import { applyFrequency, type FrequencyForm, formOf, readFrequency } from "./frequency.ts";
import { readKeywords } from "./keyword-list.ts";

const PAGE = 100;
/** Words that the audit log names. */
const NAMED = 20;

export interface RuleDeps {
  readonly store: {
    readonly ruleLists: RuleListStore;
    readonly directory: Pick<DirectoryStore, "apply">;
  };
  readonly directory: () => DirectoryIndex;
  readonly rules: () => RuleBook;
  readonly changed: () => Promise<void>;
}

export function ruleHandlers(deps: RuleDeps): Handlers<ConsoleCalls>["rules"] {
  const { store, directory, rules, changed } = deps;
  return {
    ...blacklistHandlers(deps),

    async keywords({ after = "", part = "", limit = PAGE }) {
      const words = await store.ruleLists.keywords(after, limit + 1, part);
      const rows = words.slice(0, limit);
      return { rows, ...(words.length > limit ? { more: rows.at(-1) ?? "" } : {}) };
    },

    readKeywords: ({ text }) => readKeywords(text, store.ruleLists),

    async addKeywords({ words: given }, { audit }) {
      const words = trimmed(given);
      audit({ subject: named(words), after: { words: words.slice(0, NAMED), count: words.length } });
      const { added } = await store.ruleLists.changeKeywords(words, []);
      if (added > 0) await changed();
      audit({ after: { words: words.slice(0, NAMED), count: words.length, added } });
      return { added };
    },

    async removeKeywords({ words }, { audit }) {
      audit({ subject: named(words), before: { words: words.slice(0, NAMED), count: words.length } });
      const { removed } = await store.ruleLists.changeKeywords([], words);
      if (removed > 0) await changed();
      return { removed };
    },

    async tryText({ text }) {
      const { keywords } = rules();
      const marks = highlights(text, keywords).filter(({ kind }) => kind === "keyword");
      return { words: [...keywords.find(text)], marks, size: keywords.size };
    },

    async frequency(_input, { caller }) {
      const form = formOf(directory().settings.frequency);
      return caller.may("phones.see") ? form : { ...form, exemptPhones: form.exemptPhones.map(maskPhone) };
    },

    async changeFrequency({ seen, ...form }, { audit, now }) {
      audit({ subject: "frequency", before: spoken(seen), after: spoken(form) });
      const wanted = readFrequency(form);
      await applyFrequency(store.directory, directory().settings, { seen, wanted }, now);
      await changed();
      return OK;
    },
  };
}

function trimmed(words: readonly string[]): readonly string[] {
  return [...new Set(words.map((word) => word.trim()))].filter((word) => word !== "");
}

function named(words: readonly string[]): string {
  const [first = "–"] = words;
  return words.length > 1 ? `${first} + ${words.length - 1}` : first;
}

function spoken({ exemptPhones, ...form }: FrequencyForm) {
  return { ...form, exemptPhones: exemptPhones.map(maskPhone) };
}
