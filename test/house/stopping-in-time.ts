import type { Channel } from "../../src/channels/channel.ts";
import type { ManualClock } from "../../src/runtime/manual-clock.ts";
import { passTime } from "./sockets-at-rest.ts";

/** A channel whose `stop` lets its deadline go by: suites stop channels while time stands still, and a drain waits for its peer. */
export function stoppingInTime(channel: Channel, clock: ManualClock): Channel {
  return {
    start: () => channel.start(),
    send: (part) => channel.send(part),
    ready: () => channel.ready(),
    isUp: () => channel.isUp(),
    async stop(deadline) {
      const stopped = channel.stop(deadline);
      await passTime(clock, deadline);
      await stopped;
    },
  };
}
