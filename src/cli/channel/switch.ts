import { isSettled, STALE } from "../../dispatch/channel-overview.ts";
import type { ChannelMode } from "../../domain/channel-state.ts";
import type { ChannelConfig } from "../../domain/directory.ts";
import { systemClock } from "../../runtime/clock.ts";
import type { NodeChannelState, Store } from "../../store/store.ts";
import { formatShanghai } from "../../text/shanghai-time.ts";
import type { CommandIo } from "../cli.ts";
import { operatorName } from "../operator.ts";
import { pause } from "../pause.ts";
import { Problem } from "../problem.ts";
import { describe } from "./show.ts";

/** ms between looks at what servers have written. */
const LOOK = 200;
/** UTF-16 units. */
const LONGEST_NOTE = 200;

/** Switches a channel, and waits until the running servers say that they have done so. @param wait ms */
export async function switchTo(
  store: Store,
  io: CommandIo,
  channel: ChannelConfig,
  mode: ChannelMode,
  { note, wait }: { readonly note: string; readonly wait: number },
): Promise<void> {
  const { id: channelId, name } = channel;
  const at = systemClock.now();
  const before = await store.channels.setMode({ channelId, mode, at, actor: operatorName(), note: note.slice(0, LONGEST_NOTE) });
  if (before === undefined) throw new Problem(`there is no channel "${name}"`);
  io.out(before === mode ? `${name} is switched ${mode} already` : `${name}: switched from ${before} to ${mode}`);
  if (!channel.enabled) {
    io.out("its declaration says enabled: false, so no server runs it, however it is switched");
    return;
  }
  await watch(store, io, channel, mode, systemClock.monotonic() + wait);
}

async function watch(store: Store, io: CommandIo, { id, name }: ChannelConfig, mode: ChannelMode, deadline: number): Promise<void> {
  const said = new Map<number, string>();
  for (;;) {
    const now = systemClock.now();
    const nodes = (await store.channels.states()).filter(({ channelId, at }) => channelId === id && now - at <= STALE);
    if (nodes.length === 0) {
      io.out("no running server has said anything of it lately; the next one that starts has it this way");
      return;
    }
    const done = nodes.every(({ state }) => state.mode === mode && isSettled(state));
    const late = systemClock.monotonic() >= deadline;
    for (const node of nodes) if (node.state.mode === mode) say(io, node, said);
    if (done) return;
    if (late) {
      const behind = nodes.filter(({ state }) => state.mode !== mode).map(({ node }) => node);
      if (behind.length > 0)
        throw new Problem(`node ${behind.join(", ")} has not taken it up yet; yizhan channel show ${name} says when it has`);
      const { trouble } = nodes.find(({ state }) => state.trouble)?.state ?? {};
      if (mode === "up" && trouble) io.out(`last trouble: ${formatShanghai(trouble.at)} ${trouble.what}`);
      io.out(`it goes on by itself; yizhan channel show ${name} says how far it is`);
      return;
    }
    await pause(LOOK);
  }
}

/** Each news of a node once. */
function say(io: CommandIo, { node, state }: NodeChannelState, said: Map<number, string>): void {
  const news = `node ${node}: ${describe(state)}`;
  if (said.get(node) === news) return;
  said.set(node, news);
  io.out(news);
}
