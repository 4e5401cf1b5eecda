import { fairShare } from "../../shared/fair-share.ts";
import type { HeldShare, ShareRound } from "../../store.ts";
import type { Row, Tx } from "../tx.ts";
import { storeTime } from "./store-time.ts";

/** The node's own sign of life as one that dispatches, and all that have given one. */
const SIGN = `
WITH me AS (
  UPDATE node SET dispatches_until = $3 WHERE number = $1 AND name = $2 AND until > $4 RETURNING number
)
SELECT number, EXISTS (SELECT FROM me) AS mine FROM node WHERE dispatches_until > $4 OR number = $1 ORDER BY number`;
const RELEASE = `
DELETE FROM channel_share s USING unnest($2::integer[], $3::integer[]) AS r (channel_id, slot)
WHERE s.channel_id = r.channel_id AND s.slot = r.slot AND s.name = $1`;
/** A slot that lapsed meanwhile isn't renewed: its node has stopped using it, and takes it anew if it is still free. */
const RENEW = `
UPDATE channel_share s SET until = $2, serves = a.serves
FROM unnest($3::integer[], $4::integer[], $5::boolean[]) AS a (channel_id, slots, serves)
WHERE s.name = $1 AND s.channel_id = a.channel_id AND s.slot < a.slots AND s.until > $6`;
const SHARES = `
SELECT channel_id, slot, name, serves FROM channel_share WHERE channel_id = ANY($1::integer[]) AND until > $2 ORDER BY channel_id, slot`;
/** The key makes nodes that want the same slot wait for each other; who comes second finds that it isn't free. */
const TAKE = `
INSERT INTO channel_share AS s (channel_id, slot, name, until, serves)
SELECT channel_id, slot, $1, $2, false FROM unnest($3::integer[], $4::integer[]) AS t (channel_id, slot) ORDER BY channel_id, slot
ON CONFLICT (channel_id, slot) DO UPDATE SET name = excluded.name, until = excluded.until, serves = false WHERE s.until <= $5
RETURNING channel_id, slot`;

interface ShareRow extends Row {
  channel_id: number;
  slot: number;
  name: string;
  serves: boolean;
}

export async function hold(tx: Tx, { node, name, ttl, witness, channels, release }: ShareRound): Promise<readonly HeldShare[]> {
  const { now } = await storeTime(tx, witness);
  const until = now + ttl;
  const nodes = await tx.all<Row & { number: number; mine: boolean }>(SIGN, node, name, until, now);
  if (nodes[0]?.mine !== true) return channels.map(({ channelId }) => ({ channelId, slots: [], fair: 0, servedElsewhere: false }));
  if (release.length > 0) {
    const [ids, slots] = [release.map(({ channelId }) => channelId), release.map(({ slot }) => slot)];
    await tx.run(RELEASE, name, ids, slots);
  }
  const ids = channels.map(({ channelId }) => channelId);
  const counts = channels.map(({ slots }) => slots);
  const serving = channels.map(({ serves }) => serves);
  await tx.run(RENEW, name, until, ids, counts, serving, now);
  const rows = Map.groupBy(await tx.all<ShareRow>(SHARES, ids, now), (row) => row.channel_id);
  const place = nodes.findIndex(({ number }) => number === node);
  const held = channels.map(({ channelId, slots }) => {
    const live = rows.get(channelId) ?? [];
    return {
      channelId,
      slots: live.filter((row) => row.name === name && row.slot < slots).map(({ slot }) => slot),
      fair: fairShare(slots, nodes.length, place, channelId),
      servedElsewhere: live.some((row) => row.name !== name && row.serves),
      free: free(slots, live),
    };
  });
  const wanted = held.flatMap(({ channelId, slots, fair, free }) =>
    free.slice(0, Math.max(0, fair - slots.length)).map((slot) => ({ channelId, slot })),
  );
  const taken = wanted.length === 0 ? [] : await take(tx, name, until, wanted, now);
  return held.map(({ channelId, slots, fair, servedElsewhere }) => {
    const more = taken.filter((row) => row.channel_id === channelId).map(({ slot }) => slot);
    return { channelId, slots: [...slots, ...more].sort((a, b) => a - b), fair, servedElsewhere };
  });
}

function free(slots: number, live: readonly ShareRow[]): readonly number[] {
  const used = new Set(live.map(({ slot }) => slot));
  return Array.from({ length: slots }, (_, slot) => slot).filter((slot) => !used.has(slot));
}

function take(tx: Tx, name: string, until: number, wanted: readonly { readonly channelId: number; readonly slot: number }[], now: number) {
  const [ids, slots] = [wanted.map(({ channelId }) => channelId), wanted.map(({ slot }) => slot)];
  return tx.all<Row & { channel_id: number; slot: number }>(TAKE, name, until, ids, slots, now);
}
