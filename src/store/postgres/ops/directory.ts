import type { ChannelMode } from "../../../domain/channel-state.ts";
import type { PlatformSettings } from "../../../domain/directory.ts";
import type { ApplyResult, PlanConflict, PortedNumber } from "../../../domain/provisioning.ts";
import { MODE, OPERATOR } from "../../shared/codes.ts";
import type { RawDirectory } from "../../shared/directory.ts";
import {
  type AccountDoc,
  canonical,
  diffPlan,
  type Opening,
  type PlanWrite,
  type SealedPlan,
  type SecretKind,
  type StoredAccount,
  type StoredDirectory,
} from "../../shared/plan.ts";
import { notify } from "../news.ts";
import type { Row, Tx } from "../tx.ts";
import { book } from "./ledger.ts";

const VERSION = "SELECT value FROM meta WHERE key = 'directory_version'";
/** Held until the commit: whoever changes the directory next waits, and reads what this one wrote. */
const HOLD = `${VERSION} FOR UPDATE`;
const CHANGED = "UPDATE meta SET value = value + 1 WHERE key = 'directory_version'";

const MODES = `
SELECT c.id, latest.mode FROM channel c
CROSS JOIN LATERAL (SELECT mode FROM channel_change WHERE channel_id = c.id ORDER BY id DESC LIMIT 1) latest`;

const PUT_SETTINGS = "INSERT INTO setting VALUES ('platform', $1) ON CONFLICT (name) DO UPDATE SET doc = excluded.doc";
const REMOVE_WORDS = "DELETE FROM keyword WHERE word = ANY($1::text[])";
const ADD_WORDS = "INSERT INTO keyword SELECT unnest($1::text[]) ON CONFLICT DO NOTHING";
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
INSERT INTO template VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (account_id, id) DO UPDATE SET text = excluded.text, state = excluded.state, declared = excluded.declared`;

interface DocRow extends Row {
  id: number;
  name: string;
  doc: string;
}

interface AccountRow extends Row {
  id: number;
  login: string;
  enterprise_id: number;
  doc: string;
  opening: string;
}

interface SecretRow extends Row {
  account_id: number;
  kind: SecretKind;
  sealed: Buffer;
  declared: string;
}

interface TemplateRow extends Row {
  account_id: number;
  id: string;
  text: string;
  declared: string;
}

export async function version(tx: Tx): Promise<number> {
  return (await tx.get<{ value: number }>(VERSION))?.value ?? 0;
}

/** Its statements must see one moment. */
export async function load(tx: Tx): Promise<RawDirectory> {
  const secrets = Map.groupBy(await secretRows(tx), (row) => row.account_id);
  const signatures = await signaturesByAccount(tx);
  const modes = await channelModes(tx);
  return {
    version: await version(tx),
    settings: await readSettings(tx),
    channels: (await docs(tx, "channel")).map((row) => ({ id: row.id, doc: JSON.parse(row.doc), mode: modes.get(row.id) })),
    products: (await docs(tx, "product")).map((row) => ({ id: row.id, doc: JSON.parse(row.doc) })),
    accounts: (await accountRows(tx)).map((row) => ({
      id: row.id,
      login: row.login,
      enterpriseId: row.enterprise_id,
      doc: JSON.parse(row.doc),
      signatures: signatures.get(row.id) ?? [],
      sealed: Object.fromEntries((secrets.get(row.id) ?? []).map((secret) => [secret.kind, secret.sealed])),
    })),
  };
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
): Promise<{ readonly ok: true; readonly result: ApplyResult } | { readonly ok: false; readonly conflicts: readonly PlanConflict[] }> {
  await holdDirectory(tx);
  const diff = diffPlan(await readStored(tx), plan);
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

export async function changeSecret(tx: Tx, accountId: number, kind: SecretKind, sealed: Uint8Array): Promise<void> {
  await holdDirectory(tx);
  await tx.run(CHANGE_SECRET, accountId, kind, sealed);
  await directoryChanged(tx);
}

async function readStored(tx: Tx): Promise<StoredDirectory> {
  const secrets = Map.groupBy(await secretRows(tx), (row) => row.account_id);
  const signatures = await signaturesByAccount(tx);
  const templates = Map.groupBy(await tx.all<TemplateRow>("SELECT account_id, id, text, declared FROM template"), (row) => row.account_id);
  const accounts = (await accountRows(tx)).map((row): [string, StoredAccount] => [
    row.login,
    {
      id: row.id,
      enterpriseId: row.enterprise_id,
      doc: JSON.parse(row.doc) as AccountDoc,
      opening: JSON.parse(row.opening) as Opening,
      declared: Object.fromEntries((secrets.get(row.id) ?? []).map((secret) => [secret.kind, secret.declared])),
      signatures: signatures.get(row.id) ?? [],
      templates: new Map((templates.get(row.id) ?? []).map((template) => [template.id, template])),
    },
  ]);
  return {
    settings: await readSettings(tx),
    channels: new Map((await docs(tx, "channel")).map((row) => [row.name, { id: row.id, doc: JSON.parse(row.doc) }])),
    products: new Map((await docs(tx, "product")).map((row) => [row.name, { id: row.id, doc: JSON.parse(row.doc) }])),
    accounts: new Map(accounts),
    keywords: new Set((await tx.all<{ word: string }>("SELECT word FROM keyword")).map((row) => row.word)),
    ported: new Map((await portedNumbers(tx)).map(({ phone, operator }) => [phone, operator])),
    blacklist: new Set((await tx.all<{ phone: string }>("SELECT phone FROM blacklist WHERE account_id = 0")).map((row) => row.phone)),
  };
}

async function write(tx: Tx, item: PlanWrite, at: number): Promise<void> {
  switch (item.kind) {
    case "settings":
      await tx.run(PUT_SETTINGS, canonical(item.doc));
      return;
    case "keywords":
      await tx.run(REMOVE_WORDS, item.remove);
      await tx.run(ADD_WORDS, item.add);
      return;
    case "blacklist":
      await tx.run(ADD_BLACKLIST, item.add, at);
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
      await tx.run(PUT_TEMPLATE, item.accountId, item.template.id, item.template.text, item.template.state, item.declared);
  }
}

async function writeAccount(tx: Tx, item: Extract<PlanWrite, { kind: "account" }>, at: number): Promise<void> {
  await tx.run(PUT_ACCOUNT, item.id, item.login, item.enterpriseId, canonical(item.doc), canonical(item.opening), at);
  if (!item.created) return;
  await tx.run("INSERT INTO balance (account_id) VALUES ($1) ON CONFLICT DO NOTHING", item.id);
  const opening = { sms: item.opening.credits, mms: item.opening.mmsCredits };
  for (const medium of ["sms", "mms"] as const) {
    if (opening[medium] === 0) continue;
    // ref 0 and 1 lie below every id: an account has one opening entry a medium, ever
    const ref = medium === "sms" ? 0 : 1;
    const entry = { ref, accountId: item.id, medium, credits: opening[medium], at, actor: "provisioning", note: "opening balance" };
    await book(tx, { ...entry, kind: "opening" });
  }
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

function accountRows(tx: Tx): Promise<AccountRow[]> {
  return tx.all<AccountRow>("SELECT id, login, enterprise_id, doc, opening FROM account ORDER BY id");
}

function secretRows(tx: Tx): Promise<SecretRow[]> {
  return tx.all<SecretRow>("SELECT account_id, kind, sealed, declared FROM secret");
}

async function signaturesByAccount(tx: Tx): Promise<Map<number, string[]>> {
  const texts = new Map<number, string[]>();
  const rows = await tx.all<{ account_id: number; text: string }>("SELECT account_id, text FROM signature ORDER BY account_id, position");
  for (const row of rows) {
    const list = texts.get(row.account_id);
    if (list) list.push(row.text);
    else texts.set(row.account_id, [row.text]);
  }
  return texts;
}
