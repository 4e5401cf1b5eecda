import type { TallyStore } from "../../store/store.ts";

const DAY = 24 * 3_600_000;
/** Of Asia/Shanghai, which has no summer time. */
const OFFSET = 8 * 3_600_000;
const NOTHING = { accepted: 0, delivered: 0, failed: 0, unknown: 0, segments: 0, refunded: 0 };

/** An account's sums by day of Asia/Shanghai, today's last; days without anything included. */
export async function useOf(tallies: Pick<TallyStore, "read">, accountId: number, days: number, now: number) {
  const today = Math.floor((now + OFFSET) / DAY) * DAY - OFFSET;
  const from = today - (days - 1) * DAY;
  const found = await tallies.read({ from, to: today + DAY, step: "day", by: "nothing", accountId });
  const byDay = new Map(found.map((row) => [row.at, row]));
  return Array.from({ length: days }, (_, index) => {
    const at = from + index * DAY;
    const { accepted, delivered, failed, unknown, segments, refunded } = byDay.get(at) ?? NOTHING;
    return { at, accepted, delivered, failed, unknown, segments, refunded };
  });
}
