import type { ChannelMode, ChannelState } from "../../../domain/channel-state.ts";
import { type OrphanRow, orphanOf } from "../../shared/channel-rows.ts";
import { MODE } from "../../shared/codes.ts";
import type {
  ChannelModeChange,
  NodeChannelState,
  Orphan,
  OrphanCount,
  OrphansAsked,
  OrphansCounted,
  OwnChannelState,
} from "../../store.ts";
import type { Row, Tx } from "../tx.ts";
import { directoryChanged, holdDirectory } from "./directory.ts";

const THERE = "SELECT 1 AS there FROM channel WHERE id = $1";
const LATEST = "SELECT mode FROM channel_change WHERE channel_id = $1 ORDER BY id DESC LIMIT 1";
const SWITCH = "INSERT INTO channel_change (channel_id, mode, at, actor, note) VALUES ($1, $2, $3, $4, $5)";
const CHANGES = "SELECT mode, at, actor, note FROM channel_change WHERE channel_id = $1 ORDER BY id DESC LIMIT $2";
/** What others leave behind is taken away by whoever comes first. */
const FORGET = `
DELETE FROM channel_state WHERE (node, channel_id) IN
(SELECT node, channel_id FROM channel_state WHERE node = $1 OR at < $2 ORDER BY node, channel_id FOR UPDATE SKIP LOCKED)`;
const REPORT = `
INSERT INTO channel_state (node, channel_id, at, doc)
SELECT $1, channel_id, $2, doc FROM unnest($3::integer[], $4::text[]) AS s (channel_id, doc)
ON CONFLICT (node, channel_id) DO UPDATE SET at = excluded.at, doc = excluded.doc`;
const STATES = "SELECT node, channel_id, at, doc FROM channel_state ORDER BY channel_id, node";
const ORPHANS = `
SELECT id, channel_id, upstream_id, status, code, at, raw, phone FROM parked
WHERE at BETWEEN $1 AND $2 AND (at, id) > ($3, $4) AND ($5::integer IS NULL OR channel_id = $5) ORDER BY at, id LIMIT $6`;
const COUNT_ORPHANS = `
SELECT channel_id, count(*)::integer AS n
FROM (SELECT channel_id FROM parked WHERE at BETWEEN $1 AND $2 ORDER BY at, id LIMIT $3) AS counted GROUP BY channel_id ORDER BY channel_id`;

interface ChangeRow extends Row {
  mode: number;
  at: number;
  actor: string;
  note: string;
}

interface StateRow extends Row {
  node: number;
  channel_id: number;
  at: number;
  doc: string;
}

/** See `ChannelStore.setMode`. */
export async function setMode(tx: Tx, { channelId, mode, at, actor, note }: ChannelModeChange): Promise<ChannelMode | undefined> {
  await holdDirectory(tx);
  if (!(await tx.get(THERE, channelId))) return undefined;
  const row = await tx.get<{ mode: number }>(LATEST, channelId);
  const before = row ? MODE.word(row.mode) : "up";
  if (before === mode) return before;
  await tx.run(SWITCH, channelId, MODE.code[mode], at, actor, note);
  await directoryChanged(tx);
  return before;
}

/** See `ChannelStore.changes`. */
export async function changes(tx: Tx, channelId: number, limit: number): Promise<readonly ChannelModeChange[]> {
  const rows = await tx.all<ChangeRow>(CHANGES, channelId, limit);
  return rows.map(({ mode, at, actor, note }) => ({ channelId, mode: MODE.word(mode), at, actor, note }));
}

/** See `ChannelStore.report`. */
export async function report(tx: Tx, node: number, at: number, states: readonly OwnChannelState[], forget: number): Promise<void> {
  await tx.run(FORGET, node, forget);
  await tx.run(
    REPORT,
    node,
    at,
    states.map(({ channelId }) => channelId),
    states.map(({ state }) => JSON.stringify(state)),
  );
}

/** See `ChannelStore.states`. */
export async function states(tx: Tx): Promise<readonly NodeChannelState[]> {
  const rows = await tx.all<StateRow>(STATES);
  return rows.map(({ node, channel_id, at, doc }) => ({ node, channelId: channel_id, at, state: JSON.parse(doc) as ChannelState }));
}

/** See `ChannelStore.orphans`. */
export async function orphans(tx: Tx, { channelId, since, before, after, limit }: OrphansAsked): Promise<readonly Orphan[]> {
  const from = Math.max(since, after?.at ?? since);
  const rows = await tx.all<OrphanRow>(ORPHANS, from, before, after?.at ?? since - 1, after?.id ?? 0, channelId, limit);
  return rows.map(orphanOf);
}

/** See `ChannelStore.countOrphans`. */
export async function countOrphans(tx: Tx, { since, before, most }: OrphansCounted): Promise<readonly OrphanCount[]> {
  const rows = await tx.all<{ channel_id: number; n: number }>(COUNT_ORPHANS, since, before, most);
  return rows.map(({ channel_id, n }) => ({ channelId: channel_id, count: n }));
}
