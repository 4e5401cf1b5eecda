import type { Account, ChannelConfig, Directory, PlatformSettings, Product } from "../domain/directory.ts";

/** A directory with what the hot path looks things up by. Immutable: a change makes a new one. */
export interface DirectoryIndex {
  readonly version: number;
  readonly settings: PlatformSettings;
  readonly accounts: readonly Account[];
  readonly accountById: ReadonlyMap<number, Account>;
  readonly accountByLogin: ReadonlyMap<string, Account>;
  readonly accountByEnterpriseId: ReadonlyMap<number, Account>;
  readonly productById: ReadonlyMap<number, Product>;
  /** Phones that the frequency rule doesn't hold for, normalised. */
  readonly exemptPhones: ReadonlySet<string>;
  readonly channelById: ReadonlyMap<number, ChannelConfig>;
}

export function indexDirectory(directory: Directory): DirectoryIndex {
  return {
    version: directory.version,
    settings: directory.settings,
    accounts: directory.accounts,
    accountById: new Map(directory.accounts.map((account) => [account.id, account])),
    accountByLogin: new Map(directory.accounts.map((account) => [account.login, account])),
    accountByEnterpriseId: new Map(directory.accounts.map((account) => [account.enterpriseId, account])),
    productById: new Map(directory.products.map((product) => [product.id, product])),
    exemptPhones: new Set(directory.settings.frequency.exemptPhones),
    channelById: new Map(directory.channels.map((channel) => [channel.id, channel])),
  };
}
