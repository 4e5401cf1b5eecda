import { manageTemplates, type TemplateDeps } from "../accounts/templates.ts";
import type { DirectoryIndex } from "../directory/directory-index.ts";
import type { Answer, Call } from "../domain/call.ts";
import type { Account } from "../domain/directory.ts";
import type { Reason, Refusal } from "../domain/reasons.ts";
import { type PullInboundDeps, pullInbound } from "../inbound/pull.ts";
import { type HandOver, type PullDeps, pullReports } from "../reports/pull.ts";
import { type Clock, sleep } from "../runtime/clock.ts";
import { errorFact, type Log } from "../runtime/log.ts";
import type { LoginThrottle } from "../runtime/login-throttle.ts";
import { type LedgerStore, StoreError } from "../store/store.ts";
import { admit } from "../submission/admit.ts";
import { type SubmitDeps, submit } from "../submission/submit.ts";

export interface CallDeps {
  readonly directory: () => DirectoryIndex;
  readonly submit: SubmitDeps;
  readonly pull: PullDeps;
  readonly pullInbound: PullInboundDeps;
  readonly ledger: LedgerStore;
  readonly accounts: TemplateDeps;
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
const STORE_REFUSALS: Record<StoreError["code"], Refusal> = {
  busy: { reason: "busy" },
  failed: { reason: "storage-failed" },
  "outcome-unknown": { reason: "internal", outcomeUnknown: true },
  closed: { reason: "busy" },
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
        return { answer: { ok: true, account, value: await deps.ledger.balance(account.id) } };
      case "reports": {
        const result = await pullReports(deps.pull, directory, account, {
          limit: call.limit,
          submissionId: call.submissionId,
          notBefore: call.notBefore,
          now: origin.now,
        });
        return result.ok ? { answer: { ok: true, account, value: result.reports }, handOver: result.handOver } : refuse(result.refusal);
      }
      case "inbound": {
        const { limit, notBefore } = call;
        const result = await pullInbound(deps.pullInbound, account, { limit, notBefore, now: origin.now });
        return result.ok ? { answer: { ok: true, account, value: result.inbound }, handOver: result.handOver } : refuse(result.refusal);
      }
      case "check-content": {
        const bound = directory.settings.limits.content;
        if (call.text.length > bound) return refuse({ reason: "content-too-long", bound });
        return { answer: { ok: true, account, value: { words: deps.submit.rules().keywords.find(call.text) } } };
      }
      case "change-password":
        await deps.accounts.store.changePassword(account, call.password);
        await deps.accounts.changed();
        return { answer: { ok: true, account, value: null } };
      case "templates": {
        const result = await manageTemplates(deps.accounts, account, call.request, origin.now);
        return result.ok ? { answer: { ok: true, account, value: result.value } } : refuse(result.refusal);
      }
      case "refuse":
        return refuse(call.refusal);
    }
  } catch (error) {
    const refusal: Refusal = error instanceof StoreError ? STORE_REFUSALS[error.code] : { reason: "internal" };
    const facts = { dialect: origin.dialect, call: call.kind, reason: refusal.reason };
    deps.log("error", "a call failed on our side", { ...facts, ...errorFact(error) });
    return refuse(refusal);
  }
}

async function slowDown(deps: CallDeps, reason: Reason, login: string, address: string): Promise<void> {
  if (!LOGIN_FAILURES.has(reason)) return;
  const delay = deps.throttle.failed(login, address, deps.clock.monotonic());
  if (delay > 0) await sleep(deps.clock, delay);
}
