import type { Static } from "typebox";
import type { DirectoryIndex } from "../../directory/directory-index.ts";
import type { Account } from "../../domain/directory.ts";
import type { AccountDocument } from "../../provisioning/account-document.ts";
import { type AccountSettings, SETTINGS } from "../contract/console/accounts.ts";

/** What a list is narrowed by; all that is given must hold. */
export interface Wanted {
  readonly search?: string | undefined;
  readonly enabled?: boolean | undefined;
  readonly product?: string | undefined;
  readonly dialect?: string | undefined;
}

export function wantedBy(account: Account, { search = "", enabled, product, dialect }: Wanted, { productById }: DirectoryIndex): boolean {
  const part = search.trim().toLowerCase();
  const { login, name, code, enterpriseId, productId } = account;
  return (
    (enabled === undefined || account.enabled === enabled) &&
    (dialect === undefined || account.dialects.includes(dialect)) &&
    (product === undefined || (productId !== undefined && productById.get(productId)?.name === product)) &&
    (part === "" ||
      login.toLowerCase().includes(part) ||
      name.toLowerCase().includes(part) ||
      code.startsWith(part) ||
      String(enterpriseId) === part)
  );
}

export function rowOf(account: Account, { productById }: DirectoryIndex) {
  const { id, login, name, enabled, dialects, productId, code, payment, creditLimit } = account;
  const product = productId === undefined ? undefined : productById.get(productId)?.name;
  return { id, login, name, enabled, dialects: [...dialects], code, payment, creditLimit, ...(product === undefined ? {} : { product }) };
}

/** A document with null for each setting that it leaves out, as forms want it. */
export function settingsOf(document: AccountDocument): Static<typeof AccountSettings> {
  const push = { mode: "pull", method: null, reports: null, inbound: null, ...(document.push as object) };
  const all = Object.keys(SETTINGS).map((name) => [name, document[name] ?? null]);
  return { ...Object.fromEntries(all), creditLimit: document.creditLimit ?? 0, push } as Static<typeof AccountSettings>;
}
