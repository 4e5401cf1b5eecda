import { expect, it } from "vitest";
import type { ChannelState } from "../domain/channel-state.ts";
import { ManualClock } from "../runtime/manual-clock.ts";
import type { OwnChannelState } from "../store/store.ts";
import { ChannelReporter } from "./channel-reporter.ts";

const SECOND = 1_000;

function stateWith(waiting: number): readonly OwnChannelState[] {
  return [{ channelId: 1, state: { waiting } as ChannelState }];
}

async function open() {
  const clock = new ManualClock();
  const began = clock.now();
  const written: (readonly [second: number, waiting: number | "failed"])[] = [];
  const rig = { clock, written, waiting: 0, full: false, forget: 0 };
  const reporter = new ChannelReporter({
    clock,
    log: () => written.push([(clock.now() - began) / SECOND, "failed"]),
    node: () => 3,
    states: () => stateWith(rig.waiting),
    store: {
      report: async (node, at, states, forget) => {
        expect([node, at]).toEqual([3, clock.now()]);
        if (rig.full) throw new Error("the disk is full");
        rig.forget = forget;
        written.push([(at - began) / SECOND, states[0]?.state.waiting ?? -1]);
      },
    },
  });
  reporter.start();
  await clock.advance(0);
  return Object.assign(rig, { reporter });
}

it("how channels do is written at once, every 2 seconds where something has changed, and every 10 where nothing has", async () => {
  const rig = await open();
  await rig.clock.advance(25 * SECOND);
  rig.waiting = 5;
  await rig.clock.advance(6 * SECOND);
  expect(rig.written).toEqual([
    [0, 0],
    [10, 0],
    [20, 0],
    [26, 5],
  ]);
  expect(rig.forget).toBeLessThan(rig.clock.now() - 9 * 60 * SECOND);
});

it("what could not be written is tried again 2 seconds later", async () => {
  const rig = await open();
  rig.full = true;
  rig.waiting = 1;
  await rig.clock.advance(2 * SECOND);
  rig.full = false;
  await rig.clock.advance(2 * SECOND);
  expect(rig.written).toEqual([
    [0, 0],
    [2, "failed"],
    [4, 1],
  ]);
});

it("nothing is written any more once it has stopped", async () => {
  const rig = await open();
  await rig.reporter.stop();
  rig.waiting = 9;
  await rig.clock.advance(60 * SECOND);
  expect(rig.written).toEqual([[0, 0]]);
});
