import type { Tx } from "../tx.ts";

/** A number that the store keeps about itself. */
export function metaValue({ db }: Pick<Tx, "db">, key: "phone_index" | "blacklist_version" | "purged"): number {
  return db.get<{ value: number }>("SELECT value FROM meta WHERE key = ?", key)?.value ?? 0;
}
