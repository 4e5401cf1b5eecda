import { PushForms } from "../../push/bundle.ts";
import { replayPushes } from "../../push/replay.ts";
import { tryPush } from "../../push/try-push.ts";
import { changeAccount, markOf, withoutTokens } from "../account-edit.ts";
import { accountOf } from "../console/account-of.ts";
import type { PortalCalls } from "../contract/portal/index.ts";
import type { WebDeps } from "../deps.ts";
import type { Handlers } from "../handlers.ts";
import { CallProblem, wrongInput } from "../problem.ts";
import { OK } from "../session.ts";
import { atField } from "./at-field.ts";

const PAGE = 50;

export type PushesDeps = Pick<WebDeps, "clock" | "ids" | "store" | "directory" | "changed" | "dialects" | "kinds">;

export function pushesHandlers(deps: PushesDeps): Handlers<PortalCalls>["pushes"] {
  const { store, directory } = deps;
  const forms = new PushForms(deps.dialects);
  return {
    async get(_input, { caller, now }) {
      const account = accountOf(deps, caller.accountId);
      const { mode, method, reports, inbound } = account.push;
      const counts = await store.pushes.counts(account.id);
      const dialect = forms.fallback(account);
      return {
        now,
        mode,
        ...(method === undefined ? {} : { method }),
        ...(reports === undefined ? {} : { reports }),
        ...(inbound === undefined ? {} : { inbound }),
        ...(dialect === undefined ? {} : { dialect }),
        mark: markOf(account, directory()),
        counts: counts.map(({ dueAt, ...count }) => ({ ...count, ...(dueAt === undefined ? {} : { dueAt }) })),
      };
    },
    async change({ mark, mode, method, reports = "", inbound = "" }, { caller, now, audit }) {
      const account = accountOf(deps, caller.accountId);
      audit({ subject: account.login });
      const push = { mode, method, reports: reports.trim(), inbound: inbound.trim() };
      const { before, after } = await atField("push", changeAccount(deps, account, { push }, { mark, now }));
      audit({ before: withoutTokens(before.push), after: withoutTokens(after.push) });
      return OK;
    },
    async test({ kind }, { caller, audit }) {
      const account = accountOf(deps, caller.accountId);
      audit({ subject: account.login, after: { kind } });
      const tried = await tryPush(deps, account, kind);
      if (!tried.ok) throw new CallProblem("refused", `a push can't be tried: ${tried.why}`, { reason: tried.why });
      const { ok: _, ...result } = tried;
      audit({ after: { kind, verdict: result.verdict, status: result.status } });
      return result;
    },
    async list({ before, limit = PAGE, kind, state }, { caller }) {
      const { rows, more } = await store.search.pushes({ accountId: caller.accountId, before, limit, kind, state });
      return {
        rows: rows.map(({ itemId, dueAt, refused, unreached, last, kind: of, at, state: is }) => ({
          id: itemId,
          kind: of,
          at,
          state: is,
          ...(dueAt === undefined ? {} : { dueAt }),
          tries: refused + unreached + (is === "received" ? 1 : 0),
          ...(last === undefined ? {} : { last }),
        })),
        ...(more === undefined ? {} : { more }),
      };
    },
    async replay({ kind, from, to }, { caller, now, audit }) {
      const { id: accountId, login } = accountOf(deps, caller.accountId);
      audit({ subject: login, after: { kind, from, to } });
      const replayed = await replayPushes(store.pushes, { accountId, kinds: [kind], from, to, now, actor: caller.name });
      if (!replayed.ok) throw wrongInput(from >= to ? "/to" : "/from", replayed.why, from >= to ? "ends-before" : "too-long-ago");
      return { items: replayed.items[kind] };
    },
  };
}
