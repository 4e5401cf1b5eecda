import { expect, it } from "vitest";
import { DispatchRig } from "../../test/house/dispatch-rig.ts";
import type { DispatchStore } from "../store/store.ts";
import { Sweeper } from "./sweeper.ts";

const SECOND = 1_000;
const HOUR = 3_600_000;

function sweeperOf(rig: DispatchRig, store: DispatchStore = rig.store.dispatch): Sweeper {
  return new Sweeper(
    store,
    rig.clock,
    (level, message) => rig.log.push(`${level}: ${message}`),
    () => undefined,
  );
}

it("brings back what a node that died had leased, once the lease has lapsed", async () => {
  await using rig = await DispatchRig.open({ channels: { a: "" } });
  rig.channel("a").script = () => new Promise(() => undefined);
  await rig.send(["13800138000"]);
  rig.channel("a").script = (part) => ({ kind: "accepted", upstreamId: String(part.messageId) });
  const sweeper = sweeperOf(rig);
  sweeper.start();
  await rig.pass(170 * SECOND, 10 * SECOND);
  expect(rig.channel("a").seen).toHaveLength(1);
  await rig.pass(30 * SECOND, 5 * SECOND);
  expect(rig.channel("a").seen.map((part) => part.attempt)).toEqual([1, 2]);
  await sweeper.stop();
});

it("ends what got no receipt within the channel's validity, and leaves it alone before", async () => {
  await using rig = await DispatchRig.open({ channels: { a: "validity: 1h" } });
  await rig.send(["13800138000"]);
  const sweeper = sweeperOf(rig);
  sweeper.start();
  await rig.pass(HOUR - 1, HOUR / 4);
  expect(await rig.reports()).toEqual([]);
  await rig.pass(2 * SECOND, SECOND);
  expect(await rig.reports()).toMatchObject([{ outcome: "failed", code: "EXPIRED" }]);
  expect(await rig.spent()).toBe(1);
  await sweeper.stop();
});

it("goes on after the store has failed, and sweeps at once what one call left over", async () => {
  await using rig = await DispatchRig.open({ channels: { a: "" } });
  const answers = [() => Promise.reject(new Error("the disk is gone")), async () => 500, async () => 1];
  const at: number[] = [];
  const sweeper = sweeperOf(rig, {
    ...rig.store.dispatch,
    rescue: () => {
      at.push(rig.clock.now());
      return (answers.shift() ?? (async () => 0))();
    },
  });
  const start = rig.clock.now();
  sweeper.start();
  await rig.pass(3 * SECOND, SECOND);
  expect(at.map((time) => time - start)).toEqual([SECOND, 2 * SECOND, 2 * SECOND, 3 * SECOND]);
  expect(rig.log).toContain("error: the sweep failed; it runs again");
  await sweeper.stop();
  await rig.pass(5 * SECOND, SECOND);
  expect(at).toHaveLength(4);
});
