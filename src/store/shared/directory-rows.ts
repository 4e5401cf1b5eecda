import type { ChannelMode } from "../../domain/channel-state.ts";
import type { PlatformSettings } from "../../domain/directory.ts";
import type { PortedNumber } from "../../domain/provisioning.ts";
import type { LedgerBooking } from "../store.ts";
import type { RawDirectory } from "./directory.ts";
import type { AccountDoc, Opening, PlanWrite, SealedPlan, SecretKind, StoredAccount, StoredDirectory } from "./plan.ts";

export interface DocRow extends Record<string, unknown> {
  id: number;
  name: string;
  doc: string;
}

export interface AccountRow extends Record<string, unknown> {
  id: number;
  login: string;
  enterprise_id: number;
  doc: string;
  opening: string;
}

export interface SecretRow extends Record<string, unknown> {
  account_id: number;
  kind: SecretKind;
  sealed: Uint8Array;
  declared: string;
}

export interface SignatureRow extends Record<string, unknown> {
  account_id: number;
  text: string;
}

export interface TemplateRow extends Record<string, unknown> {
  account_id: number;
  id: string;
  text: string;
  declared: string;
}

/** A word or a phone as a file last declared it, whether or not it is still in force. */
export interface DeclaredRow extends Record<string, unknown> {
  list: "keyword" | "blacklist";
  entry: string;
}

/**
 * The directory's rows as an engine reads them: channels, products and accounts by id, signatures by account and position, those that
 * accounts asked for by account and place.
 */
export interface DirectoryRows {
  readonly settings: PlatformSettings | undefined;
  readonly channels: readonly DocRow[];
  readonly products: readonly DocRow[];
  readonly accounts: readonly AccountRow[];
  readonly secrets: readonly SecretRow[];
  readonly signatures: readonly SignatureRow[];
  readonly asked: readonly SignatureRow[];
}

/** @param modes of channels that were ever switched, by their id */
export function rawDirectory(rows: DirectoryRows, version: number, modes: ReadonlyMap<number, ChannelMode>): RawDirectory {
  const secrets = Map.groupBy(rows.secrets, (row) => row.account_id);
  const signatures = Map.groupBy([...rows.signatures, ...rows.asked], (row) => row.account_id);
  return {
    version,
    settings: rows.settings,
    channels: rows.channels.map((row) => ({ id: row.id, doc: JSON.parse(row.doc), mode: modes.get(row.id) })),
    products: rows.products.map((row) => ({ id: row.id, doc: JSON.parse(row.doc) })),
    accounts: rows.accounts.map((row) => ({
      id: row.id,
      login: row.login,
      enterpriseId: row.enterprise_id,
      doc: JSON.parse(row.doc),
      signatures: [...new Set((signatures.get(row.id) ?? []).map(({ text }) => text))],
      sealed: Object.fromEntries((secrets.get(row.id) ?? []).map((secret) => [secret.kind, secret.sealed])),
    })),
  };
}

/** What only plans are compared with. */
export interface PlannedRows {
  readonly templates: readonly TemplateRow[];
  readonly declared: readonly DeclaredRow[];
  readonly ported: readonly PortedNumber[];
}

/** Which of them these plans can touch: the others may be long, and are not read. */
export function plannedBy(...plans: readonly SealedPlan[]): Readonly<Record<keyof PlannedRows, boolean>> {
  return {
    templates: plans.some(({ accounts }) => accounts.some(({ templates }) => templates.length > 0)),
    declared: plans.some(({ keywords, blacklist }) => keywords !== undefined || blacklist !== undefined),
    ported: plans.some(({ ported }) => ported !== undefined),
  };
}

export function storedDirectory(rows: DirectoryRows, planned: PlannedRows): StoredDirectory {
  const declared = (list: DeclaredRow["list"]): ReadonlySet<string> =>
    new Set(planned.declared.flatMap((row) => (row.list === list ? [row.entry] : [])));
  const secrets = Map.groupBy(rows.secrets, (row) => row.account_id);
  const signatures = Map.groupBy(rows.signatures, (row) => row.account_id);
  const templates = Map.groupBy(planned.templates, (row) => row.account_id);
  const accounts = rows.accounts.map((row): [string, StoredAccount] => [
    row.login,
    {
      id: row.id,
      enterpriseId: row.enterprise_id,
      doc: JSON.parse(row.doc) as AccountDoc,
      opening: JSON.parse(row.opening) as Opening,
      declared: Object.fromEntries((secrets.get(row.id) ?? []).map((secret) => [secret.kind, secret.declared])),
      signatures: (signatures.get(row.id) ?? []).map(({ text }) => text),
      templates: new Map((templates.get(row.id) ?? []).map((template) => [template.id, template])),
    },
  ]);
  return {
    settings: rows.settings,
    channels: new Map(rows.channels.map((row) => [row.name, { id: row.id, doc: JSON.parse(row.doc) }])),
    products: new Map(rows.products.map((row) => [row.name, { id: row.id, doc: JSON.parse(row.doc) }])),
    accounts: new Map(accounts),
    keywords: declared("keyword"),
    ported: new Map(planned.ported.map(({ phone, operator }) => [phone, operator])),
    blacklist: declared("blacklist"),
  };
}

export type OpeningBooking = Omit<LedgerBooking, "kind"> & { readonly kind: "opening" };

/** The opening balances of an account that is made. Refs 0 and 1 lie below every id: it has one such entry a medium, ever. */
export function openingBookings({ id, created, opening }: Extract<PlanWrite, { kind: "account" }>, at: number): readonly OpeningBooking[] {
  const booking = { accountId: id, kind: "opening", at, actor: "provisioning", note: "opening balance" } as const;
  const bookings: readonly OpeningBooking[] = [
    { ...booking, ref: 0, medium: "sms", credits: opening.credits },
    { ...booking, ref: 1, medium: "mms", credits: opening.mmsCredits },
  ];
  return created ? bookings.filter(({ credits }) => credits !== 0) : [];
}
