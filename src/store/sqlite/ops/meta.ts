import type { Tx } from "../tx.ts";

/** A number that the store keeps about itself. */
export function metaValue(tx: Tx, key: "phone_index" | "blacklist_version" | "purged"): number {
  return tx.db.get<{ value: number }>("SELECT value FROM meta WHERE key = ?", key)?.value ?? 0;
}
