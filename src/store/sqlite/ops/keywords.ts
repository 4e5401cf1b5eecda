import type { Tx } from "../tx.ts";
import { directoryChanged } from "./directory.ts";

const PAGE = "SELECT word FROM keyword WHERE word > ? AND instr(lower(word), lower(?)) > 0 ORDER BY word LIMIT ?";

/** See `RuleListStore.keywords`. */
export function keywords(tx: Tx, after: string, limit: number, part: string): readonly string[] {
  return tx.db.all<{ word: string }>(PAGE, after, part, limit).map(({ word }) => word);
}

/** See `RuleListStore.changeKeywords`. What was declared stays as it is: a file that declares the same again leaves the change alone. */
export function changeKeywords(
  tx: Tx,
  add: readonly string[],
  remove: readonly string[],
): { readonly added: number; readonly removed: number } {
  const kept = new Set(add);
  let removed = 0;
  let added = 0;
  for (const word of remove) if (!kept.has(word)) removed += tx.db.run("DELETE FROM keyword WHERE word = ?", word);
  for (const word of kept) added += tx.db.run("INSERT OR IGNORE INTO keyword VALUES (?)", word);
  if (added + removed > 0) directoryChanged(tx);
  return { added, removed };
}
