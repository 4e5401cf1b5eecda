import type { ComponentType, ReactNode } from "react";
import type { Permission } from "../../src/domain/user.ts";
import type { Key } from "../catalogue/words.ts";

/** What a page's module exports: `export default function MessagesPage({ params }: PageOf<"/messages/:id">)`. */
export interface PageModule {
  // biome-ignore lint/suspicious/noExplicitAny: each page knows the names of its own path
  readonly default: ComponentType<any>;
}

export interface PageEntry {
  /** Below the site's base, with `:names`. */
  readonly path: string;
  readonly load: () => Promise<PageModule>;
  /** Who may open it; without one, whoever has signed in. */
  readonly may?: Permission;
  /** Its line in the navigation; pages of one thing have none, and belong to the line whose path theirs begins with. */
  readonly menu?: { readonly title: Key; readonly icon: ReactNode; readonly group: Key };
}

/** Some page's path that begins the address: which line of the navigation is the present one. */
export function lineOf(pages: readonly PageEntry[], at: string): PageEntry | undefined {
  const lines = pages.filter(({ menu, path }) => menu !== undefined && (at === path || (path !== "/" && at.startsWith(`${path}/`))));
  return lines.sort((a, b) => b.path.length - a.path.length)[0];
}
