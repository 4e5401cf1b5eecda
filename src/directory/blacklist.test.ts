import { expect, it } from "vitest";
import { Blacklist } from "./blacklist.ts";

const PHONE = "13800138000";
const entry = (accountId: number, expiresAt?: number) => ({ accountId, phone: PHONE, expiresAt });

function blacklist(...entries: readonly ReturnType<typeof entry>[]): Promise<Blacklist> {
  return Blacklist.build(entries, 7, async () => undefined);
}

it("holds the platform's phones for every account, and an account's for itself", async () => {
  const list = await blacklist(entry(5));
  expect([list.has(5, PHONE, 0), list.has(6, PHONE, 0), list.has(5, "13800138001", 0)]).toEqual([true, false, false]);
  const everyone = await blacklist(entry(0));
  expect([everyone.has(5, PHONE, 0), everyone.has(6, PHONE, 0)]).toEqual([true, true]);
});

it("lets an entry go when its time is up", async () => {
  const list = await blacklist(entry(5, 1_000));
  expect([list.has(5, PHONE, 999), list.has(5, PHONE, 1_000)]).toEqual([true, false]);
});

it("grows, and takes the later word for a phone that is there already", async () => {
  const list = await blacklist(entry(5, 1_000));
  list.grow([entry(5), entry(6)], 9);
  expect([list.has(5, PHONE, 2_000), list.has(6, PHONE, 2_000), list.version]).toEqual([true, true, 9]);
});

it("never goes back to a version that it is past", async () => {
  const list = await blacklist();
  list.grow([], 9);
  list.grow([entry(6)], 8);
  expect([list.has(6, PHONE, 0), list.version]).toEqual([true, 9]);
});
