import { type ChannelOverview, isSettled } from "../../dispatch/channel-overview.ts";
import type { ChannelState } from "../../domain/channel-state.ts";
import type { ChannelModeChange } from "../../store/store.ts";
import { formatShanghai } from "../../text/shanghai-time.ts";

const HEAD = [
  "NAME",
  "KIND",
  "MODE",
  "STANDING",
  "SESSIONS",
  "WINDOW",
  "WAITING",
  "PER SECOND",
  "ACC/REF/DEF/UNK",
  "RECEIPTS",
  "LAST TROUBLE",
];

/** One line a channel, in columns. */
export function table(channels: readonly ChannelOverview[]): readonly string[] {
  const rows = [HEAD, ...channels.map(row)];
  const widths = HEAD.map((_, column) => Math.max(...rows.map((cells) => cells[column]?.length ?? 0)));
  return rows.map((cells) =>
    cells
      .map((cell, column) => (column === cells.length - 1 ? cell : cell.padEnd(widths[column] ?? 0)))
      .join("  ")
      .trimEnd(),
  );
}

function row({ name, kind, mode, standing, sum }: ChannelOverview): string[] {
  if (!sum) return [name, kind, mode, standing, ...HEAD.slice(4).map(() => "-")];
  const { sessions, window, waiting, submits, outcomes, trouble } = sum;
  return [
    name,
    kind,
    mode,
    standing,
    sessions ? `${sessions.bound}/${sessions.wanted}` : "-",
    `${window.used}/${window.size}`,
    String(waiting),
    (submits.last10s / 10).toFixed(1),
    `${outcomes.accepted}/${outcomes.refused}/${outcomes.deferred}/${outcomes.unknown}`,
    percent(sum.receiptRate),
    trouble ? `${formatShanghai(trouble.at)} ${trouble.what}` : "-",
  ];
}

function percent(share: number | undefined): string {
  return share === undefined ? "-" : `${Math.round(share * 100)}%`;
}

/** Everything that is known of a channel: how it is switched and by whom, and how it does on each node. */
export function details(channel: ChannelOverview, changes: readonly ChannelModeChange[]): readonly string[] {
  const { name, kind, id, enabled, mode, standing, nodes } = channel;
  return [
    `${name}: ${kind} channel ${id}, switched ${mode}, ${standing}`,
    ...(enabled ? [] : ["its declaration says enabled: false, so no server runs it, however it is switched"]),
    ...nodes.flatMap(({ node, at, stale, state }) => [
      "",
      `node ${node}, as of ${formatShanghai(at)}${stale ? " (stale: that server has gone, or can't write)" : ""}`,
      ...nodeLines(state).map((line) => `  ${line}`),
    ]),
    ...(nodes.length === 0 && enabled ? ["", "no running server has said anything of it"] : []),
    "",
    changes.length === 0 ? "nobody has switched it yet" : "switched, latest first:",
    ...changes.map(
      (change) => `  ${formatShanghai(change.at)}  ${change.mode.padEnd(5)}  ${change.actor}${change.note && `, ${change.note}`}`,
    ),
  ];
}

function nodeLines(state: ChannelState): readonly string[] {
  const { pulse, share, window, submits, outcomes, receipts, trouble, rejection, circuit } = state;
  const { accepted, refused, deferred, unknown, throttled } = outcomes;
  const ended = receipts.delivered + receipts.failed;
  return [
    `mode        ${state.mode}${state.mode === "up" ? "" : isSettled(state) ? ", nothing under way" : ", finishing what is under way"}`,
    ...(share ? [`share       ${share.held} of ${share.of} parts of its sessions and rate`] : []),
    `upstream    ${state.up ? "reached" : share?.held === 0 ? "left to other servers" : "not reached"}${pulse.throttled ? ", resting: it said too fast" : ""}`,
    ...(pulse.sessions ? [`sessions    ${pulse.sessions.bound} of ${pulse.sessions.wanted} bound`] : []),
    `window      ${window.used} of ${window.size} used, ${state.waiting} parts waiting before it`,
    `submits     ${submits.last10s} in the last 10 seconds, ${submits.last60s} in the last minute`,
    `answers     ${accepted} accepted, ${refused} refused, ${deferred} deferred (${throttled} throttled), ${unknown} unknown in the last minute`,
    `receipts    ${ended} (${receipts.delivered} delivered, ${receipts.failed} failed) for ${receipts.accepted} accepted in the last 5 minutes`,
    ...(circuit ? [`circuit     ${circuit}: messages are kept from it, as it fails`] : []),
    ...(pulse.balance ? [`balance     ${pulse.balance.credits} credits, asked ${formatShanghai(pulse.balance.at)}`] : []),
    ...(rejection ? [`rejection   ${formatShanghai(rejection.at)} ${rejection.outcome} ${rejection.code}`] : []),
    ...(trouble ? [`trouble     ${formatShanghai(trouble.at)} ${trouble.what}`] : []),
  ];
}

/** The mode in effect on a node, and how far that has come. */
export function describe(state: ChannelState): string {
  const { mode, up, share, window, waiting, pulse } = state;
  const bound = pulse.sessions ? `, ${pulse.sessions.bound} of ${pulse.sessions.wanted} sessions bound` : "";
  const reached = `${up ? "upstream reached" : "upstream not reached"}${bound}`;
  if (mode === "up") return `up: ${share?.held === 0 ? "left to other servers" : reached}`;
  const left = `${window.used} submits not answered, ${waiting} parts to go`;
  if (mode === "drain") return isSettled(state) ? `drained: nothing under way, ${reached}` : `draining: ${left}`;
  return isSettled(state) ? "down: sessions closed" : `closing: ${left}`;
}
