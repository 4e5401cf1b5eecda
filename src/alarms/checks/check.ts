import type { DirectoryIndex } from "../../directory/directory-index.ts";
import type { AlarmKind, AlarmSetting } from "../../domain/alarms.ts";
import type { ChannelStore, LedgerStore, PushStore, RequestStore, SearchStore, TallyStore } from "../../store/store.ts";
import type { Finding } from "../finding.ts";

/** What checks look at. */
export interface Looked {
  /** UTC ms. */
  readonly now: number;
  readonly directory: DirectoryIndex;
  readonly store: {
    readonly channels: Pick<ChannelStore, "states">;
    readonly tallies: Pick<TallyStore, "read" | "latencies" | "backlog">;
    readonly ledger: Pick<LedgerStore, "balance">;
    readonly pushes: Pick<PushStore, "due">;
    readonly search: Pick<SearchStore, "pushes">;
    readonly requests: Pick<RequestStore, "waiting">;
  };
}

/** Looks for what is the matter, of one kind, by how that is set. Rejects as the store does: then nothing is known of it. */
export type Check<K extends AlarmKind> = (looked: Looked, setting: AlarmSetting<K>) => Promise<readonly Finding[]>;

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** Whole seconds, as facts have them. */
export function seconds(ms: number): number {
  return Math.max(0, Math.round(ms / 1_000));
}

/** The minute that a time is in. */
export function minuteOf(at: number): number {
  return at - (at % MINUTE);
}
