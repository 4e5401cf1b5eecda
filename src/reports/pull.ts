import type { DirectoryIndex } from "../directory/directory-index.ts";
import { type Account, waysOf } from "../domain/directory.ts";
import type { Refusal } from "../domain/reasons.ts";
import type { Report } from "../domain/submission.ts";
import type { ReportStore } from "../store/store.ts";
import { completeReport } from "./complete.ts";

export interface PullDeps {
  readonly store: ReportStore;
  readonly ids: { take(count: number): number };
}

export interface PullRequest {
  readonly limit: number;
  readonly submissionId?: number | undefined;
  /** UTC ms; older ones stay where they are. */
  readonly notBefore?: number | undefined;
  readonly now: number;
}

/** Reports that one query hands out at most, whatever it asks for. */
const MOST = 5_000;
/** How long a response may take to be written; after that its reports are on offer again. */
const HAND_OVER = 60_000;

export type PullResult =
  | { readonly ok: true; readonly reports: readonly Report[]; readonly handOver: HandOver }
  | { readonly ok: false; readonly refusal: Refusal };

/** What the ingress says of the response that carries the reports. Exactly one is called. */
export interface HandOver {
  /** Written out completely: these reports are never offered again. */
  done(at: number): Promise<void>;
  /** Broken off: offered again at the next query. */
  broken(): Promise<void>;
}

/** Hands an account's waiting reports out, once: see "Pull once" in the platform's rules. */
export async function pullReports(deps: PullDeps, directory: DirectoryIndex, account: Account, request: PullRequest): Promise<PullResult> {
  if (!waysOf(account.push, "report").pull)
    return { ok: false, refusal: { reason: "report-forbidden", detail: "the account's reports are pushed" } };
  const token = deps.ids.take(1);
  const stored = await deps.store.take({
    accountId: account.id,
    token,
    limit: Math.min(request.limit, MOST),
    submissionId: request.submissionId,
    notBefore: request.notBefore,
    now: request.now,
    until: request.now + HAND_OVER,
  });
  const ids = stored.map((report) => report.messageId);
  return {
    ok: true,
    reports: stored.map((report) => completeReport(report, directory, account)),
    handOver: {
      done: (at) => (ids.length === 0 ? Promise.resolve() : deps.store.confirm(account.id, token, ids, at)),
      broken: () => (ids.length === 0 ? Promise.resolve() : deps.store.release(account.id, token, ids)),
    },
  };
}
