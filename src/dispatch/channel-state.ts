import type { ChannelState } from "../domain/channel-state.ts";
import type { ChannelConfig } from "../domain/directory.ts";
import type { Outlet } from "./outlet.ts";
import type { OutletStats } from "./outlet-stats.ts";

/**
 * How a channel does on this node.
 *
 * @param outlet undefined where it doesn't run here
 * @param slots that the nodes share; undefined where one has them all
 */
export function channelState(config: ChannelConfig, outlet: Outlet | undefined, stats: OutletStats, slots?: number): ChannelState {
  const wanted = config.mode ?? "up";
  const past = stats.figures();
  if (!outlet) {
    const window = { used: 0, size: config.window * config.sessions };
    return { mode: wanted, running: false, up: false, pulse: {}, window, waiting: 0, ...past };
  }
  const { channel, used, size, waiting } = outlet;
  const mode = outlet.open ? "up" : wanted === "up" ? "drain" : wanted;
  const { kind: circuit } = outlet.breaker.circuit;
  const share = slots === undefined ? {} : { share: { held: outlet.held, of: slots } };
  const up = outlet.held > 0 && channel.isUp();
  const broken = circuit === "closed" ? {} : { circuit };
  return { mode, running: true, up, ...share, ...broken, pulse: channel.pulse?.() ?? {}, window: { used, size }, waiting, ...past };
}

/** A line of a channel's log as one sentence: what happened and why, without its other facts. */
export function troubleOf(message: string, facts: Readonly<Record<string, unknown>> = {}): string {
  const reasons = [facts.why, facts.error, facts.reason, facts.code].filter((fact) => typeof fact === "string" && fact !== "");
  return [message, ...reasons].join(": ");
}
