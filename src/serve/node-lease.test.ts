import { expect, it } from "vitest";
import { testDatabase } from "../../test/support/postgres.ts";
import { systemClock } from "../runtime/clock.ts";
import { fill, open } from "../store/postgres/opener.testing.ts";
import { type NodeStore, StoreError } from "../store/store.ts";
import { NodeLease } from "./node-lease.ts";

const TTL = 600;

async function rig(): Promise<AsyncDisposable & { readonly nodes: NodeStore; cut: boolean; name: string; join(): Promise<NodeLease> }> {
  const database = await testDatabase({ name: "yizhan_template", fill });
  const store = await open(database.url);
  const gone = (): Promise<never> => Promise.reject(new StoreError("busy", "the network is cut"));
  const made = {
    nodes: store.nodes,
    cut: false,
    name: "",
    join: () =>
      NodeLease.join({
        ttl: TTL,
        clock: systemClock,
        log: () => undefined,
        store: {
          join: (name, ...rest) => {
            made.name = name;
            return made.cut ? gone() : store.nodes.join(name, ...rest);
          },
          renew: (...args) => (made.cut ? gone() : store.nodes.renew(...args)),
          leave: (...args) => store.nodes.leave(...args),
        },
      }),
    async [Symbol.asyncDispose]() {
      await store.close();
      await database.drop();
    },
  };
  return made;
}

it("a node that can't renew counts itself out before its number is free, makes no ids then, and joins anew under another number", async () => {
  await using house = await rig();
  const lease = await house.join();
  const other = await house.nodes.join("other", Date.now(), 60_000);
  const first = lease.node;
  const id = lease.ids.take(1);
  const heard: boolean[] = [];
  lease.onChange((held) => heard.push(held));
  house.cut = true;
  await expect.poll(() => lease.held, { timeout: 5_000 }).toBe(false);
  expect((await house.nodes.join("eager", Date.now(), 60_000)).node).not.toBe(first);
  expect(() => lease.ids.take(1)).toThrow(StoreError);
  await expect(lease.renew()).rejects.toThrow();
  house.cut = false;
  await expect.poll(() => lease.held, { timeout: 5_000 }).toBe(true);
  expect([first, other.node]).not.toContain(lease.node);
  expect(heard).toEqual([false, true]);
  const next = lease.ids.take(1);
  expect(next).toBeGreaterThan(id);
  expect(next % 32).toBe(lease.node);
  await lease.leave();
});

it("a node whose number is no longer its own stops at once, and does so no second time", async () => {
  await using house = await rig();
  const lease = await house.join();
  const heard: boolean[] = [];
  lease.onChange((held) => heard.push(held));
  await house.nodes.leave(lease.node, house.name, Date.now());
  await expect(lease.renew()).rejects.toThrow("joining anew");
  expect(heard).toEqual([false]);
  await expect.poll(() => heard, { timeout: 5_000 }).toEqual([false, true]);
  await lease.renew();
  await lease.leave();
});
