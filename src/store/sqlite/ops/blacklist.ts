import type { BlacklistChange, BlacklistEntry } from "../../store.ts";
import type { Tx } from "../tx.ts";
import { metaValue } from "./meta.ts";

/** An entry that was to end, or was there for another reason, stays for good now. */
const OPT_OUT = `
INSERT INTO blacklist (account_id, phone, reason, source, created_at, expires_at, version)
SELECT ?, phone, text, 'opt-out', ?, NULL, ? FROM inbound WHERE id = ?
ON CONFLICT (account_id, phone) DO UPDATE SET
  reason = excluded.reason, source = excluded.source, created_at = excluded.created_at, expires_at = NULL, version = excluded.version`;

interface BlacklistRow extends Record<string, unknown> {
  account_id: number;
  phone: string;
  expires_at: number | null;
}

export function blacklist(tx: Tx): readonly BlacklistEntry[] {
  return tx.db.all<BlacklistRow>("SELECT account_id, phone, expires_at FROM blacklist").map(entryOf);
}

function entryOf(row: BlacklistRow): BlacklistEntry {
  return { accountId: row.account_id, phone: row.phone, expiresAt: row.expires_at ?? undefined };
}

/** Puts who sent an inbound text on an account's blacklist, with the text as the reason. */
export function blacklistOptOut(tx: Tx, accountId: number, inboundId: number, at: number): void {
  const version = metaValue(tx, "blacklist_version") + 1;
  tx.db.run("UPDATE meta SET value = ? WHERE key = 'blacklist_version'", version);
  tx.db.run(OPT_OUT, accountId, at, version, inboundId);
}

/** See `RuleStore.blacklisted`. */
export function blacklisted(tx: Tx, after: number): BlacklistChange {
  const version = metaValue(tx, "blacklist_version");
  const rows =
    version === after ? [] : tx.db.all<BlacklistRow>("SELECT account_id, phone, expires_at FROM blacklist WHERE version > ?", after);
  return { version, entries: rows.map(entryOf) };
}
