import { expect, it } from "vitest";
import { ManualClock } from "../runtime/manual-clock.ts";
import { StoreClock } from "./store-clock.ts";

const STORE = Date.UTC(2026, 10, 20, 3);

function rig(): { readonly machine: ManualClock; readonly clock: StoreClock; readonly told: unknown[] } {
  const machine = new ManualClock();
  const told: unknown[] = [];
  return { machine, told, clock: new StoreClock(machine, (level, _message, facts) => told.push([level, facts])) };
}

it("is the machine's where it is never compared, and isn't set back: it goes on until the machine's has caught up", async () => {
  const { machine, clock, told } = rig();
  const start = clock.now();
  machine.jumpTo(start + 5_000);
  expect(clock.now()).toBe(start + 5_000);
  machine.jumpTo(start - 3_600_000);
  expect([clock.now(), clock.offset]).toEqual([start + 5_000, 3_605_000]);
  await machine.advance(1_000);
  expect(clock.now()).toBe(start + 6_000);
  expect(told).toEqual([["warn", { bySeconds: 3_605, goesOnAsIfNot: true }]]);
  machine.jumpTo(start + 7_000);
  expect([clock.now(), clock.offset]).toEqual([start + 7_000, 0]);
});

it("takes a clock that is set back by more than a day for one that was wrong before", () => {
  const { machine, clock, told } = rig();
  const start = clock.now();
  machine.jumpTo(start - 86_400_001);
  expect([clock.now(), clock.offset]).toEqual([start - 86_400_001, 0]);
  expect(told).toEqual([["warn", { bySeconds: 86_400, goesOnAsIfNot: false }]]);
});

it("goes on from what the store has seen, where the clock was set back while nobody ran", () => {
  const { machine, clock } = rig();
  clock.goOnFrom(machine.now() + 3_600_000);
  expect(clock.now()).toBe(machine.now() + 3_600_000);
  const other = rig().clock;
  other.goOnFrom(0);
  expect(other.now()).toBe(machine.now());
});

it("is the machine's until it has been compared, and goes on from the store's after that, whatever the machine is set to", async () => {
  const { machine, clock } = rig();
  expect(clock.now()).toBe(machine.now());
  clock.compare(STORE, 0);
  await machine.advance(1_500);
  machine.jumpTo(machine.now() - 3_600_000);
  expect(clock.now()).toBe(STORE + 1_500);
});

it("takes the middle of a question for the moment of its answer, and doesn't follow what the measurement itself may make", async () => {
  const { machine, clock } = rig();
  await machine.advance(40);
  clock.compare(STORE, 0);
  expect(clock.now()).toBe(STORE + 20);
  await machine.advance(100);
  clock.compare(STORE + 125, machine.monotonic());
  expect(clock.now()).toBe(STORE + 120);
  clock.compare(STORE + 180, machine.monotonic());
  expect(clock.now()).toBe(STORE + 180);
});

it("says once a minute that this machine's clock is more than two seconds off, and by how much", async () => {
  const { machine, clock, told } = rig();
  clock.compare(machine.now() + 2_000, 0);
  expect([clock.offset, told]).toEqual([2_000, []]);
  clock.compare(machine.now() - 2_500, 0);
  expect(told).toEqual([["warn", { aheadMs: 2_500 }]]);
  await machine.advance(59_000);
  clock.compare(machine.now() - 2_500, machine.monotonic());
  expect(told).toHaveLength(1);
  await machine.advance(1_000);
  clock.compare(machine.now() - 2_500, machine.monotonic());
  expect([told.length, clock.offset]).toEqual([2, -2_500]);
});

it("tells no time that is earlier than one it has told: it stands still where the store's went back a little", async () => {
  const { machine, clock } = rig();
  clock.compare(STORE, 0);
  await machine.advance(5_000);
  expect(clock.now()).toBe(STORE + 5_000);
  clock.compare(STORE + 2_000, machine.monotonic());
  expect(clock.now()).toBe(STORE + 5_000);
  expect(clock.witness).toEqual({ carried: STORE + 2_000, machine: machine.now() });
  await machine.advance(2_500);
  expect(clock.now()).toBe(STORE + 5_000);
  await machine.advance(1_000);
  expect(clock.now()).toBe(STORE + 5_500);
});

it("follows a store whose time is behind by more than it would stand still for", async () => {
  const { machine, clock } = rig();
  clock.compare(STORE, 0);
  expect(clock.now()).toBe(STORE);
  clock.compare(STORE - 3_600_000, machine.monotonic());
  expect(clock.now()).toBe(STORE - 3_600_000);
});

it("bears witness of its machine's time alone until it has heard the store's", () => {
  const { machine, clock } = rig();
  expect(clock.witness).toEqual({ carried: undefined, machine: machine.now() });
});

it("says once a minute that the database's clock has jumped, and by how much", async () => {
  const { machine, clock, told } = rig();
  clock.compare(machine.now(), 0, 3_600_000);
  await machine.advance(59_000);
  clock.compare(machine.now(), machine.monotonic(), 3_590_000);
  expect([told, clock.ahead]).toEqual([[["warn", { databaseAheadMs: -3_600_000 }]], 3_590_000]);
  await machine.advance(1_000);
  clock.compare(machine.now(), machine.monotonic(), 3_580_000);
  expect(told).toHaveLength(2);
});
