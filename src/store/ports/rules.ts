import type { PortedNumber, TemplatePlan } from "../../domain/provisioning.ts";

export interface RuleStore {
  /** Keywords, templates and blacklists. They change with the directory's version, but for what `blacklisted` tells. */
  load(): Promise<StoredRules>;
  /**
   * What was put on blacklists after the given blacklist version, and the version now: cheap, polled by every node, as people
   * opt out all day. What is taken off a blacklist makes the directory's version grow.
   */
  blacklisted(after: number): Promise<BlacklistChange>;
}

export interface StoredRules {
  readonly keywords: readonly string[];
  readonly ported: readonly PortedNumber[];
  readonly templates: readonly (TemplatePlan & { readonly accountId: number })[];
  readonly blacklist: readonly BlacklistEntry[];
  readonly blacklistVersion: number;
}

export interface BlacklistEntry {
  /** 0: the platform's. */
  readonly accountId: number;
  /** Normalised. */
  readonly phone: string;
  /** UTC ms; undefined: never. */
  readonly expiresAt: number | undefined;
}

export interface BlacklistChange {
  readonly version: number;
  readonly entries: readonly BlacklistEntry[];
}

/**
 * Lists that people keep by hand, beside what a provisioning file declares. Every change makes the directory's version grow, but for
 * what is put on a blacklist (`RuleStore.blacklisted`).
 */
export interface RuleListStore {
  /** In the order of their code points, after the given one; `part`: only those that contain it, whatever the case of its ASCII letters. */
  keywords(after: string, limit: number, part: string): Promise<readonly string[]>;
  /**
   * Answers how many were new and how many were there to be taken out; a word in both lists is there afterwards. At most 50,000 a call,
   * without blanks around them. A file changes none of it for as long as it goes on declaring (or not declaring) the word.
   */
  changeKeywords(add: readonly string[], remove: readonly string[]): Promise<{ readonly added: number; readonly removed: number }>;
  /** By account and phone, after the given one; also those whose time is over. */
  blacklist(query: BlacklistQuery): Promise<readonly ListedBlacklistEntry[]>;
  /**
   * Those that are there already get the new reason, source, time and end; of one that is given twice, the last counts. At most 10,000 a call.
   * Answers how many it put there or changed.
   *
   * @param keep those of this source stay as they are
   */
  block(entries: readonly NewBlacklistEntry[], keep?: "opt-out"): Promise<number>;
  /** Answers how many were there. At most 10,000 a call. A file doesn't put them back on. */
  unblock(accountId: number, phones: readonly string[]): Promise<number>;
}

export interface BlacklistQuery {
  /** 0: the platform's; undefined: all. */
  readonly accountId?: number | undefined;
  /** Normalised; whole. */
  readonly phone?: string | undefined;
  readonly after?: Pick<BlacklistEntry, "accountId" | "phone"> | undefined;
  readonly limit: number;
}

export interface NewBlacklistEntry extends BlacklistEntry {
  readonly reason: string;
  /** `console`, `portal`, `provisioning`, `opt-out`. */
  readonly source: string;
  readonly createdAt: number;
}

export type ListedBlacklistEntry = NewBlacklistEntry;
