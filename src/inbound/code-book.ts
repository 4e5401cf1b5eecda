import type { DirectoryIndex } from "../directory/directory-index.ts";
import type { Account } from "../domain/directory.ts";

/** Whom an access code means: the accounts that share the longest account code that fits it, at least one. */
export interface Addressed {
  readonly accountIds: readonly number[];
  readonly accountCode: string;
  /** What follows the account's code. */
  readonly ext: string;
}

/** Account ids by account code. */
type Codes = Map<string, number[]>;

/** Which accounts a channel's access codes belong to: those whose product routes over the channel. Made once a directory. */
export class CodeBook {
  readonly #directory: DirectoryIndex;
  readonly #byChannel = new Map<number, Codes>();

  constructor(directory: DirectoryIndex) {
    this.#directory = directory;
    const channels = new Map([...directory.productById.values()].map((product) => [product.id, channelsOf(product)]));
    for (const account of directory.accounts) {
      for (const channelId of channels.get(account.productId ?? 0) ?? []) this.#add(channelId, account);
    }
  }

  /** Undefined where the text was sent to no account's code, or to none that begins with the channel's. */
  find(channelId: number, accessCode: string): Addressed | undefined {
    const channel = this.#directory.channelById.get(channelId);
    const codes = this.#byChannel.get(channelId);
    if (!channel || !codes || !accessCode.startsWith(channel.code)) return undefined;
    const suffix = accessCode.slice(channel.code.length);
    for (let length = suffix.length; length >= 0; length--) {
      const accountCode = suffix.slice(0, length);
      const accountIds = codes.get(accountCode);
      if (accountIds) return { accountIds, accountCode, ext: suffix.slice(length) };
    }
    return undefined;
  }

  #add(channelId: number, { id, code }: Account): void {
    const codes: Codes = this.#byChannel.get(channelId) ?? new Map();
    this.#byChannel.set(channelId, codes);
    const sharing = codes.get(code);
    if (sharing) sharing.push(id);
    else codes.set(code, [id]);
  }
}

function channelsOf({ routes }: { readonly routes: readonly { readonly channels: readonly number[] }[] }): ReadonlySet<number> {
  return new Set(routes.flatMap((route) => route.channels));
}
