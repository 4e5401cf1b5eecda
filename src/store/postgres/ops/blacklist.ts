import type { BlacklistChange, BlacklistEntry } from "../../store.ts";
import { notify } from "../news.ts";
import type { Row, Tx } from "../tx.ts";

/** Held until the commit, so that versions become visible in their order. */
const NEXT_VERSION = "UPDATE meta SET value = value + 1 WHERE key = 'blacklist_version' RETURNING value";
/** An entry that was to end, or was there for another reason, stays for good now. */
const OPT_OUT = `
INSERT INTO blacklist (account_id, phone, reason, source, created_at, expires_at, version)
SELECT $1, phone, text, 'opt-out', $2, NULL, $3 FROM inbound WHERE id = $4
ON CONFLICT (account_id, phone) DO UPDATE SET
  reason = excluded.reason, source = excluded.source, created_at = excluded.created_at, expires_at = NULL, version = excluded.version`;
const VERSION = "SELECT value FROM meta WHERE key = 'blacklist_version'";

interface BlacklistRow extends Row {
  account_id: number;
  phone: string;
  expires_at: number | null;
}

export async function blacklist(tx: Tx): Promise<readonly BlacklistEntry[]> {
  return (await tx.all<BlacklistRow>("SELECT account_id, phone, expires_at FROM blacklist")).map(entryOf);
}

export async function blacklistVersion(tx: Tx): Promise<number> {
  return (await tx.get<{ value: number }>(VERSION))?.value ?? 0;
}

/** Puts who sent an inbound text on an account's blacklist, with the text as the reason. */
export async function blacklistOptOut(tx: Tx, accountId: number, inboundId: number, at: number): Promise<void> {
  const version = (await tx.get<{ value: number }>(NEXT_VERSION))?.value;
  await tx.run(OPT_OUT, accountId, at, version, inboundId);
  await notify(tx, "directory");
}

/** See `RuleStore.blacklisted`. */
export async function blacklisted(tx: Tx, after: number): Promise<BlacklistChange> {
  // entries that are committed between the two statements are told again next time, as their version is larger
  const version = await blacklistVersion(tx);
  if (version === after) return { version, entries: [] };
  const rows = await tx.all<BlacklistRow>("SELECT account_id, phone, expires_at FROM blacklist WHERE version > $1", after);
  return { version, entries: rows.map(entryOf) };
}

function entryOf(row: BlacklistRow): BlacklistEntry {
  return { accountId: row.account_id, phone: row.phone, expiresAt: row.expires_at ?? undefined };
}
