import { firstIdAt, ID_STEP, TOOL_NODE } from "../domain/ids.ts";
import { systemClock } from "../runtime/clock.ts";

/**
 * A fresh id for what a command writes. Tools have no node number of their own: two that make one within one millisecond
 * differ by chance, so whoever writes it must be ready to try again with another.
 */
export function toolId(): number {
  return firstIdAt(systemClock.now()) + Math.floor(Math.random() * 256) * ID_STEP + TOOL_NODE;
}
