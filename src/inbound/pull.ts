import { type Account, waysOf } from "../domain/directory.ts";
import type { Inbound } from "../domain/inbound.ts";
import type { Refusal } from "../domain/reasons.ts";
import { completeInbound } from "../reports/complete.ts";
import type { HandOver } from "../reports/pull.ts";
import type { InboundStore } from "../store/store.ts";

export interface PullInboundDeps {
  readonly store: Pick<InboundStore, "take" | "confirm" | "release">;
  readonly ids: { take(count: number): number };
}

export interface PullInboundRequest {
  readonly limit: number;
  /** UTC ms; older ones stay where they are. */
  readonly notBefore?: number | undefined;
  readonly now: number;
}

export type PullInboundResult =
  | { readonly ok: true; readonly inbound: readonly Inbound[]; readonly handOver: HandOver }
  | { readonly ok: false; readonly refusal: Refusal };

/** Texts that one query hands out at most, whatever it asks for. */
const MOST = 5_000;
/** How long a response may take to be written; after that its texts are on offer again. */
const HAND_OVER = 60_000;

/** Hands an account's waiting inbound texts out, once: see "Pull once" in the platform's rules. */
export async function pullInbound(deps: PullInboundDeps, account: Account, request: PullInboundRequest): Promise<PullInboundResult> {
  if (!waysOf(account.push, "inbound").pull)
    return { ok: false, refusal: { reason: "report-forbidden", detail: "the account's inbound texts are pushed" } };
  const token = deps.ids.take(1);
  const stored = await deps.store.take({
    accountId: account.id,
    token,
    limit: Math.min(request.limit, MOST),
    notBefore: request.notBefore,
    now: request.now,
    until: request.now + HAND_OVER,
  });
  const ids = stored.map(({ id }) => id);
  return {
    ok: true,
    inbound: stored.map(completeInbound),
    handOver: {
      done: (at) => (ids.length === 0 ? Promise.resolve() : deps.store.confirm(account.id, token, ids, at)),
      broken: () => (ids.length === 0 ? Promise.resolve() : deps.store.release(account.id, token, ids)),
    },
  };
}
