import type { ChannelCounts, ChannelMode, ChannelState, Standing } from "../domain/channel-state.ts";
import type { ChannelConfig } from "../domain/directory.ts";
import type { NodeChannelState } from "../store/store.ts";

/** ms; a node that has not written for so long is taken for gone. */
export const STALE = 30_000;

/** A channel over all nodes. */
export interface ChannelOverview {
  readonly id: number;
  readonly name: string;
  readonly kind: string;
  readonly enabled: boolean;
  /** As the directory has it; nodes take it up within a second. */
  readonly mode: ChannelMode;
  readonly standing: Standing;
  /** Sums over the nodes that are heard of; undefined where there are none. */
  readonly sum: ChannelSum | undefined;
  readonly nodes: readonly (NodeChannelState & { readonly stale: boolean })[];
}

export interface ChannelSum {
  readonly sessions: { readonly wanted: number; readonly bound: number } | undefined;
  readonly window: { readonly used: number; readonly size: number };
  readonly waiting: number;
  readonly submits: ChannelState["submits"];
  readonly outcomes: ChannelCounts;
  readonly receipts: ChannelState["receipts"];
  /** Receipts that ended a part, for each part that was accepted, both in the last 5 minutes; undefined where none was accepted. */
  readonly receiptRate: number | undefined;
  readonly trouble: ChannelState["trouble"];
  readonly rejection: ChannelState["rejection"];
}

/** @param states of all channels and nodes; @param now UTC ms */
export function overviewOf(channel: ChannelConfig, states: readonly NodeChannelState[], now: number): ChannelOverview {
  const { id, name, kind, enabled, mode = "up" } = channel;
  const nodes = states.filter(({ channelId }) => channelId === id).map((state) => ({ ...state, stale: now - state.at > STALE }));
  const heard = nodes.filter(({ stale }) => !stale).map(({ state }) => state);
  const standing = enabled ? standingOf(mode, heard) : "off";
  return { id, name, kind, enabled, mode, standing, sum: heard.length > 0 ? sumOf(heard) : undefined, nodes };
}

/** Whether a node has done all that the mode in effect there asks of it. */
export function isSettled({ mode, running, up, share, window, waiting }: ChannelState): boolean {
  if (mode === "up") return up || share?.held === 0;
  return mode === "down" ? !running : window.used === 0 && waiting === 0;
}

function standingOf(mode: ChannelMode, heard: readonly ChannelState[]): Standing {
  if (heard.length === 0) return "unheard";
  if (mode === "up") {
    const reached = heard.filter(({ up }) => up);
    if (reached.length === 0) return "not connected";
    return reached.every(({ circuit }) => circuit !== undefined) ? "failing" : "connected";
  }
  const settled = heard.every((state) => state.mode === mode && isSettled(state));
  if (mode === "drain") return settled ? "drained" : "draining";
  return settled ? "closed" : "closing";
}

function sumOf(states: readonly ChannelState[]): ChannelSum {
  const sum = (of: (state: ChannelState) => number): number => states.reduce((total, state) => total + of(state), 0);
  const latest = <T extends { readonly at: number }>(of: (state: ChannelState) => T | undefined): T | undefined =>
    states.map(of).reduce((a, b) => (a && b ? (a.at >= b.at ? a : b) : (a ?? b)), undefined);
  const counts = (name: keyof ChannelCounts): number => sum(({ outcomes }) => outcomes[name]);
  const receipts = {
    accepted: sum((state) => state.receipts.accepted),
    delivered: sum((state) => state.receipts.delivered),
    failed: sum((state) => state.receipts.failed),
  };
  return {
    sessions: states.some(({ pulse }) => pulse.sessions)
      ? { wanted: sum(({ pulse }) => pulse.sessions?.wanted ?? 0), bound: sum(({ pulse }) => pulse.sessions?.bound ?? 0) }
      : undefined,
    window: { used: sum(({ window }) => window.used), size: sum(({ window }) => window.size) },
    waiting: sum(({ waiting }) => waiting),
    submits: { last10s: sum(({ submits }) => submits.last10s), last60s: sum(({ submits }) => submits.last60s) },
    outcomes: {
      accepted: counts("accepted"),
      refused: counts("refused"),
      deferred: counts("deferred"),
      unknown: counts("unknown"),
      throttled: counts("throttled"),
    },
    receipts,
    receiptRate: receipts.accepted === 0 ? undefined : (receipts.delivered + receipts.failed) / receipts.accepted,
    trouble: latest(({ trouble }) => trouble),
    rejection: latest(({ rejection }) => rejection),
  };
}
