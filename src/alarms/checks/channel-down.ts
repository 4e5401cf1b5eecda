import { overviewOf } from "../../dispatch/channel-overview.ts";
import type { Check } from "./check.ts";

const DOWN = new Set(["not connected", "failing", "unheard"]);
/** Characters of a trouble that are kept with an alarm. */
const TROUBLE = 200;

/** A channel that is switched up and carries nothing. */
export const channelDown: Check<"channel-down"> = async ({ store, directory, now }) => {
  const states = await store.channels.states();
  return [...directory.channelById.values()].flatMap((channel) => {
    const { standing, sum } = overviewOf(channel, states, now);
    if (!DOWN.has(standing) || (channel.mode ?? "up") !== "up") return [];
    const trouble = standing === "not connected" ? sum?.trouble?.what.slice(0, TROUBLE) : undefined;
    const facts = { standing, ...(trouble === undefined ? {} : { trouble }) };
    return [{ kind: "channel-down", of: channel.id, subject: channel.name, facts }];
  });
};
