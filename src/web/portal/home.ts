import type { DirectoryIndex } from "../../directory/directory-index.ts";
import type { LedgerStore, RequestStore, ReviewStore, SearchStore, TallyStore } from "../../store/store.ts";
import { accountOf } from "../console/account-of.ts";
import { useOf } from "../console/account-use.ts";
import type { PortalCalls } from "../contract/portal/index.ts";
import type { CallContext, Handlers } from "../handlers.ts";
import { type PortalStateName, seenAs } from "./message-view.ts";

const DAYS = 14;
/** Enough for the longest month. */
const READ = 31;
/** Days and months are those of Asia/Shanghai, which has no summer time. */
const OFFSET = 8 * 3_600_000;
/** Days whose use says how long credits last. */
const WEEK = 7;
/** Days for which credits should last. */
const ENOUGH = 3;
const LATEST = 6;
/** Recipients of a submission up to which its messages are counted for the list. */
const COUNTED = 2_000;
/** Held submissions that are looked through for the account's own. */
const HELD = 500;

export interface HomeDeps {
  readonly store: {
    readonly ledger: Pick<LedgerStore, "balance">;
    readonly tallies: Pick<TallyStore, "read" | "backlog">;
    readonly search: Pick<SearchStore, "submissions" | "progress">;
    readonly requests: Pick<RequestStore, "templatesOf" | "signatures">;
    readonly reviews: Pick<ReviewStore, "list">;
  };
  readonly directory: () => DirectoryIndex;
}

export function homeHandlers({ store, directory }: HomeDeps): Handlers<PortalCalls>["home"] {
  const latest = async (accountId: number) => {
    const { rows } = await store.search.submissions({ accountId, before: undefined, limit: LATEST });
    return Promise.all(
      rows.map(async ({ id, dialect, medium, acceptedAt, sendAt, recipients, credits, text }) => {
        const progress = recipients > COUNTED ? undefined : await store.search.progress(id);
        const facts = { id, dialect, medium, acceptedAt, sendAt, recipients, credits, text };
        return { ...facts, ...(progress === undefined || progress.partial ? {} : { states: statesOf(progress.states) }) };
      }),
    );
  };
  const reviews = async (accountId: number) => {
    const [held, templates, signatures] = await Promise.all([
      store.reviews.list(0, HELD),
      store.requests.templatesOf(accountId),
      store.requests.signatures({ accountId, waiting: true, limit: HELD }),
    ]);
    return {
      submissions: held.filter((row) => row.accountId === accountId).length,
      templates: templates.filter(({ state }) => state === "review").length,
      signatures: signatures.length,
    };
  };
  return {
    async look(_input, { caller: { accountId }, now }: CallContext) {
      const { creditLimit } = accountOf({ directory }, accountId);
      const [balances, use, backlog, waiting, submissions] = await Promise.all([
        store.ledger.balance(accountId),
        useOf(store.tallies, accountId, READ, now),
        store.tallies.backlog(now),
        reviews(accountId),
        latest(accountId),
      ]);
      const days = use.slice(-DAYS);
      const credits = balances.sms.credits;
      const used = days.slice(-WEEK).reduce((sum, { segments, refunded }) => sum + Math.max(0, segments - refunded), 0);
      const lasts = used === 0 ? undefined : Math.max(0, Math.floor(((credits + creditLimit) * WEEK) / used));
      const own = backlog.find((row) => row.accountId === accountId);
      return {
        now,
        balance: { sms: credits, mms: balances.mms.credits },
        creditLimit,
        ...(lasts === undefined ? {} : { lasts }),
        low: credits + creditLimit <= 0 || (lasts !== undefined && lasts < ENOUGH),
        today: sumOf(use.slice(-1)),
        month: sumOf(use.slice(-new Date(now + OFFSET).getUTCDate())),
        days,
        queued: own?.waiting ?? 0,
        ...(own?.oldestDue === undefined ? {} : { oldestDue: own.oldestDue }),
        reviews: waiting,
        latest: submissions,
      };
    },
  };
}

type Use = Awaited<ReturnType<typeof useOf>>[number];

/** Of days in a row; it begins where the first of them does. */
function sumOf(days: readonly Use[]): Use {
  const sum = { at: days[0]?.at ?? 0, accepted: 0, delivered: 0, failed: 0, unknown: 0, segments: 0, refunded: 0 };
  for (const day of days) for (const name of COUNTS) sum[name] += day[name];
  return sum;
}

const COUNTS = ["accepted", "delivered", "failed", "unknown", "segments", "refunded"] as const;

/** Added up by how the account sees them. */
function statesOf(states: Readonly<Partial<Record<Parameters<typeof seenAs>[0], number>>>) {
  const sums = new Map<PortalStateName, number>();
  for (const [state, count] of Object.entries(states) as [Parameters<typeof seenAs>[0], number][])
    sums.set(seenAs(state), (sums.get(seenAs(state)) ?? 0) + count);
  return [...sums].map(([state, count]) => ({ state, count }));
}
