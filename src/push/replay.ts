import type { PushKind } from "../domain/push.ts";
import type { PushStore } from "../store/store.ts";

/** How long after it became known an item can be pushed again. */
export const REPLAYABLE = 30 * 24 * 3_600_000;

export interface ReplayRequest {
  readonly accountId: number;
  readonly kinds: readonly PushKind[];
  /** UTC ms at which the report or inbound text became known; `from` included, `to` not. */
  readonly from: number;
  readonly to: number;
  readonly now: number;
  /** Who asks for it. */
  readonly actor: string;
}

export type ReplayResult =
  | { readonly ok: true; readonly items: Readonly<Record<PushKind, number>> }
  /** A sentence about the window. */
  | { readonly ok: false; readonly why: string };

/**
 * Has everything of a window pushed again, with its whole schedule: what was given up, what waits, and what was received,
 * where the customer has lost it.
 */
export async function replayPushes(store: Pick<PushStore, "replay">, { kinds, ...window }: ReplayRequest): Promise<ReplayResult> {
  if (window.from >= window.to) return { ok: false, why: "the window ends before it begins" };
  if (window.from < window.now - REPLAYABLE) return { ok: false, why: "the window begins more than 30 days ago" };
  const items: Record<PushKind, number> = { report: 0, inbound: 0 };
  for (const kind of kinds) items[kind] = await store.replay({ ...window, kind });
  return { ok: true, items };
}
