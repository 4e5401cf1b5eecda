import type { ChannelMode } from "../../../domain/channel-state.ts";
import type { PlatformSettings } from "../../../domain/directory.ts";
import type { ApplyResult, PlanConflict, PortedNumber } from "../../../domain/provisioning.ts";
import { MODE, OPERATOR } from "../../shared/codes.ts";
import type { ChangedSecret, RawDirectory } from "../../shared/directory.ts";
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
import { notify } from "../news.ts";
import type { Tx } from "../tx.ts";
import { book } from "./ledger.ts";

const VERSION = "SELECT value FROM meta WHERE key = 'directory_version'";
/** Held until the commit: whoever changes the directory next waits, and reads what this one wrote. */
const HOLD = `${VERSION} FOR UPDATE`;
const CHANGED = "UPDATE meta SET value = value + 1 WHERE key = 'directory_version'";

const MODES = `
SELECT c.id, latest.mode FROM channel c
CROSS JOIN LATERAL (SELECT mode FROM channel_change WHERE channel_id = c.id ORDER BY id DESC LIMIT 1) latest`;

const PUT_SETTINGS = "INSERT INTO setting VALUES ('platform', $1) ON CONFLICT (name) DO UPDATE SET doc = excluded.doc";
export const REMOVE_WORDS = "DELETE FROM keyword WHERE word = ANY($1::text[])";
export const ADD_WORDS = "INSERT INTO keyword SELECT unnest($1::text[]) ON CONFLICT DO NOTHING";
const DECLARE = "INSERT INTO declared SELECT $1::text, unnest($2::text[]) ON CONFLICT DO NOTHING";
const UNDECLARE = "DELETE FROM declared WHERE list = $1 AND entry = ANY($2::text[])";
const ADD_BLACKLIST = `
INSERT INTO blacklist (account_id, phone, reason, source, created_at)
SELECT 0, phone, '', 'provisioning', $2 FROM unnest($1::text[]) AS phone ON CONFLICT DO NOTHING`;
const REMOVE_PORTED = "DELETE FROM ported WHERE phone = ANY($1::text[])";
const SET_PORTED = `
INSERT INTO ported SELECT DISTINCT ON (phone) phone, operator
FROM unnest($1::text[], $2::smallint[]) WITH ORDINALITY AS p (phone, operator, place) ORDER BY phone, place DESC
ON CONFLICT (phone) DO UPDATE SET operator = excluded.operator`;
const PUT = {
  channel: "INSERT INTO channel VALUES ($1, $2, $3) ON CONFLICT (id) DO UPDATE SET name = excluded.name, doc = excluded.doc",
  product: "INSERT INTO product VALUES ($1, $2, $3) ON CONFLICT (id) DO UPDATE SET name = excluded.name, doc = excluded.doc",
};
const PUT_ACCOUNT = `
INSERT INTO account (id, login, enterprise_id, doc, opening, created_at) VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (id) DO UPDATE SET enterprise_id = excluded.enterprise_id, doc = excluded.doc`;
const PUT_SECRET = `
INSERT INTO secret VALUES ($1, $2, $3, $4)
ON CONFLICT (account_id, kind) DO UPDATE SET sealed = excluded.sealed, declared = excluded.declared`;
/** What was declared stays as it is: a file that declares the same again leaves the change alone. */
const CHANGE_SECRET = "INSERT INTO secret VALUES ($1, $2, $3, '') ON CONFLICT (account_id, kind) DO UPDATE SET sealed = excluded.sealed";
const PUT_SIGNATURES = `
INSERT INTO signature SELECT $1, place - 1, text FROM unnest($2::text[]) WITH ORDINALITY AS s (text, place)`;
const PUT_TEMPLATE = `
INSERT INTO template (account_id, id, text, state, declared, asked_at) VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (account_id, id) DO UPDATE SET text = excluded.text, state = excluded.state, declared = excluded.declared,
  asked_at = excluded.asked_at, decided_at = NULL, decided_by = NULL, reason = NULL`;

export async function version(tx: Tx): Promise<number> {
  return (await tx.get<{ value: number }>(VERSION))?.value ?? 0;
}

/** Its statements must see one moment. */
export async function load(tx: Tx): Promise<RawDirectory> {
  return rawDirectory(await directoryRows(tx), await version(tx), await channelModes(tx));
}

/** Of those that were ever switched. */
async function channelModes(tx: Tx): Promise<ReadonlyMap<number, ChannelMode>> {
  const rows = await tx.all<{ id: number; mode: number }>(MODES);
  return new Map(rows.map(({ id, mode }) => [id, MODE.word(mode)]));
}

export async function apply(
  tx: Tx,
  plan: SealedPlan,
  at: number,
  seen?: SealedPlan,
): Promise<{ readonly ok: true; readonly result: ApplyResult } | { readonly ok: false; readonly conflicts: readonly PlanConflict[] }> {
  await holdDirectory(tx);
  const stored = await readStored(tx, seen ? [plan, seen] : [plan]);
  const conflicts = seen ? unseen(stored, plan, seen) : [];
  if (conflicts.length > 0) return { ok: false, conflicts };
  const diff = diffPlan(stored, plan);
  if (!diff.ok) return diff;
  for (const item of diff.writes) await write(tx, item, at);
  if (diff.writes.length > 0) await directoryChanged(tx);
  return { ok: true, result: diff.result };
}

/** For whoever is about to change it: before any row of it, so that two who change it never wait for each other. */
export async function holdDirectory(tx: Tx): Promise<void> {
  await tx.get(HOLD);
}

/** Every node loads the directory anew. */
export async function directoryChanged(tx: Tx): Promise<void> {
  await tx.run(CHANGED);
  await notify(tx, "directory");
}

export async function changeSecrets(tx: Tx, accountId: number, secrets: readonly ChangedSecret[]): Promise<void> {
  if (secrets.length === 0) return;
  await holdDirectory(tx);
  for (const { kind, sealed } of secrets) await tx.run(CHANGE_SECRET, accountId, kind, sealed);
  await directoryChanged(tx);
}

async function readStored(tx: Tx, plans: readonly SealedPlan[]): Promise<StoredDirectory> {
  const planned = plannedBy(...plans);
  return storedDirectory(await directoryRows(tx), {
    templates: planned.templates ? await tx.all<TemplateRow>("SELECT account_id, id, text, declared FROM template") : [],
    declared: planned.declared ? await tx.all<DeclaredRow>("SELECT list, entry FROM declared") : [],
    ported: planned.ported ? await portedNumbers(tx) : [],
  });
}

async function directoryRows(tx: Tx): Promise<DirectoryRows> {
  return {
    settings: await readSettings(tx),
    channels: await docs(tx, "channel"),
    products: await docs(tx, "product"),
    accounts: await tx.all<AccountRow>("SELECT id, login, enterprise_id, doc, opening FROM account ORDER BY id"),
    secrets: await tx.all<SecretRow>("SELECT account_id, kind, sealed, declared FROM secret"),
    signatures: await tx.all<SignatureRow>("SELECT account_id, text FROM signature ORDER BY account_id, position"),
    asked: await tx.all<SignatureRow>("SELECT account_id, text FROM asked_signature WHERE state = 'approved' ORDER BY account_id, place"),
  };
}

async function write(tx: Tx, item: PlanWrite, at: number): Promise<void> {
  switch (item.kind) {
    case "settings":
      await tx.run(PUT_SETTINGS, canonical(item.doc));
      return;
    case "keywords":
      await tx.run(REMOVE_WORDS, item.remove);
      await tx.run(UNDECLARE, "keyword", item.remove);
      await tx.run(ADD_WORDS, item.add);
      await tx.run(DECLARE, "keyword", item.add);
      return;
    case "blacklist":
      await tx.run(ADD_BLACKLIST, item.add, at);
      await tx.run(DECLARE, "blacklist", item.add);
      return;
    case "ported":
      await tx.run(REMOVE_PORTED, item.remove);
      await tx.run(
        SET_PORTED,
        item.set.map(({ phone }) => phone),
        item.set.map(({ operator }) => OPERATOR.code[operator]),
      );
      return;
    case "channel":
    case "product":
      await tx.run(PUT[item.kind], item.id, item.name, canonical(item.doc));
      return;
    case "account":
      await writeAccount(tx, item, at);
      return;
    case "secret":
      await tx.run(PUT_SECRET, item.accountId, item.secret, item.value.sealed, item.value.declared);
      return;
    case "signatures":
      await tx.run("DELETE FROM signature WHERE account_id = $1", item.accountId);
      await tx.run(PUT_SIGNATURES, item.accountId, item.texts);
      return;
    case "template":
      await writeTemplate(tx, item, at);
  }
}

async function writeTemplate(tx: Tx, item: Extract<PlanWrite, { kind: "template" }>, at: number): Promise<void> {
  const { id, text, state } = item.template;
  await tx.run(PUT_TEMPLATE, item.accountId, id, text, state, item.declared, state === "review" ? at : 0);
}

async function writeAccount(tx: Tx, item: Extract<PlanWrite, { kind: "account" }>, at: number): Promise<void> {
  await tx.run(PUT_ACCOUNT, item.id, item.login, item.enterpriseId, canonical(item.doc), canonical(item.opening), at);
  if (!item.created) return;
  await tx.run("INSERT INTO balance (account_id) VALUES ($1) ON CONFLICT DO NOTHING", item.id);
  for (const booking of openingBookings(item, at)) await book(tx, booking);
}

export async function portedNumbers(tx: Tx): Promise<readonly PortedNumber[]> {
  const rows = await tx.all<{ phone: string; operator: number }>("SELECT phone, operator FROM ported");
  return rows.map(({ phone, operator }) => ({ phone, operator: OPERATOR.word(operator) }));
}

async function readSettings(tx: Tx): Promise<PlatformSettings | undefined> {
  const row = await tx.get<{ doc: string }>("SELECT doc FROM setting WHERE name = 'platform'");
  return row && (JSON.parse(row.doc) as PlatformSettings);
}

function docs(tx: Tx, table: "channel" | "product"): Promise<DocRow[]> {
  return tx.all<DocRow>(`SELECT id, name, doc FROM ${table} ORDER BY id`);
}
