import type { ChannelMode, ChannelState } from "../../../domain/channel-state.ts";
import { MODE } from "../../shared/codes.ts";
import type { ChannelModeChange, NodeChannelState, OwnChannelState } from "../../store.ts";
import type { Tx } from "../tx.ts";
import { directoryChanged } from "./directory.ts";

const LATEST = "SELECT mode FROM channel_change WHERE channel_id = ? ORDER BY id DESC LIMIT 1";

/** See `ChannelStore.setMode`. */
export function setMode(tx: Tx, { channelId, mode, at, actor, note }: ChannelModeChange): ChannelMode | undefined {
  const { db } = tx;
  if (db.get("SELECT 1 FROM channel WHERE id = ?", channelId) === undefined) return undefined;
  const before = modeOf(tx, channelId);
  if (before === mode) return before;
  const add = "INSERT INTO channel_change (channel_id, mode, at, actor, note) VALUES (?, ?, ?, ?, ?)";
  db.run(add, channelId, MODE.code[mode], at, actor, note);
  directoryChanged(tx);
  return before;
}

function modeOf(tx: Tx, channelId: number): ChannelMode {
  const row = tx.db.get<{ mode: number }>(LATEST, channelId);
  return row ? MODE.word(row.mode) : "up";
}

export function changes(tx: Tx, channelId: number, limit: number): readonly ChannelModeChange[] {
  return tx.db
    .all<{ mode: number; at: number; actor: string; note: string }>(
      "SELECT mode, at, actor, note FROM channel_change WHERE channel_id = ? ORDER BY id DESC LIMIT ?",
      channelId,
      limit,
    )
    .map(({ mode, at, actor, note }) => ({ channelId, mode: MODE.word(mode), at, actor, note }));
}

/** See `ChannelStore.report`. */
export function report(tx: Tx, node: number, at: number, states: readonly OwnChannelState[], forget: number): void {
  const { db } = tx;
  db.run("DELETE FROM channel_state WHERE node = ? OR at < ?", node, forget);
  for (const { channelId, state } of states)
    db.run("INSERT INTO channel_state VALUES (?, ?, ?, ?)", node, channelId, at, JSON.stringify(state));
}

export function states(tx: Tx): readonly NodeChannelState[] {
  return tx.db
    .all<{ node: number; channel_id: number; at: number; doc: string }>("SELECT node, channel_id, at, doc FROM channel_state")
    .map(({ node, channel_id, at, doc }) => ({ node, channelId: channel_id, at, state: JSON.parse(doc) as ChannelState }))
    .sort((a, b) => a.channelId - b.channelId || a.node - b.node);
}
