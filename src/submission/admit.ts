import type { DirectoryIndex } from "../directory/directory-index.ts";
import type { Identity } from "../domain/call.ts";
import type { Account } from "../domain/directory.ts";
import type { Refusal } from "../domain/reasons.ts";
import { AddressBlocks } from "../text/cidr.ts";
import { checkProof } from "./credentials.ts";

export type Admission =
  | { readonly ok: true; readonly account: Account }
  | { readonly ok: false; readonly refusal: Refusal; readonly account: Account | undefined };

const blocksOf = new WeakMap<Account, AddressBlocks>();

/** Who calls, and may it, in the platform's order: authenticate, enabled, source address, interface. */
export function admit(directory: DirectoryIndex, identity: Identity, dialect: string, address: string): Admission {
  const account = directory.accountByLogin.get(identity.login);
  if (!account) return { ok: false, refusal: { reason: "account-unknown" }, account: undefined };
  const wrong = checkProof(identity.proof, account.secrets);
  if (wrong) return { ok: false, refusal: { reason: wrong }, account };
  if (!isItsEnterprise(account, identity)) return { ok: false, refusal: { reason: "enterprise-id-wrong" }, account };
  if (!account.enabled) return { ok: false, refusal: { reason: "account-disabled" }, account };
  if (!mayCallFrom(account, address)) return { ok: false, refusal: { reason: "ip-refused" }, account };
  if (!account.dialects.includes(dialect)) return { ok: false, refusal: { reason: "interface-disabled" }, account };
  return { ok: true, account };
}

function isItsEnterprise({ enterpriseIdDeclared, enterpriseId }: Account, { enterpriseId: given }: Identity): boolean {
  return given === undefined || !enterpriseIdDeclared || given.trim() === String(enterpriseId);
}

function mayCallFrom(account: Account, address: string): boolean {
  if (account.allowFrom.length === 0) return true;
  let blocks = blocksOf.get(account);
  if (!blocks) {
    blocks = new AddressBlocks(account.allowFrom);
    blocksOf.set(account, blocks);
  }
  return blocks.has(address);
}
