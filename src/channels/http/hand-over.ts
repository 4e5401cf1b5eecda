import { sleep } from "../../runtime/clock.ts";
import { errorFact } from "../../runtime/log.ts";
import type { ChannelHost } from "../channel.ts";

/** What the host is given at a time. */
const HELPING = 500;
/** ms between tries: doubled from the first to the longest. */
const FIRST_WAIT = 1_000;
const LONGEST_WAIT = 30_000;

/**
 * Hands over what upstream gave out and won't give out again, until the host has it; nothing more is asked for meanwhile, so that
 * one answer is all that waits in memory.
 *
 * @param take the host's; resolves when it is durable
 * @param signal the channel stops: what isn't taken then gets one last try, and is lost
 * @returns whether the host has it all
 */
export async function handOver<T>(
  items: readonly T[],
  take: (batch: readonly T[]) => Promise<void>,
  host: Pick<ChannelHost, "clock" | "log">,
  signal: AbortSignal,
): Promise<boolean> {
  let wait = FIRST_WAIT;
  for (let first = 0; first < items.length; ) {
    const last = signal.aborted;
    try {
      await take(items.slice(first, first + HELPING));
      first += HELPING;
      wait = FIRST_WAIT;
    } catch (error) {
      const facts = { count: items.length - first, ...errorFact(error) };
      if (last) {
        host.log("error", "what upstream had given out could not be stored before the channel stopped, and is lost", facts);
        return false;
      }
      if (wait === FIRST_WAIT)
        host.log("warn", "what upstream gave out could not be stored yet; it is kept, and no more is asked for", facts);
      await sleep(host.clock, wait, signal);
      wait = Math.min(LONGEST_WAIT, wait * 2);
    }
  }
  return true;
}
