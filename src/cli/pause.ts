import { setTimeout } from "node:timers/promises";

/** Waits, and keeps the process alive meanwhile, which the clock's timers don't. @param ms */
export async function pause(ms: number): Promise<void> {
  await setTimeout(ms);
}
