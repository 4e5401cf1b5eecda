import type { DirectoryIndex } from "../../directory/directory-index.ts";
import { maskPhone } from "../../text/phone.ts";
import type { Caller } from "../handlers.ts";

/** Optional properties that are there with `undefined` are no answer in JSON's eyes: takes them out. */
export function said<T extends object>(facts: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined)) as never;
}

export function phoneFor({ may }: Pick<Caller, "may">, phone: string): string {
  return may("phones.see") ? phone : maskPhone(phone);
}

/** An id with its name, where there is still such a channel. */
export function channelOf(channelId: number | undefined, { channelById }: Pick<DirectoryIndex, "channelById">) {
  return said({ channelId, channel: channelId === undefined ? undefined : channelById.get(channelId)?.name });
}

export function ownerOf(accountId: number, { accountById }: Pick<DirectoryIndex, "accountById">) {
  const account = accountById.get(accountId);
  return { accountId, login: account?.login ?? String(accountId), accountName: account?.name ?? "" };
}
