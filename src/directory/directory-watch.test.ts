import { describe, expect, it } from "vitest";
import { applyText } from "../../test/house/apply-text.ts";
import { PLAN } from "../../test/house/house.ts";
import { TempStore } from "../../test/house/temp-store.ts";
import { until } from "../../test/house/until.ts";
import { CHANNEL_KINDS } from "../channels/registry.ts";
import { ManualClock } from "../runtime/manual-clock.ts";
import type { DirectoryStore } from "../store/store.ts";
import { DirectoryWatch } from "./directory-watch.ts";

const FACTS = { dialects: ["huaxin"], kinds: CHANNEL_KINDS };
const CHANGED = PLAN.replace("Secret-1", "Secret-9");

/** A started watch over a real store that holds the house's plan. */
async function open(between: (store: DirectoryStore) => DirectoryStore = (store) => store) {
  const temp = await TempStore.open();
  const clock = new ManualClock();
  await applyText(temp.store, PLAN, FACTS, clock.now());
  const errors: unknown[] = [];
  const watch = new DirectoryWatch({ directory: between(temp.store.directory), rules: temp.store.rules }, clock, (error) =>
    errors.push(error),
  );
  await watch.start();
  const password = (): string | undefined => watch.current.accountByLogin.get("customer")?.secrets.password;
  return {
    store: temp.store,
    clock,
    watch,
    errors,
    password,
    async [Symbol.asyncDispose]() {
      watch.stop();
      await temp[Symbol.asyncDispose]();
    },
  };
}

describe("the directory in memory", () => {
  it("is there when the watch has started, indexed", async () => {
    await using opened = await open();
    const { current } = opened.watch;
    const account = current.accountByLogin.get("customer");
    expect(account && current.accountById.get(account.id)).toBe(account);
    expect(current.productById.get(account?.productId ?? 0)?.name).toBe("standard");
    expect([...current.channelById.values()].map((channel) => channel.name)).toEqual(["sim"]);
    expect(opened.password()).toBe("Secret-1");
  });

  it("shows a change within a second, and tells who wants to know, once", async () => {
    await using opened = await open();
    const versions: number[] = [];
    opened.watch.onChange((directory) => versions.push(directory.version));
    const before = opened.watch.current;
    await applyText(opened.store, CHANGED, FACTS, opened.clock.now());
    expect(opened.watch.current).toBe(before);
    await opened.clock.advance(999);
    await until("the change is seen", () => opened.password() === "Secret-9");
    await opened.clock.advance(5_000);
    await opened.store.directory.version();
    expect(versions).toEqual([opened.watch.current.version]);
    expect(versions[0]).toBeGreaterThan(before.version);
  });

  it("knows within a second who opted out, and loads nothing else for it", async () => {
    let loads = 0;
    await using opened = await open((store) => ({
      ...store,
      load: () => {
        loads += 1;
        return store.load();
      },
    }));
    const { store, clock, watch } = opened;
    const { current, rules } = watch;
    const accountId = current.accountByLogin.get("customer")?.id ?? 0;
    const listed = (phone: string) => watch.rules.blacklisted(accountId, phone, clock.now());
    for (const phone of ["13800138000", "13800138001"]) {
      const at = clock.now();
      const text = { key: phone, phone, accessCode: "1069", text: "T", at, reference: 0, part: 1, parts: 1, mergeBy: at };
      const id = Number(phone);
      await store.inbound.store(1, [{ id, ...text }]);
      const how = { accountCode: "", ext: "", answers: undefined, pull: true, push: false, optOut: true, at };
      await store.inbound.assign([{ id, accountId, ...how }]);
      expect(listed(phone)).toBe(false);
      await clock.advance(999);
      await until("the phone is known", () => listed(phone));
      await store.directory.version();
    }
    expect([listed("13800138000"), listed("13800138002"), watch.rules.blacklisted(accountId + 1, "13800138000", clock.now())]).toEqual([
      true,
      false,
      false,
    ]);
    expect([watch.current, watch.rules, loads]).toEqual([current, rules, 1]);
  });

  it("stays the same object when the same plan is applied again", async () => {
    await using opened = await open();
    const before = opened.watch.current;
    await applyText(opened.store, PLAN, FACTS, opened.clock.now());
    await opened.watch.refresh();
    expect(opened.watch.current).toBe(before);
  });

  it("stays as it was while the store can't be read, and follows when it can", async () => {
    let failing = false;
    await using opened = await open((store) => ({
      ...store,
      version: () => (failing ? Promise.reject(new Error("the disk is gone")) : store.version()),
    }));
    failing = true;
    await applyText(opened.store, CHANGED, FACTS, opened.clock.now());
    await opened.clock.advance(500);
    await until("the failure is noted", () => opened.errors.length > 0);
    expect(opened.password()).toBe("Secret-1");
    failing = false;
    await opened.clock.advance(500);
    await until("the change is seen", () => opened.password() === "Secret-9");
  });

  it("is not asked for again after the watch has stopped", async () => {
    let asked = 0;
    await using opened = await open((store) => ({
      ...store,
      version: () => {
        asked += 1;
        return store.version();
      },
    }));
    opened.watch.stop();
    await opened.clock.advance(10_000);
    expect(asked).toBe(1);
  });

  it("is not there before the start", () => {
    const directory = { version: async () => 1, load: () => Promise.reject() };
    const store = { directory, rules: { load: () => Promise.reject(), blacklisted: () => Promise.reject() } };
    const watch = new DirectoryWatch(store, new ManualClock(), () => undefined);
    expect(() => watch.current).toThrow("the directory has not been loaded");
  });
});
