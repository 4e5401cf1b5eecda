import { receiptRate, successRate } from "../../domain/rates.ts";
import type { LatencyRow, TallyRow } from "../../store/store.ts";
import { type Check, type Looked, MINUTE, minuteOf } from "./check.ts";

/** Receipts are behind what they are for; what was sent in the last minute isn't missed yet. */
const LAG = MINUTE;

/** A channel of whose messages that ended too few were delivered. */
export const successRates: Check<"success-rate"> = async (looked, { percent, messages, minutes }) => {
  const rows = await byChannel(looked, minutes, 0);
  return rows.flatMap((row) => {
    const ended = row.delivered + row.failed + row.unknown;
    return lower(looked, "success-rate", row.id, { rate: successRate(row), of: ended, percent, messages, minutes });
  });
};

/** A channel that takes messages and brings too few receipts. */
export const receiptRates: Check<"receipt-rate"> = async (looked, { percent, messages, minutes }) => {
  const to = minuteOf(looked.now) + MINUTE;
  const [rows, latencies] = await Promise.all([
    byChannel(looked, minutes, LAG),
    looked.store.tallies.latencies({ from: to - minutes * MINUTE - LAG, to }),
  ]);
  const receipts = new Map(latencies.map((row) => [row.channelId, came(row)]));
  return rows.flatMap(({ id, sent }) => {
    const rate = receiptRate(sent, receipts.get(id) ?? 0);
    return lower(looked, "receipt-rate", id, { rate, of: sent, percent, messages, minutes });
  });
};

/** @param lag ms by which the time ends before now */
async function byChannel({ store, now }: Looked, minutes: number, lag: number): Promise<readonly TallyRow[]> {
  const to = minuteOf(now) + MINUTE - lag;
  const rows = await store.tallies.read({ from: to - minutes * MINUTE, to, step: "all", by: "channel" });
  return rows.filter(({ id }) => id !== 0);
}

function came({ counts }: LatencyRow): number {
  return counts.reduce((sum, count) => sum + count, 0);
}

interface Rated {
  readonly rate: number | undefined;
  /** Messages that it is the rate of. */
  readonly of: number;
  readonly percent: number;
  readonly messages: number;
  readonly minutes: number;
}

function lower({ directory }: Looked, kind: "success-rate" | "receipt-rate", id: number, { rate, of, percent, messages, minutes }: Rated) {
  const channel = directory.channelById.get(id);
  if (!channel?.enabled || rate === undefined || of < messages || rate * 100 >= percent) return [];
  const facts = { percent: Math.round(rate * 1_000) / 10, least: percent, messages: of, minutes };
  return [{ kind, of: id, subject: channel.name, facts }];
}
