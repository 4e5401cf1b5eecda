import type { PurgePace, RetentionStore } from "../../store.ts";
import type { Engine } from "../engine.ts";
import { dropPartition } from "../ops/drop-partition.ts";
import { purge } from "../ops/purge.ts";

/** Rows that are too old are nobody else's, so that a step holds nobody up; and each costs as many round trips. */
const PACE: PurgePace = { step: 200, pause: 2, least: 2_000, most: 20_000 };

export function retentionPort(engine: Engine): RetentionStore {
  return {
    pace: PACE,
    async purge(request) {
      const { drop, ...purged } = await engine.write((tx) => purge(tx, request));
      if (!drop) return purged;
      // what can't be had at once is tried again in the next round, not in this one
      return { ...purged, more: await dropPartition(engine, drop) };
    },
  };
}
