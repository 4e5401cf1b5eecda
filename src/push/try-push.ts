import type { Dialect } from "../dialects/dialect.ts";
import type { PushVerdict } from "../dialects/pushes.ts";
import type { DirectoryIndex } from "../directory/directory-index.ts";
import type { Account } from "../domain/directory.ts";
import type { PushKind } from "../domain/push.ts";
import type { Clock } from "../runtime/clock.ts";
import type { PushItem } from "../store/store.ts";
import { AddressGuard, type Resolve, systemResolve } from "./address-guard.ts";
import { PushForms } from "./bundle.ts";
import { readable } from "./courier.ts";
import { PostOffice } from "./post-office.ts";

export interface TryPushDeps {
  readonly clock: Clock;
  readonly ids: { take(count: number): number };
  readonly dialects: readonly Dialect[];
  readonly directory: () => DirectoryIndex;
  /** The system's where it is left out. */
  readonly resolve?: Resolve;
}

export type TriedPush =
  /** The account has no address for that kind, or none of its interfaces pushes. */
  | { readonly ok: false; readonly why: "no-address" | "no-pushes" }
  | {
      readonly ok: true;
      /** In whose form it was sent. */
      readonly dialect: string;
      readonly method: "GET" | "POST";
      /** How the dialect judged the answer. */
      readonly verdict: PushVerdict;
      /** HTTP status; 0: nobody answered. */
      readonly status: number;
      /** The beginning of the answer, or why there is none. */
      readonly note: string;
      /** How long it took, ms. */
      readonly took: number;
    };

/** No customer's: a number of a range that documents use. */
const PHONE = "13800138000";
const TEXT = "驿站推送测试";

/**
 * Sends one made-up report or inbound text to an account's own address, as its interface would: through the same guard, bounded alike.
 * Nothing is stored, and nothing is tried again. Works where the account is set to be pulled from as well: an address is tried before it is relied upon.
 */
export async function tryPush(deps: TryPushDeps, account: Account, kind: PushKind): Promise<TriedPush> {
  const { clock, ids, dialects, directory, resolve = systemResolve } = deps;
  const url = kind === "report" ? account.push.reports : account.push.inbound;
  if (url === undefined) return { ok: false, why: "no-address" };
  const forms = new PushForms(dialects);
  const dialect = forms.fallback(account);
  if (dialect === undefined) return { ok: false, why: "no-pushes" };
  const now = clock.now();
  const current = directory();
  const [bundle] = forms.bundles([itemOf(account, kind, dialect, ids.take(2), now)], account, current, dialect);
  if (bundle === undefined) return { ok: false, why: "no-pushes" };
  const office = new PostOffice(new AddressGuard(current.settings.push.allowAddresses, resolve), clock);
  try {
    const request = bundle.encode({ url, account, now });
    const began = clock.monotonic();
    const delivery = await office.deliver(request, new AbortController().signal);
    const took = Math.round(clock.monotonic() - began);
    const facts = { ok: true, dialect, method: request.method, took } as const;
    if (delivery.kind !== "answered")
      return { ...facts, verdict: "unreached", status: 0, note: delivery.kind === "unreached" ? delivery.why : "broken off" };
    const { status, body } = delivery.answer;
    return { ...facts, verdict: bundle.judge(delivery.answer), status, note: readable(body) };
  } finally {
    office.retire();
  }
}

function itemOf(account: Account, kind: PushKind, dialect: string, id: number, at: number): PushItem {
  const tries = { refused: 0, unreached: 0, firstAt: undefined };
  const facts = { phone: PHONE, at, ext: "", dialect };
  if (kind === "inbound") {
    const inbound = {
      ...facts,
      id,
      accountId: account.id,
      text: TEXT,
      accessCode: account.code,
      accountCode: account.code,
      answers: undefined,
    };
    return { ...tries, content: { kind, inbound } };
  }
  const report = {
    ...facts,
    messageId: id,
    submissionId: id,
    outcome: "delivered",
    code: "DELIVRD",
    orderId: undefined,
    channelId: undefined,
  } as const;
  return { ...tries, content: { kind, report } };
}
