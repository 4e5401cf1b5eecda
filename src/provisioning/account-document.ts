import type { Account, Product } from "../domain/directory.ts";
import type { AccountPlan } from "../domain/provisioning.ts";
import { parseProvisioning } from "./parse.ts";
import type { SchemaFacts } from "./schema/plan.ts";

/** An entry of `accounts` of a provisioning file as JSON: what isn't there is as by default. */
export type AccountDocument = Readonly<Record<string, unknown>>;

export type ReadAccount =
  | { readonly ok: true; readonly plan: AccountPlan }
  | { readonly ok: false; readonly problems: readonly AccountProblem[] };

/** What is wrong, and where in the entry: `["push", "reports"]`. */
export interface AccountProblem {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

/** An account as a file would declare it, without its login, secrets, opening balances, signatures and templates. */
export function accountDocument(account: Account, products: Iterable<Product>): AccountDocument {
  const { id: _id, login: _login, enabled: _enabled, secrets: _secrets, ...rest } = account;
  const { productId, enterpriseId, enterpriseIdDeclared, unitPrice, creditLimit, signature, dialectSettings, ...same } = rest;
  const { qxtBatch, failureWord } = dialectSettings;
  const document = {
    ...same,
    product: [...products].find(({ id }) => id === productId)?.name,
    enterpriseId: enterpriseIdDeclared ? enterpriseId : undefined,
    unitPrice: unitPrice === undefined ? undefined : priceText(unitPrice),
    creditLimit: account.payment === "postpaid" ? creditLimit : undefined,
    signature: { mode: signature.mode, custom: signature.custom },
    failureWord,
    qxtBatch: qxtBatch === undefined ? undefined : Number(qxtBatch),
  };
  // once through JSON, so that what isn't there is no key either
  return JSON.parse(JSON.stringify(document)) as AccountDocument;
}

/** Yuan as they are written. @param price in 1/10,000 yuan */
export function priceText(price: number): string {
  const [yuan, rest = ""] = (price / 10_000).toFixed(4).split(".");
  const decimals = rest.replace(/0+$/, "");
  return decimals === "" ? `${yuan}` : `${yuan}.${decimals}`;
}

/**
 * Reads an entry as it would be read from a file, bounds, sentences and all.
 *
 * @param allowed `settings.push.allowAddresses` of the platform: private addresses that may be pushed to
 */
export function readAccount(document: AccountDocument, facts: SchemaFacts, allowed: readonly string[]): ReadAccount {
  // JSON is YAML
  const text = JSON.stringify({ version: 1, settings: { push: { allowAddresses: allowed } }, accounts: [document] });
  const parsed = parseProvisioning(text, facts);
  if (!parsed.ok) return { ok: false, problems: parsed.problems.map(({ path, message }) => ({ path: path.slice(2), message })) };
  const [plan] = parsed.plan.accounts;
  if (plan === undefined) throw new Error("an entry was read, and isn't there");
  return { ok: true, plan };
}
