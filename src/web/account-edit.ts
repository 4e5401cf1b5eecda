import { hash } from "node:crypto";
import type { ChannelKind } from "../channels/channel.ts";
import type { Dialect } from "../dialects/dialect.ts";
import type { DirectoryIndex } from "../directory/directory-index.ts";
import type { Account } from "../domain/directory.ts";
import { accountPlanOf, NO_PLAN } from "../domain/plan-of.ts";
import type { AccountPlan, PlanConflict } from "../domain/provisioning.ts";
import { type AccountDocument, accountDocument, readAccount } from "../provisioning/account-document.ts";
import type { DirectoryStore } from "../store/store.ts";
import { CallProblem } from "./problem.ts";

export interface AccountEditDeps {
  readonly store: { readonly directory: Pick<DirectoryStore, "apply"> };
  readonly directory: () => DirectoryIndex;
  readonly changed: () => Promise<void>;
  readonly dialects: readonly Dialect[];
  readonly kinds: readonly ChannelKind[];
}

/** Settings by their names in a file; null: not set. */
export type AccountPatch = Readonly<Record<string, unknown>>;

/** An account's settings as a file would have them. */
export function documentOf(account: Account, directory: DirectoryIndex): AccountDocument {
  return accountDocument(account, directory.productById.values());
}

/** Stands for an account's settings as somebody saw them. */
export function markOf(account: Account, directory: DirectoryIndex): string {
  return hash("sha256", JSON.stringify([account.enabled, documentOf(account, directory)]), "base64url");
}

/**
 * Changes those of an account's settings that are given, by the rules of a provisioning file: what that would refuse is `wrong-input` at
 * the setting. `conflict` where it isn't as it was seen. Answers its settings before and after.
 *
 * @param mark of what was seen; undefined: as this node knows it
 */
export async function changeAccount(
  deps: AccountEditDeps,
  account: Account,
  patch: AccountPatch,
  { mark, now }: { readonly mark: string | undefined; readonly now: number },
): Promise<{ readonly before: AccountDocument; readonly after: AccountDocument }> {
  const directory = deps.directory();
  if (mark !== undefined && mark !== markOf(account, directory)) throw conflict();
  const before = documentOf(account, directory);
  const after = patched(before, patch);
  const plan = planOf(deps, { ...after, login: account.login, enabled: account.enabled });
  await applyAccount(deps, { ...plan, signatures: undefined }, account, now);
  return { before, after };
}

/** Suspends an account, or lets it in again. */
export async function switchAccount(deps: AccountEditDeps, account: Account, enabled: boolean, now: number): Promise<void> {
  await applyAccount(deps, { ...accountPlanOf(account, [...deps.directory().productById.values()]), enabled }, account, now);
}

/** What a file that declares this account would plan. */
export function planOf({ dialects, kinds, directory }: AccountEditDeps, document: AccountDocument): AccountPlan {
  const facts = { dialects: dialects.map(({ name }) => name), kinds };
  const read = readAccount(document, facts, directory().settings.push.allowAddresses);
  if (read.ok) return read.plan;
  const places = read.problems.map(({ path, message }) => ({ path: `/${path.join("/")}`, message }));
  throw new CallProblem("wrong-input", places.map(({ path, message }) => `${path} ${message}`).join("; "), { places });
}

/** @param seen the account as it was when it was looked at; undefined: there is none of this login */
export async function applyAccount(deps: AccountEditDeps, plan: AccountPlan, seen: Account | undefined, now: number): Promise<void> {
  const products = [...deps.directory().productById.values()];
  const was = seen === undefined ? NO_PLAN : { ...NO_PLAN, accounts: [accountPlanOf(seen, products)] };
  const applied = await deps.store.directory.apply({ ...NO_PLAN, accounts: [plan] }, now, was);
  if (!applied.ok) throw problemOf(applied.conflicts);
  await deps.changed();
}

/** The document with what is given put in; null takes a setting out. A credit limit of nothing is none: prepaid accounts have no other. */
export function patched(document: AccountDocument, patch: AccountPatch): AccountDocument {
  const all = Object.entries({ ...document, ...patch }).flatMap(([name, value]) => {
    if (value === null || value === undefined || value === "") return [];
    if (name === "push") return [[name, patched({}, value as AccountPatch)]];
    return [[name, value]];
  });
  const { creditLimit, ...rest } = Object.fromEntries(all) as AccountDocument;
  return creditLimit === undefined || (creditLimit === 0 && rest.payment !== "postpaid") ? rest : { ...rest, creditLimit };
}

function problemOf(conflicts: readonly PlanConflict[]): CallProblem {
  if (conflicts.some(({ code }) => code === "changed")) return conflict();
  const taken = conflicts.some(({ code }) => code === "exists");
  const places = conflicts.map(({ path, message, code }) => ({
    path: code === "exists" ? "/login" : `/${path.slice(2).join("/")}`,
    message,
  }));
  return new CallProblem(taken ? "taken" : "wrong-input", places.map(({ message }) => message).join("; "), { places });
}

function conflict(): CallProblem {
  return new CallProblem("conflict", "the account has been changed since it was looked at");
}

/** Push settings as the log of changes shows them: what follows an address's `?` may be a token. */
export function withoutTokens(push: unknown): object {
  const settings = (push ?? {}) as Readonly<Record<string, unknown>>;
  const bare = (value: unknown): unknown => (typeof value === "string" ? value.replace(/\?.*/su, "?…") : value);
  return Object.fromEntries(Object.entries(settings).map(([name, value]) => [name, bare(value)]));
}
