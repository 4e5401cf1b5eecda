import type { DirectoryIndex } from "../directory/directory-index.ts";
import type { ChannelConfig } from "../domain/directory.ts";
import { candidates } from "../routing/candidates.ts";
import { carries, type Freight } from "../routing/carries.ts";
import { readLane } from "../routing/lanes.ts";
import type { ClaimedMessage } from "../store/store.ts";
import type { Outlet } from "./outlet.ts";
import type { Outlets } from "./outlets.ts";

/** For messages whose route no longer names a channel. */
const DEFAULT_GIVE_UP = 600_000;

/** Where lanes and messages may go, by the directory of this moment and the channels that run here. */
export class Ways {
  readonly #directory: () => DirectoryIndex;
  readonly #outlets: Outlets;

  constructor(directory: () => DirectoryIndex, outlets: Outlets) {
    this.#directory = directory;
    this.#outlets = outlets;
  }

  /** The running channels of a lane's route, first choice first. */
  outletsOf(lane: number): readonly Outlet[] {
    return this.#channelsOf(lane)
      .map((channel) => this.#outlets.get(channel.id))
      .filter((outlet) => outlet !== undefined);
  }

  /** ms from a message's send time. */
  giveUpAfter(lane: number): number {
    const channels = this.#channelsOf(lane);
    return channels.length > 0 ? Math.max(...channels.map((channel) => channel.retry.giveUpAfter)) : DEFAULT_GIVE_UP;
  }

  freightOf({ medium, text, numbered, accountId, ext }: ClaimedMessage): Freight {
    return { medium, text, numbered, suffix: `${this.#directory().accountById.get(accountId)?.code ?? ""}${ext}` };
  }

  /** Is there another channel on a message's route that could carry it, now or later? */
  hasOther(message: ClaimedMessage, channel: ChannelConfig): boolean {
    const freight = this.freightOf(message);
    return this.outletsOf(message.lane).some(({ config }) => config.id !== channel.id && carries(config, freight));
  }

  #channelsOf(lane: number): readonly ChannelConfig[] {
    const route = readLane(lane);
    const found = route && candidates(this.#directory(), route.productId, route.medium, route.operator);
    return found?.ok ? found.channels : [];
  }
}
