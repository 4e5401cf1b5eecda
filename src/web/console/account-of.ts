import type { Account } from "../../domain/directory.ts";
import { notFound } from "../problem.ts";

export interface AccountFinder {
  readonly directory: () => { readonly accountById: ReadonlyMap<number, Account> };
}

/** The account of an id; where there is none, the caller is told so. */
export function accountOf({ directory }: AccountFinder, id: number): Account {
  const account = directory().accountById.get(id);
  if (!account) throw notFound("account");
  return account;
}
