import { expect, it } from "vitest";
import type { NewUser, StoredSession, StoredUser } from "../store.ts";
import { NOBODY, type OpenRig, one, type Rig } from "./rig.ts";

const HOUR = 3_600_000;
const TOTP = "JBSWY3DPEHPK3PXP";

/** `UserStore` */
export function usersSuite(open: OpenRig): void {
  people(open);
  changes(open);
  signIns(open);
  sessions(open);
}

function people(open: OpenRig): void {
  it("keeps a person as added, found by id and by name whatever its case and form, after a restart as well", async () => {
    await using rig = await open();
    const ann = await person(rig, { name: "Ann", totp: TOTP });
    const stored: StoredUser = { ...ann, lastAt: undefined, failures: 0, lockedUntil: undefined };
    expect(await rig.store.users.byId(ann.id)).toEqual(stored);
    for (const name of ["Ann", "ann", "ANN", "ａＮＮ", "  ann\t"]) expect(await rig.store.users.named(name)).toEqual(stored);
    for (const name of ["", "an", "ann@", "a nn", "%"]) expect(await rig.store.users.named(name)).toBeUndefined();
    expect(await rig.store.users.byId(NOBODY)).toBeUndefined();
    await rig.reopen();
    expect(await rig.store.users.named("ann")).toEqual(stored);
  });

  it("gives a name to one person only, of whatever account", async () => {
    await using rig = await open();
    const first = await person(rig, { name: "Émile" });
    expect(await rig.store.users.add(newUser(rig, { name: "e\u0301MILE", accountId: rig.accountId }))).toBe(false);
    const both = await Promise.all(["Bo", "ＢＯ"].map((name) => rig.store.users.add(newUser(rig, { name }))));
    expect(both.filter((added) => added)).toHaveLength(1);
    expect(await rig.store.users.remove(first.id)).toBe(true);
    expect(await rig.store.users.add(newUser(rig, { name: "émile" }))).toBe(true);
  });

  it("lists the people of an account, or of the platform, by name", async () => {
    await using rig = await open();
    for (const name of ["cai", "Bo", "ann"]) await person(rig, { name });
    await person(rig, { name: "bea", accountId: rig.accountId, role: "owner" });
    const names = async (accountId: number) => (await rig.store.users.list(accountId)).map(({ name }) => name);
    expect(await names(0)).toEqual(["ann", "Bo", "cai"]);
    expect(await names(rig.accountId)).toEqual(["bea"]);
    expect(await names(NOBODY)).toEqual([]);
  });

  it("forgets a person with the sessions", async () => {
    await using rig = await open();
    const { id } = await person(rig);
    const { digest } = await signedIn(rig, id);
    expect(await rig.store.users.remove(id)).toBe(true);
    expect(await rig.store.users.remove(id)).toBe(false);
    expect(await rig.store.users.session(digest, rig.now)).toBeUndefined();
    expect(await rig.store.users.sessions(id)).toEqual([]);
    expect(await rig.store.users.open(session(rig, id))).toBe(false);
  });
}

function changes(open: OpenRig): void {
  it("changes what is given and nothing else", async () => {
    await using rig = await open();
    const { id } = await person(rig, { totp: TOTP });
    const other = await person(rig, { name: "other" });
    const { users } = rig.store;
    let before = await users.byId(id);
    for (const change of [
      { role: "finance" },
      { language: "en" },
      { mustChange: false },
      { totp: "KRSXG5A" },
      { role: "support", mustChange: true },
      { enabled: false },
      { enabled: true, password: "another" },
      {},
    ] as const) {
      expect(await users.change(id, change)).toBe(true);
      const after = await users.byId(id);
      expect(after).toEqual({ ...before, ...change });
      before = after;
    }
    expect(await users.change(id, { totp: null })).toBe(true);
    expect(await users.byId(id)).toEqual({ ...before, totp: undefined });
    expect(await users.byId(other.id)).toMatchObject(other);
    for (const change of [{ enabled: false }, {}]) expect(await users.change(NOBODY, change)).toBe(false);
  });

  it("ends a person's sessions when it is disabled, and all but the one that is named when it has a new password", async () => {
    await using rig = await open();
    const { id } = await person(rig);
    const other = await person(rig, { name: "other" });
    const its = await signedIn(rig, other.id);
    const { users } = rig.store;
    const [kept, gone] = [await signedIn(rig, id), await signedIn(rig, id)];
    await users.change(id, { role: "support", language: "en", mustChange: true, totp: TOTP });
    expect(await users.sessions(id)).toHaveLength(2);
    await users.change(id, { password: "second", keep: kept.digest });
    expect(await users.sessions(id)).toEqual([kept]);
    expect(await users.session(gone.digest, rig.now)).toBeUndefined();
    await users.change(id, { password: "third" });
    expect(await users.sessions(id)).toEqual([]);
    const last = await signedIn(rig, id);
    await users.change(id, { enabled: false, password: "fourth", keep: last.digest });
    await users.change(id, { enabled: true });
    expect(await users.session(last.digest, rig.now)).toBeUndefined();
    expect(await users.sessions(other.id)).toEqual([its]);
  });

  it("opens no session by a password that was changed meanwhile, nor for who is disabled", async () => {
    await using rig = await open();
    const { id, password } = await person(rig);
    const { users } = rig.store;
    expect(await users.open(session(rig, id), password)).toBe(true);
    await users.change(id, { password: "another" });
    expect(await users.open(session(rig, id), password)).toBe(false);
    expect(await users.open(session(rig, id), "another")).toBe(true);
    await users.change(id, { enabled: false });
    expect(await users.open(session(rig, id), "another")).toBe(false);
    expect(await users.open(session(rig, id))).toBe(false);
    expect(await users.sessions(id)).toEqual([]);
  });

  it("leaves nobody signed in by the old password, however sign-in and change meet", async () => {
    await using rig = await open();
    for (let round = 0; round < 10; round++) {
      const { id, password } = await person(rig, { name: `p${round}` });
      const tries = Array.from({ length: 4 }, () => rig.store.users.open(session(rig, id), password));
      const changed = rig.store.users.change(id, { password: "new" });
      await Promise.all([...tries, changed, ...Array.from({ length: 4 }, () => rig.store.users.open(session(rig, id), password))]);
      expect(await rig.store.users.sessions(id)).toEqual([]);
    }
  });
}

function signIns(open: OpenRig): void {
  it("counts failed sign-ins in a row until one doesn't fail, and keeps the latest lock", async () => {
    await using rig = await open();
    const { id } = await person(rig);
    const { users } = rig.store;
    const fail = (lockedUntil?: number) => users.tried(id, { at: rig.now, failed: true, lockedUntil });
    expect([await fail(), await fail(), await fail(rig.now + 9), await fail(rig.now + 5), await fail()]).toEqual([1, 2, 3, 4, 5]);
    expect(await users.byId(id)).toMatchObject({ failures: 5, lockedUntil: rig.now + 9, lastAt: undefined });
    expect(await users.tried(id, { at: rig.now + 10, failed: false })).toBe(0);
    expect(await users.byId(id)).toMatchObject({ failures: 0, lockedUntil: undefined, lastAt: rig.now + 10 });
    expect(await fail()).toBe(1);
    expect(await users.byId(id)).toMatchObject({ lastAt: rig.now + 10 });
    for (const failed of [true, false]) expect(await users.tried(NOBODY, { at: rig.now, failed })).toBe(0);
  });

  it("counts every failure of those that come at once", async () => {
    await using rig = await open();
    const { id } = await person(rig);
    const counts = await Promise.all(Array.from({ length: 20 }, () => rig.store.users.tried(id, { at: rig.now, failed: true })));
    expect([...counts].sort((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, n) => n + 1));
  });

  it("forgets failures and lock with a new password, and with nothing else", async () => {
    await using rig = await open();
    const { id } = await person(rig);
    const { users } = rig.store;
    await users.tried(id, { at: rig.now, failed: true, lockedUntil: rig.now + 9 });
    await users.change(id, { role: "support", enabled: true, mustChange: true, totp: TOTP });
    expect(await users.byId(id)).toMatchObject({ failures: 1, lockedUntil: rig.now + 9 });
    await users.change(id, { password: "another" });
    expect(await users.byId(id)).toMatchObject({ failures: 0, lockedUntil: undefined, lastAt: undefined });
  });

  it("takes a one-time code once, and none from before it", async () => {
    await using rig = await open();
    const { id } = await person(rig, { totp: TOTP });
    const { users } = rig.store;
    const counter = Math.floor(rig.now / 30_000);
    const both = await Promise.all([1, 2, 3, 4].map(() => users.useCode(id, counter)));
    expect(both.filter((used) => used)).toHaveLength(1);
    expect(await users.useCode(id, counter - 1)).toBe(false);
    expect(await users.useCode(id, counter + 1)).toBe(true);
    await users.change(id, { password: "another" });
    expect(await users.useCode(id, counter + 1)).toBe(false);
    await users.change(id, { totp: "KRSXG5A" });
    expect(await users.useCode(id, counter)).toBe(true);
    expect(await users.useCode(NOBODY, counter)).toBe(false);
  });
}

function sessions(open: OpenRig): void {
  it("finds session and user by the digest until the session is over, after a restart as well", async () => {
    await using rig = await open();
    const { id } = await person(rig, { totp: TOTP });
    const opened = await signedIn(rig, id, { asAccount: rig.accountId, strong: true });
    const found = { session: opened, user: await rig.store.users.byId(id) };
    expect(await rig.store.users.session(opened.digest, rig.now)).toEqual(found);
    await rig.reopen();
    expect(await rig.store.users.session(opened.digest, opened.until - 1)).toEqual(found);
    expect(await rig.store.users.session(opened.digest, opened.until)).toBeUndefined();
    expect(await rig.store.users.session("0".repeat(64), rig.now)).toBeUndefined();
  });

  it("moves a session's end with its use, never past its last", async () => {
    await using rig = await open();
    const { id } = await person(rig);
    const { users } = rig.store;
    const { digest, endsAt } = await signedIn(rig, id);
    const of = async () => one(await users.sessions(id));
    await users.touch(digest, rig.now + 10, rig.now + 2 * HOUR, "198.51.100.7");
    const touched = { usedAt: rig.now + 10, until: rig.now + 2 * HOUR, address: "198.51.100.7" };
    expect(await of()).toMatchObject(touched);
    // of two nodes the one that was told first may write last
    await users.touch(digest, rig.now + 5, rig.now + HOUR, "198.51.100.8");
    expect(await of()).toMatchObject(touched);
    await users.touch(digest, rig.now + 20, endsAt + HOUR, "198.51.100.7");
    expect(await of()).toMatchObject({ until: endsAt });
    expect(await users.session(digest, endsAt)).toBeUndefined();
    const unused = await signedIn(rig, id);
    await users.touch(unused.digest, unused.until, unused.until + HOUR, "198.51.100.7");
    expect(await users.session(unused.digest, unused.until)).toBeUndefined();
    await users.touch("nobody's", rig.now, rig.now + 9, "");
    const late = await signedIn(rig, id, { endsAt: rig.now + 9 });
    expect(await users.session(late.digest, rig.now + 8)).toMatchObject({ session: { until: rig.now + 9 } });
  });

  it("lists a person's sessions, latest used first, and ends one or all others", async () => {
    await using rig = await open();
    const { id } = await person(rig);
    const other = await person(rig, { name: "other" });
    const its = await signedIn(rig, other.id);
    const { users } = rig.store;
    const opened: StoredSession[] = [];
    for (const ago of [30, 10, 20]) opened.push(await signedIn(rig, id, { usedAt: rig.now - ago }));
    const [first, second, third] = opened as [StoredSession, StoredSession, StoredSession];
    expect(await users.sessions(id)).toEqual([second, third, first]);
    expect(await users.close(third.digest)).toBe(true);
    expect(await users.close(third.digest)).toBe(false);
    expect(await users.closeOthers(id, second.digest)).toBe(1);
    expect(await users.sessions(id)).toEqual([second]);
    expect(await users.closeOthers(id, undefined)).toBe(1);
    expect(await users.closeOthers(id, undefined)).toBe(0);
    expect(await users.sessions(other.id)).toEqual([its]);
  });

  it("forgets sessions that are over", async () => {
    await using rig = await open();
    const { id } = await person(rig);
    const { users } = rig.store;
    const over = await signedIn(rig, id, { until: rig.now });
    const ended = await signedIn(rig, id, { endsAt: rig.now - 1 });
    const kept = await signedIn(rig, id);
    expect((await users.sessions(id)).map(({ digest }) => digest)).toEqual(
      expect.arrayContaining([over.digest, ended.digest, kept.digest]),
    );
    expect(await users.sweep(rig.now)).toBe(2);
    expect(await users.sweep(rig.now)).toBe(0);
    expect(await users.sessions(id)).toEqual([kept]);
  });
}

export function newUser(rig: Rig, over: Partial<NewUser> = {}): NewUser {
  return {
    id: rig.id(),
    name: "somebody",
    accountId: 0,
    role: "operations",
    language: "zh",
    enabled: true,
    password: "scrypt$16384$8$1$c2FsdA$ZGlnZXN0",
    mustChange: true,
    totp: undefined,
    createdAt: rig.now,
    ...over,
  };
}

export async function person(rig: Rig, over: Partial<NewUser> = {}): Promise<NewUser> {
  const user = newUser(rig, over);
  expect(await rig.store.users.add(user)).toBe(true);
  return user;
}

export function session(rig: Rig, userId: number, over: Partial<StoredSession> = {}): StoredSession {
  return {
    digest: rig.id().toString(16).padStart(64, "0"),
    userId,
    asAccount: 0,
    openedAt: rig.now,
    usedAt: rig.now,
    until: rig.now + HOUR,
    endsAt: rig.now + 12 * HOUR,
    address: "192.0.2.1",
    agent: "Firefox",
    strong: false,
    ...over,
  };
}

async function signedIn(rig: Rig, userId: number, over: Partial<StoredSession> = {}): Promise<StoredSession> {
  const opened = session(rig, userId, over);
  expect(await rig.store.users.open(opened)).toBe(true);
  return opened;
}
