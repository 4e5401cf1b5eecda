import type { Tx } from "../tx.ts";
import { ADD_WORDS, directoryChanged, holdDirectory, REMOVE_WORDS } from "./directory.ts";

/** Only ASCII letters have a case here, whatever the database's language is. */
const PAGE = `
SELECT word FROM keyword WHERE word > $1 AND strpos(lower(word COLLATE "C"), lower($2::text COLLATE "C")) > 0 ORDER BY word LIMIT $3`;

/** See `RuleListStore.keywords`. */
export async function keywords(tx: Tx, after: string, limit: number, part: string): Promise<readonly string[]> {
  return (await tx.all<{ word: string }>(PAGE, after, part, limit)).map(({ word }) => word);
}

/** See `RuleListStore.changeKeywords`. What was declared stays as it is: a file that declares the same again leaves the change alone. */
export async function changeKeywords(
  tx: Tx,
  add: readonly string[],
  remove: readonly string[],
): Promise<{ readonly added: number; readonly removed: number }> {
  await holdDirectory(tx);
  const kept = new Set(add);
  const removed = await tx.run(
    REMOVE_WORDS,
    remove.filter((word) => !kept.has(word)),
  );
  const added = await tx.run(ADD_WORDS, [...kept]);
  if (added + removed > 0) await directoryChanged(tx);
  return { added, removed };
}
