import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from "react";
import type { Language } from "../../src/domain/user.ts";
import { catalogueOf } from "../catalogue/load.ts";
import { type Catalogue, isKey, type Key, type Translate, translator } from "../catalogue/words.ts";
import { usePreferences } from "./preferences.ts";

interface Words {
  readonly language: Language;
  readonly catalogue: Catalogue;
  readonly t: Translate;
}

const WordsContext = createContext<Words | undefined>(undefined);

/** Keeps the words of the chosen language at hand; the former language stays on the page until the other's have come. */
export function WordsProvider({ children }: { readonly children: ReactNode }) {
  const { language } = usePreferences();
  const [words, setWords] = useState<Words>();
  useEffect(() => {
    let wanted = true;
    void catalogueOf(language).then((catalogue) => {
      if (wanted) setWords({ language, catalogue, t: translator(catalogue, language) });
    });
    return () => {
      wanted = false;
    };
  }, [language]);
  useEffect(() => {
    if (words) document.documentElement.lang = words.language === "zh" ? "zh-CN" : "en";
  }, [words]);
  return words === undefined ? null : <WordsContext value={words}>{children}</WordsContext>;
}

function useWords(): Words {
  const words = useContext(WordsContext);
  if (words === undefined) throw new Error("words are asked for outside of their provider");
  return words;
}

/** `t("users.added", { name })`: the text in the reader's language. */
export function useT(): Translate {
  return useWords().t;
}

export function useLanguage(): Language {
  return useWords().language;
}

/** The text of a word that may be unknown to this page: `AREA.WORD` of the catalogue, or the word as it is. */
export function useWordOf(area: keyof Catalogue): (word: string) => string {
  const { catalogue, t } = useWords();
  return useMemo(
    () => (word) => {
      const key = `${area}.${word}`;
      return isKey(catalogue, key) ? (t as (key: Key) => string)(key) : word;
    },
    [area, catalogue, t],
  );
}
