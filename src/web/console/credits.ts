import { idTime, MAX_ID } from "../../domain/ids.ts";
import type { ConsoleCalls } from "../contract/console/index.ts";
import type { WebDeps } from "../deps.ts";
import type { Handlers } from "../handlers.ts";
import { CallProblem, wrongInput } from "../problem.ts";
import { accountOf } from "./account-of.ts";

const PAGE = 50;
/** How old, or how far ahead, a booking's number may be, ms: its place in the ledger goes by it. */
const GOOD_FOR = 24 * 3_600_000;
const AHEAD = 60_000;

export type CreditsDeps = Pick<WebDeps, "ids" | "store" | "directory">;

export function creditsHandlers(deps: CreditsDeps): Handlers<ConsoleCalls>["credits"] {
  const { ids, store } = deps;
  return {
    async newRef() {
      return { ref: ids.take(1) };
    },
    async book({ accountId, ref, kind, medium, credits, note }, { caller, now, audit }) {
      const account = accountOf(deps, accountId);
      audit({ subject: account.login, accountId, after: { kind, medium, credits, note } });
      if (credits === 0) throw wrongInput("/credits", "must not be 0");
      if (kind === "recharge" && credits < 0) throw wrongInput("/credits", "a recharge is above 0");
      if (idTime(ref) < now - GOOD_FOR || idTime(ref) > now + AHEAD)
        throw new CallProblem("conflict", "this booking's number is too old: ask for another");
      return store.ledger.book({ ref, accountId, medium, kind, credits, at: now, actor: caller.name, note: note.trim() });
    },
    async ledger({ before, limit = PAGE, accountId, medium, kinds, from, to }) {
      accountOf(deps, accountId);
      const { rows, more } = await store.search.ledger({
        before: before === MAX_ID ? undefined : before,
        limit,
        accountId,
        medium,
        kinds,
        from,
        to,
      });
      return {
        rows: rows.map(({ actor, note, ...row }) => ({
          ...row,
          ...(actor === undefined ? {} : { actor }),
          ...(note === undefined ? {} : { note }),
        })),
        ...(more === undefined ? {} : { more }),
      };
    },
  };
}
