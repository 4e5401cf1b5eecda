import { describe, expect, it } from "vitest";
import { CUSTOMER, House } from "../../test/house/house.ts";
import { HuaxinClient } from "../../test/house/huaxin-client.ts";
import { until } from "../../test/house/until.ts";
import { ask, request } from "../../test/house/wire.ts";
import { ManualClock } from "../runtime/manual-clock.ts";
import { StoreError } from "../store/store.ts";
import type { Role } from "./assemble.ts";

function roles(...names: readonly Role[]): ReadonlySet<Role> {
  return new Set(names);
}

describe("a server", () => {
  it("says that it is not well while its store does not answer", async () => {
    let failing = false;
    await using house = await House.open({
      between: (store) => ({
        ...store,
        directory: {
          ...store.directory,
          version: () => (failing ? Promise.reject(new StoreError("failed", "the disk is gone")) : store.directory.version()),
        },
      }),
    });
    failing = true;
    expect(await ask(house.port, request("GET", "/healthz"))).toMatchObject({ status: 503, body: "the store does not answer\n" });
    failing = false;
    expect((await ask(house.port, request("GET", "/healthz"))).status).toBe(200);
  });

  it("without the role of the interfaces serves none, but can be watched", async () => {
    await using house = await House.open({ roles: roles("dispatch") });
    expect((await ask(house.port, request("GET", "/sms.aspx"))).status).toBe(404);
    expect((await ask(house.port, request("GET", "/healthz"))).status).toBe(200);
  });

  it("without the role of dispatch accepts and sends nothing", async () => {
    const clock = new ManualClock();
    await using house = await House.open({ roles: roles("api"), clock });
    expect((await new HuaxinClient(house, CUSTOMER).send("13800138000", "您好")).status).toBe("Success");
    await clock.advance(60_000);
    expect(await house.store.dispatch.lanes()).toHaveLength(1);
  });

  it("keeps its node number while it runs, and gives it back with what it had claimed when it stops", async () => {
    const clock = new ManualClock();
    const renewed: number[] = [];
    const left: number[] = [];
    await using house = await House.open({
      clock,
      between: (store) => ({
        ...store,
        nodes: {
          join: (...args) => store.nodes.join(...args),
          renew: async (node, name, ttl) => {
            const answer = await store.nodes.renew(node, name, ttl);
            renewed.push(ttl);
            return answer;
          },
          leave: async (node, name, now) => {
            await store.nodes.leave(node, name, now);
            left.push(node);
          },
          held: () => store.nodes.held(),
        },
      }),
    });
    for (let count = 1; count <= 3; count++) {
      await clock.advance(10_000);
      await until("the node is renewed", () => renewed.length === count);
    }
    expect(Math.min(...renewed)).toBeGreaterThan(20_000);
    await house.running.stop();
    expect(left).toHaveLength(1);
    await clock.advance(60_000);
    expect(renewed).toHaveLength(3);
    expect(house.errors).toEqual([]);
  });
});
