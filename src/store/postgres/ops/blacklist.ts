import { blacklistPage } from "../../shared/blacklist-page.ts";
import { type BlacklistRow, blacklistEntryOf, type ListedRow, listedEntryOf } from "../../shared/request-rows.ts";
import type { BlacklistChange, BlacklistEntry, BlacklistQuery, ListedBlacklistEntry, NewBlacklistEntry } from "../../store.ts";
import { notify } from "../news.ts";
import type { Tx } from "../tx.ts";
import { directoryChanged, holdDirectory } from "./directory.ts";

/** Held until the commit, so that versions become visible in their order. */
const NEXT_VERSION = "UPDATE meta SET value = value + 1 WHERE key = 'blacklist_version' RETURNING value";
const COLUMNS = "INSERT INTO blacklist (account_id, phone, reason, source, created_at, expires_at, version)";
const OVER = `ON CONFLICT (account_id, phone) DO UPDATE SET
  reason = excluded.reason, source = excluded.source, created_at = excluded.created_at, expires_at = excluded.expires_at, version = excluded.version`;
/** An entry that was to end, or was there for another reason, stays for good now. */
const OPT_OUT = `${COLUMNS} SELECT $1, phone, text, 'opt-out', $2, NULL, $3 FROM inbound WHERE id = $4 ${OVER}`;
const BLOCK = `
${COLUMNS} SELECT DISTINCT ON (account_id, phone) account_id, phone, reason, source, created_at, expires_at, $7::bigint
FROM unnest($1::integer[], $2::text[], $3::text[], $4::text[], $5::bigint[], $6::bigint[])
  WITH ORDINALITY AS b (account_id, phone, reason, source, created_at, expires_at, place)
ORDER BY account_id, phone, place DESC ${OVER}`;
const BLOCK_BUT = `${BLOCK} WHERE blacklist.source <> 'opt-out'`;
const VERSION = "SELECT value FROM meta WHERE key = 'blacklist_version'";
/** So that nobody lists phones meanwhile, in another order. */
const HOLD = `${VERSION} FOR UPDATE`;
const UNBLOCK = "DELETE FROM blacklist WHERE account_id = $1 AND phone = ANY($2::text[])";

export async function blacklist(tx: Tx): Promise<readonly BlacklistEntry[]> {
  return (await tx.all<BlacklistRow>("SELECT account_id, phone, expires_at FROM blacklist")).map(blacklistEntryOf);
}

export async function blacklistVersion(tx: Tx): Promise<number> {
  return (await tx.get<{ value: number }>(VERSION))?.value ?? 0;
}

/** Puts who sent an inbound text on an account's blacklist, with the text as the reason. */
export async function blacklistOptOut(tx: Tx, accountId: number, inboundId: number, at: number): Promise<void> {
  const version = await nextVersion(tx);
  await tx.run(OPT_OUT, accountId, at, version, inboundId);
  await notify(tx, "directory");
}

/** See `RuleStore.blacklisted`. */
export async function blacklisted(tx: Tx, after: number): Promise<BlacklistChange> {
  // entries that are committed between the two statements are told again next time, as their version is larger
  const version = await blacklistVersion(tx);
  if (version === after) return { version, entries: [] };
  const rows = await tx.all<BlacklistRow>("SELECT account_id, phone, expires_at FROM blacklist WHERE version > $1", after);
  return { version, entries: rows.map(blacklistEntryOf) };
}

/** See `RuleListStore.blacklist`. */
export async function listBlacklist(tx: Tx, query: BlacklistQuery): Promise<readonly ListedBlacklistEntry[]> {
  const { sql, values } = blacklistPage(query);
  let place = 0;
  const rows = await tx.all<ListedRow>(
    sql.replaceAll("?", () => `$${++place}`),
    ...values,
  );
  return rows.map(listedEntryOf);
}

/** See `RuleListStore.block`. */
export async function block(tx: Tx, entries: readonly NewBlacklistEntry[], keep?: "opt-out"): Promise<number> {
  if (entries.length === 0) return 0;
  const version = await nextVersion(tx);
  const written = await tx.run(
    keep === undefined ? BLOCK : BLOCK_BUT,
    entries.map(({ accountId }) => accountId),
    entries.map(({ phone }) => phone),
    entries.map(({ reason }) => reason),
    entries.map(({ source }) => source),
    entries.map(({ createdAt }) => createdAt),
    entries.map(({ expiresAt }) => expiresAt ?? null),
    version,
  );
  await notify(tx, "directory");
  return written;
}

/** See `RuleListStore.unblock`. */
export async function unblock(tx: Tx, accountId: number, phones: readonly string[]): Promise<number> {
  await holdDirectory(tx);
  await tx.get(HOLD);
  const removed = await tx.run(UNBLOCK, accountId, phones);
  if (removed > 0) await directoryChanged(tx);
  return removed;
}

async function nextVersion(tx: Tx): Promise<number | undefined> {
  return (await tx.get<{ value: number }>(NEXT_VERSION))?.value;
}
