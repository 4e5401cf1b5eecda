import type { DirectoryIndex } from "../directory/directory-index.ts";
import type { Answer, Call } from "../domain/call.ts";
import type { Account } from "../domain/directory.ts";
import type { Reason, Refusal } from "../domain/reasons.ts";
import { type HandOver, type PullDeps, pullReports } from "../reports/pull.ts";
import { type Clock, sleep } from "../runtime/clock.ts";
import { errorFact, type Log } from "../runtime/log.ts";
import { type LedgerStore, StoreError } from "../store/store.ts";
import { admit } from "../submission/admit.ts";
import type { LoginThrottle } from "../submission/login-throttle.ts";
import { type SubmitDeps, submit } from "../submission/submit.ts";

export interface CallDeps {
  readonly directory: () => DirectoryIndex;
  readonly submit: SubmitDeps;
  readonly pull: PullDeps;
  readonly ledger: LedgerStore;
  readonly throttle: LoginThrottle;
  readonly clock: Clock;
  readonly log: Log;
}

/** Where a call came from. */
export interface CallOrigin {
  readonly dialect: string;
  /** Source address, as far as it can be trusted. */
  readonly address: string;
  /** UTC ms. */
  readonly now: number;
}

export interface Answered {
  readonly answer: Answer;
  /** To be told how the response went. */
  readonly handOver?: HandOver;
}

/** Which reason a store's failure is for the caller of this kind of call. */
const STORE_REASONS: Record<StoreError["code"], Reason> = {
  busy: "busy",
  failed: "storage-failed",
  "outcome-unknown": "internal",
  closed: "busy",
};

/** Refusals that say the caller could not prove who it is: those are slowed when they repeat. */
const LOGIN_FAILURES: ReadonlySet<Reason> = new Set(["account-unknown", "password-wrong", "signature-wrong", "token-wrong"]);

/** Authenticates a call and does what it asks. Never rejects: what goes wrong on our side is a refusal too. */
export async function answerCall(deps: CallDeps, call: Call, origin: CallOrigin): Promise<Answered> {
  let account: Account | undefined;
  const refuse = (refusal: Refusal): Answered => ({ answer: { ok: false, refusal, account } });
  try {
    const directory = deps.directory();
    const admission = admit(directory, call.identity, origin.dialect, origin.address);
    if (!admission.ok) {
      await slowDown(deps, admission.refusal.reason, call.identity.login, origin.address);
      return { answer: admission };
    }
    account = admission.account;
    switch (call.kind) {
      case "submit": {
        const result = await submit(deps.submit, directory, account, origin.dialect, call.draft, origin.now);
        return result.ok ? { answer: { ok: true, account, value: result.value } } : refuse(result.refusal);
      }
      case "balance":
        return { answer: { ok: true, account, value: await deps.ledger.balance(account.id, call.medium) } };
      case "reports": {
        const result = await pullReports(deps.pull, account, { limit: call.limit, submissionId: call.submissionId, now: origin.now });
        return result.ok ? { answer: { ok: true, account, value: result.reports }, handOver: result.handOver } : refuse(result.refusal);
      }
      case "refuse":
        return refuse(call.refusal);
    }
  } catch (error) {
    const reason = error instanceof StoreError ? STORE_REASONS[error.code] : "internal";
    deps.log("error", "a call failed on our side", { dialect: origin.dialect, call: call.kind, reason, ...errorFact(error) });
    return refuse({ reason });
  }
}

async function slowDown(deps: CallDeps, reason: Reason, login: string, address: string): Promise<void> {
  if (!LOGIN_FAILURES.has(reason)) return;
  const delay = deps.throttle.failed(login, address, deps.clock.monotonic());
  if (delay > 0) await sleep(deps.clock, delay);
}
