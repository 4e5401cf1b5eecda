import type { ChannelMode } from "../../../domain/channel-state.ts";
import type { PlatformSettings } from "../../../domain/directory.ts";
import type { ApplyResult, PlanConflict, PortedNumber } from "../../../domain/provisioning.ts";
import { MODE, OPERATOR } from "../../shared/codes.ts";
import type { RawDirectory } from "../../shared/directory.ts";
import {
  type AccountRow,
  type DeclaredRow,
  type DirectoryRows,
  type DocRow,
  openingBookings,
  plannedBy,
  rawDirectory,
  type SecretRow,
  type SignatureRow,
  storedDirectory,
  type TemplateRow,
} from "../../shared/directory-rows.ts";
import { canonical, diffPlan, type PlanWrite, type SealedPlan, type StoredDirectory } from "../../shared/plan.ts";
import { unseen } from "../../shared/seen.ts";
import type { Db } from "../db.ts";
import type { Tx } from "../tx.ts";
import { book } from "./ledger.ts";

export function version(tx: Tx): number {
  return tx.db.get<{ value: number }>("SELECT value FROM meta WHERE key = 'directory_version'")?.value ?? 0;
}

export function load(tx: Tx): RawDirectory {
  return rawDirectory(directoryRows(tx.db), version(tx), channelModes(tx.db));
}

export function apply(
  tx: Tx,
  plan: SealedPlan,
  at: number,
  seen?: SealedPlan,
): { readonly ok: true; readonly result: ApplyResult } | { readonly ok: false; readonly conflicts: readonly PlanConflict[] } {
  const stored = readStored(tx.db, seen ? [plan, seen] : [plan]);
  const conflicts = seen ? unseen(stored, plan, seen) : [];
  if (conflicts.length > 0) return { ok: false, conflicts };
  const diff = diffPlan(stored, plan);
  if (!diff.ok) return diff;
  for (const item of diff.writes) write(tx, item, at);
  if (diff.writes.length > 0) directoryChanged(tx);
  return { ok: true, result: diff.result };
}

/** Every node loads the directory anew. */
export function directoryChanged(tx: Tx): void {
  tx.db.run("UPDATE meta SET value = value + 1 WHERE key = 'directory_version'");
}

function readStored(db: Db, plans: readonly SealedPlan[]): StoredDirectory {
  const planned = plannedBy(...plans);
  return storedDirectory(directoryRows(db), {
    templates: planned.templates ? db.all<TemplateRow>("SELECT account_id, id, text, declared FROM template") : [],
    declared: planned.declared ? db.all<DeclaredRow>("SELECT list, entry FROM declared") : [],
    ported: planned.ported ? portedNumbers(db) : [],
  });
}

function directoryRows(db: Db): DirectoryRows {
  return {
    settings: readSettings(db),
    channels: docs(db, "channel"),
    products: docs(db, "product"),
    accounts: db.all<AccountRow>("SELECT id, login, enterprise_id, doc, opening FROM account ORDER BY id"),
    secrets: db.all<SecretRow>("SELECT account_id, kind, sealed, declared FROM secret"),
    signatures: db.all<SignatureRow>("SELECT account_id, text FROM signature ORDER BY account_id, position"),
    asked: db.all<SignatureRow>("SELECT account_id, text FROM asked_signature WHERE state = 'approved' ORDER BY account_id, place"),
  };
}

function write(tx: Tx, item: PlanWrite, at: number): void {
  const { db } = tx;
  switch (item.kind) {
    case "settings":
      db.run("INSERT OR REPLACE INTO setting VALUES ('platform', ?)", canonical(item.doc));
      return;
    case "keywords":
      for (const word of item.remove) {
        db.run("DELETE FROM keyword WHERE word = ?", word);
        db.run("DELETE FROM declared WHERE list = 'keyword' AND entry = ?", word);
      }
      for (const word of item.add) {
        db.run("INSERT OR IGNORE INTO keyword VALUES (?)", word);
        db.run("INSERT INTO declared VALUES ('keyword', ?)", word);
      }
      return;
    case "blacklist":
      for (const phone of item.add) {
        db.run("INSERT OR IGNORE INTO blacklist VALUES (0, ?, '', 'provisioning', ?, NULL, NULL)", phone, at);
        db.run("INSERT OR IGNORE INTO declared VALUES ('blacklist', ?)", phone);
      }
      return;
    case "ported":
      for (const phone of item.remove) db.run("DELETE FROM ported WHERE phone = ?", phone);
      for (const { phone, operator } of item.set) db.run("INSERT OR REPLACE INTO ported VALUES (?, ?)", phone, OPERATOR.code[operator]);
      return;
    case "channel":
      db.run("INSERT OR REPLACE INTO channel VALUES (?, ?, ?)", item.id, item.name, canonical(item.doc));
      return;
    case "product":
      db.run("INSERT OR REPLACE INTO product VALUES (?, ?, ?)", item.id, item.name, canonical(item.doc));
      return;
    case "account":
      writeAccount(tx, item, at);
      return;
    case "secret":
      db.run("INSERT OR REPLACE INTO secret VALUES (?, ?, ?, ?)", item.accountId, item.secret, item.value.sealed, item.value.declared);
      return;
    case "signatures":
      db.run("DELETE FROM signature WHERE account_id = ?", item.accountId);
      item.texts.forEach((text, position) => {
        db.run("INSERT INTO signature VALUES (?, ?, ?)", item.accountId, position, text);
      });
      return;
    case "template":
      db.run(
        "INSERT OR REPLACE INTO template (account_id, id, text, state, declared, asked_at) VALUES (?, ?, ?, ?, ?, ?)",
        item.accountId,
        item.template.id,
        item.template.text,
        item.template.state,
        item.declared,
        item.template.state === "review" ? at : 0,
      );
  }
}

function writeAccount(tx: Tx, item: Extract<PlanWrite, { kind: "account" }>, at: number): void {
  tx.db.run(
    "INSERT INTO account VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET enterprise_id = excluded.enterprise_id, doc = excluded.doc",
    item.id,
    item.login,
    item.enterpriseId,
    canonical(item.doc),
    canonical(item.opening),
    at,
  );
  for (const booking of openingBookings(item, at)) book(tx, booking);
}

export function portedNumbers(db: Db): readonly PortedNumber[] {
  return db
    .all<{ phone: string; operator: number }>("SELECT phone, operator FROM ported")
    .map(({ phone, operator }) => ({ phone, operator: OPERATOR.word(operator) }));
}

export function readSettings(db: Db): PlatformSettings | undefined {
  const row = db.get<{ doc: string }>("SELECT doc FROM setting WHERE name = 'platform'");
  return row && (JSON.parse(row.doc) as PlatformSettings);
}

function docs(db: Db, table: "channel" | "product"): DocRow[] {
  return db.all<DocRow>(`SELECT id, name, doc FROM ${table} ORDER BY id`);
}

/** Of those that were ever switched. */
function channelModes(db: Db): ReadonlyMap<number, ChannelMode> {
  const rows = db.all<{ id: number; mode: number | null }>(
    "SELECT id, (SELECT mode FROM channel_change WHERE channel_id = channel.id ORDER BY id DESC LIMIT 1) AS mode FROM channel",
  );
  return new Map(rows.flatMap(({ id, mode }) => (mode === null ? [] : [[id, MODE.word(mode)]])));
}
