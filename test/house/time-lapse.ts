import type { ManualClock } from "../../src/runtime/manual-clock.ts";
import type { House } from "./house.ts";
import { turnOfLoop } from "./until.ts";

/** Calls that one round of pushing makes one after the other: what is due, take, the request, record. */
const ROUND_TRIPS = 6;

/**
 * Moves a house's time on in steps, and lets what that sets off come to an end after each.
 *
 * @param step ms; shorter than the lease of a taken push, or it is pushed twice
 */
export async function lapse(house: House, clock: ManualClock, ms: number, step: number): Promise<void> {
  for (let passed = 0; passed < ms; passed += step) {
    await clock.advance(Math.min(step, ms - passed));
    for (let trip = 0; trip < ROUND_TRIPS; trip++) {
      await house.store.pushes.due(0);
      await turnOfLoop();
    }
    await pushed(house);
  }
}

/** How long a push under way may take of real time before time goes on over it, ms: an answer from this machine takes one. */
const PATIENCE = 2_000;

/** Lets pushes under way be answered: their deadlines are of the time that is moved on, and would pass in an instant. */
export async function pushed(house: House): Promise<void> {
  const deadline = performance.now() + PATIENCE;
  while (house.running.pushing() > 0 && performance.now() < deadline) await turnOfLoop();
}
