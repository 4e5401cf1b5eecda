import type { Language } from "../../src/domain/user.ts";
import type { zh } from "./zh/index.ts";

/** The Chinese catalogue says which words there are; every other has the same areas and keys. */
export type Catalogue = { readonly [A in keyof typeof zh]: { readonly [K in keyof (typeof zh)[A]]: string } };
/** `AREA.KEY`. */
export type Key = { [A in keyof typeof zh & string]: `${A}.${keyof (typeof zh)[A] & string}` }[keyof typeof zh & string];

type TextOf<K extends Key> = K extends `${infer A}.${infer N}`
  ? A extends keyof typeof zh
    ? N extends keyof (typeof zh)[A]
      ? (typeof zh)[A][N]
      : never
    : never
  : never;
/** `{name}` and `{count|message|messages}` ask for a value. */
type Named<S> = S extends `${string}{${infer P}}${infer R}` ? (P extends `${infer N}|${string}` ? N : P) | Named<R> : never;
export type Values<K extends Key> = [Named<TextOf<K>>] extends [never] ? [] : [{ readonly [N in Named<TextOf<K>>]: string | number }];

export type Translate = <K extends Key>(key: K, ...values: Values<K>) => string;

/**
 * Looks texts up and fills them in. `{count|message|messages}` shows the number, and the word that goes with it in languages that have two;
 * numbers are grouped as the language does it.
 */
export function translator(catalogue: Catalogue, language: Language): Translate {
  const numbers = new Intl.NumberFormat(language === "zh" ? "zh-CN" : "en-GB");
  const shown = (value: string | number): string => (typeof value === "number" ? numbers.format(value) : value);
  return (key, ...[values]) => {
    const dot = key.indexOf(".");
    const area = catalogue[key.slice(0, dot) as keyof Catalogue] as Readonly<Record<string, string>> | undefined;
    const text = area?.[key.slice(dot + 1)];
    if (text === undefined) return key;
    if (values === undefined) return text;
    return text.replace(/\{(\w+)(?:\|([^|}]*)\|([^|}]*))?\}/g, (_, name: string, one?: string, many?: string) => {
      const value = (values as Readonly<Record<string, string | number>>)[name] ?? "";
      return one === undefined ? shown(value) : `${shown(value)} ${value === 1 ? one : many}`;
    });
  };
}

/** Whether the catalogues have a text for it: for words that come from a server that may be newer than the page. */
export function isKey(catalogue: Catalogue, key: string): key is Key {
  const dot = key.indexOf(".");
  const area = catalogue[key.slice(0, dot) as keyof Catalogue] as Readonly<Record<string, string>> | undefined;
  return area !== undefined && Object.hasOwn(area, key.slice(dot + 1));
}
