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
