import type { TallyStore } from "../../store/store.ts";
import type { PortalCalls } from "../contract/portal/index.ts";
import type { Handlers } from "../handlers.ts";
import { wrongInput } from "../problem.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** Of Asia/Shanghai, which has no summer time. */
const OFFSET = 8 * HOUR;
const MOST = { hour: 62 * DAY, day: 732 * DAY } as const;

export interface StatisticsDeps {
  readonly store: { readonly tallies: Pick<TallyStore, "read"> };
}

export function statisticsHandlers({ store }: StatisticsDeps): Handlers<PortalCalls>["statistics"] {
  return {
    async read({ from, to, step }, { caller, now }) {
      if (to <= from) throw wrongInput("/to", "the time ends before it begins", "ends-before");
      if (to - from > MOST[step]) throw wrongInput("/from", `at most ${MOST[step] / DAY} days at once`, "too-wide");
      const size = step === "hour" ? HOUR : DAY;
      const begins = Math.floor((from + OFFSET) / size) * size - OFFSET;
      const rows = await store.tallies.read({ from: Math.max(0, begins), to, step, by: "nothing", accountId: caller.accountId });
      return {
        now,
        rows: rows.map(({ at, accepted, refused, delivered, failed, expired, unknown, cancelled, segments, refunded }) => ({
          ...{ at, accepted, refused, delivered, failed, expired, unknown, cancelled, segments, refunded },
        })),
      };
    },
  };
}
