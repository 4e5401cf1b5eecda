import type { DirectoryIndex } from "../directory/directory-index.ts";
import type { Clock } from "../runtime/clock.ts";
import type { ChannelStore } from "../store/store.ts";
import type { OrphanFigures } from "./channel-metrics.ts";

const DAY = 86_400_000;
/** ms; what came later may still find its submit. */
const EARLY = 60_000;
const MOST = 10_000;

/** Receipts of the last day that no message claims, by their channel's name; 0 for channels that have none. */
export function orphanFigures(store: Pick<ChannelStore, "countOrphans">, clock: Clock, directory: () => DirectoryIndex): OrphanFigures {
  return {
    now: () => clock.monotonic(),
    count: async () => {
      const now = clock.now();
      const counts = await store.countOrphans({ since: now - DAY, before: now - EARLY, most: MOST });
      const byId = new Map(counts.map(({ channelId, count }) => [channelId, count]));
      return new Map([...directory().channelById.values()].map(({ id, name }) => [name, byId.get(id) ?? 0]));
    },
  };
}
