import type { Witness } from "../../store.ts";
import type { Row, Tx } from "../tx.ts";

/** What the server's clock and the notes in `meta` say, UTC ms; `latest` is null before the first node has come. */
export interface Seen {
  readonly server: number;
  /** How far the store's time is ahead of the server's clock. */
  readonly ahead: number;
  /** The store's time when it was noted last. */
  readonly latest: number | null;
}

export interface StoreTime {
  /** UTC ms. */
  readonly now: number;
  readonly ahead: number;
}

/** What the server's clock may differ from what was to be expected without having jumped, ms: less than leases have left when they are renewed. */
const ODD = 4_000;
/** A machine's clock confirms another one where it is no further from that than this (ms), and than a quarter of the leap in question. */
const NEAR = 60_000;
/** How often the time is noted, ms. */
const NOTED_EVERY = 1_000;
/**
 * How fast the store's time comes near its server's clock again. Nodes reckon their leases by monotonic clocks, with a sixth to
 * spare: this leaves most of it.
 */
const PACE = 1 / 20;

const SEE = `
SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint AS server, (SELECT value FROM meta WHERE key = 'clock') AS latest,
  coalesce((SELECT value FROM meta WHERE key = 'clock_ahead'), 0) AS ahead`;
const LOCK = "SELECT 1 AS held FROM meta WHERE key = 'clock' FOR UPDATE";
const NOTE = `
INSERT INTO meta AS m (key, value) VALUES ('clock', $1), ('clock_ahead', $2)
ON CONFLICT (key) DO UPDATE SET value = CASE m.key WHEN 'clock' THEN greatest(m.value, excluded.value) ELSE excluded.value END`;

/**
 * The store's time, which leases and all nodes go by: the server's clock, but for its jumps. Where that is set back, or set on
 * further than nodes know time to have passed, the store's time goes on as if it had not been, and nears it by a twentieth of the time that passes.
 *
 * Comes before anything else in a transaction: a time that is too old makes leases shorter, never longer.
 *
 * @param witness what the node knows of the time; without one, a clock that was set on is believed
 */
export async function storeTime(tx: Tx, witness?: () => Witness): Promise<StoreTime> {
  const first = await look(tx, witness);
  if (!first.jumped && !first.due) return first;
  // who only notes the time leaves that to whoever is about to
  const mine = await tx.get(first.jumped ? LOCK : `${LOCK} SKIP LOCKED`);
  if (!mine && !first.isNew) return first;
  const { now, ahead } = await look(tx, witness);
  await tx.run(NOTE, now, ahead);
  return { now, ahead };
}

async function look(tx: Tx, witness?: () => Witness) {
  const before = witness?.();
  const seen = await tx.get<Row & Seen>(SEE);
  if (!seen) throw new Error("a SELECT of constants gives a row");
  const ahead = reckon(seen, before, witness?.());
  const now = seen.server + ahead;
  const passed = seen.latest === null ? 0 : now - seen.latest;
  const due = seen.latest === null || passed >= NOTED_EVERY;
  const jumped = ahead !== seen.ahead;
  const nearer = due && !jumped ? slewed(ahead, passed) : ahead;
  return { now: seen.server + nearer, ahead: nearer, jumped, due, isNew: seen.latest === null };
}

/**
 * How far the store's time is to be ahead of its server's clock, ms.
 *
 * @param before what the node knew before the server was asked
 * @param after … when it had answered
 */
export function reckon({ server, ahead, latest }: Seen, before?: Witness, after?: Witness): number {
  if (latest === null) return ahead;
  const time = server + ahead;
  const least = Math.max(latest, before?.carried ?? latest);
  if (time < least - ODD) return least - server;
  const most = Math.max(latest, after?.carried ?? latest);
  if (!after || time <= most + ODD) return ahead;
  // it leapt, or nobody was there, or all nodes and their monotonic clocks stood still: then their machines' clocks say the same
  const near = Math.min(NEAR, (time - most) / 4);
  if (Math.abs(after.machine - time) <= near) return ahead;
  if (Math.abs(after.machine - server) <= near) return Math.max(most, server) - server;
  // of two clocks the earlier one: what comes late can be made up for
  return (after.carried === undefined ? Math.max(most, Math.min(time, after.machine)) : most) - server;
}

/** @param passed since the time was noted, ms; after a pause no more is made up for than it takes to see a jump */
function slewed(ahead: number, passed: number): number {
  const step = Math.min(Math.abs(ahead), Math.round(Math.min(Math.max(0, passed), ODD) * PACE));
  return ahead - Math.sign(ahead) * step;
}
