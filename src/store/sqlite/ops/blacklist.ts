import { blacklistPage } from "../../shared/blacklist-page.ts";
import { type BlacklistRow, blacklistEntryOf, type ListedRow, listedEntryOf } from "../../shared/request-rows.ts";
import type { BlacklistChange, BlacklistEntry, BlacklistQuery, ListedBlacklistEntry, NewBlacklistEntry } from "../../store.ts";
import type { Tx } from "../tx.ts";
import { directoryChanged } from "./directory.ts";
import { metaValue } from "./meta.ts";

const COLUMNS = "INSERT INTO blacklist (account_id, phone, reason, source, created_at, expires_at, version)";
const OVER = `ON CONFLICT (account_id, phone) DO UPDATE SET
  reason = excluded.reason, source = excluded.source, created_at = excluded.created_at, expires_at = excluded.expires_at, version = excluded.version`;
/** An entry that was to end, or was there for another reason, stays for good now. */
const OPT_OUT = `${COLUMNS} SELECT ?, phone, text, 'opt-out', ?, NULL, ? FROM inbound WHERE id = ? ${OVER}`;
const BLOCK = `${COLUMNS} VALUES (?, ?, ?, ?, ?, ?, ?) ${OVER}`;
const BLOCK_BUT = `${BLOCK} WHERE blacklist.source <> 'opt-out'`;

export function blacklist(tx: Tx): readonly BlacklistEntry[] {
  return tx.db.all<BlacklistRow>("SELECT account_id, phone, expires_at FROM blacklist").map(blacklistEntryOf);
}

/** Puts who sent an inbound text on an account's blacklist, with the text as the reason. */
export function blacklistOptOut(tx: Tx, accountId: number, inboundId: number, at: number): void {
  tx.db.run(OPT_OUT, accountId, at, nextVersion(tx), inboundId);
}

/** See `RuleStore.blacklisted`. */
export function blacklisted(tx: Tx, after: number): BlacklistChange {
  const version = metaValue(tx, "blacklist_version");
  const rows =
    version === after ? [] : tx.db.all<BlacklistRow>("SELECT account_id, phone, expires_at FROM blacklist WHERE version > ?", after);
  return { version, entries: rows.map(blacklistEntryOf) };
}

/** See `RuleListStore.blacklist`. */
export function listBlacklist(tx: Tx, query: BlacklistQuery): readonly ListedBlacklistEntry[] {
  const { sql, values } = blacklistPage(query);
  return tx.db.all<ListedRow>(sql, ...values).map(listedEntryOf);
}

/** See `RuleListStore.block`. */
export function block(tx: Tx, entries: readonly NewBlacklistEntry[], keep?: "opt-out"): number {
  if (entries.length === 0) return 0;
  const version = nextVersion(tx);
  const statement = keep === undefined ? BLOCK : BLOCK_BUT;
  let written = 0;
  for (const entry of new Map(entries.map((each) => [`${each.accountId} ${each.phone}`, each])).values()) {
    const { accountId, phone, reason, source, createdAt, expiresAt } = entry;
    written += tx.db.run(statement, accountId, phone, reason, source, createdAt, expiresAt ?? null, version);
  }
  return written;
}

/** See `RuleListStore.unblock`. */
export function unblock(tx: Tx, accountId: number, phones: readonly string[]): number {
  let removed = 0;
  for (const phone of phones) removed += tx.db.run("DELETE FROM blacklist WHERE account_id = ? AND phone = ?", accountId, phone);
  if (removed > 0) directoryChanged(tx);
  return removed;
}

function nextVersion(tx: Tx): number {
  const version = metaValue(tx, "blacklist_version") + 1;
  tx.db.run("UPDATE meta SET value = ? WHERE key = 'blacklist_version'", version);
  return version;
}
