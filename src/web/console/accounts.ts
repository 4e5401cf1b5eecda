import { randomBytes } from "node:crypto";
import type { Account, AccountSecrets } from "../../domain/directory.ts";
import { MAX_ID } from "../../domain/ids.ts";
import { newSecret } from "../../provisioning/secret.ts";
import { tryPush } from "../../push/try-push.ts";
import { applyAccount, changeAccount, documentOf, markOf, patched, planOf, switchAccount, withoutTokens } from "../account-edit.ts";
import { PLACEHOLDERS, secretsOf, sheetOf } from "../account-sheet.ts";
import { SECRET_NAMES } from "../contract/console/accounts.ts";
import type { ConsoleCalls } from "../contract/console/index.ts";
import type { WebDeps } from "../deps.ts";
import type { CallContext, Handlers } from "../handlers.ts";
import { CallProblem } from "../problem.ts";
import { OK } from "../session.ts";
import { accountOf } from "./account-of.ts";
import { rowOf, settingsOf, wantedBy } from "./account-rows.ts";
import { useOf } from "./account-use.ts";

const PAGE = 50;

export type AccountsDeps = Pick<WebDeps, "clock" | "ids" | "store" | "directory" | "changed" | "dialects" | "kinds" | "calls" | "sessions">;

export function accountsHandlers(deps: AccountsDeps): Handlers<ConsoleCalls>["accounts"] {
  const { store, directory, dialects, calls, sessions } = deps;
  const find = (id: number): Account => accountOf(deps, id);
  const balanceOf = async ({ id }: Account, { caller }: CallContext) => {
    if (!caller.may("credits.see")) return {};
    const { sms, mms } = await store.ledger.balance(id);
    return { balance: { sms: sms.credits, mms: mms.credits } };
  };
  const made = (kinds: readonly (typeof SECRET_NAMES)[number][]): Partial<AccountSecrets> =>
    Object.fromEntries(kinds.map((kind) => [kind, newSecret(randomBytes)]));

  return {
    async list({ before = MAX_ID, limit = PAGE, ...wanted }, context) {
      const current = directory();
      const found = current.accounts
        .filter((account) => account.id < before && wantedBy(account, wanted, current))
        .sort((a, b) => b.id - a.id);
      const page = found.slice(0, limit);
      const rows = await Promise.all(page.map(async (account) => ({ ...rowOf(account, current), ...(await balanceOf(account, context)) })));
      const last = page.at(-1);
      return { rows, ...(found.length > limit && last ? { more: last.id } : {}) };
    },
    async options() {
      return {
        dialects: dialects.map(({ name, title, pushes }) => ({ name, title: { ...title }, pushes: pushes !== undefined })),
        products: [...directory().productById.values()].map(({ name }) => name).sort(),
      };
    },
    async get({ id }, context) {
      const account = find(id);
      const current = directory();
      const { login, enabled, enterpriseId, secrets, signature } = account;
      return {
        id,
        login,
        enabled,
        settings: settingsOf(documentOf(account, current)),
        mark: markOf(account, current),
        enterpriseId,
        secrets: SECRET_NAMES.filter((name) => secrets[name] !== undefined),
        signatures: [...signature.approved],
        ...(await balanceOf(account, context)),
      };
    },
    async create(given, { caller, now, origin, audit }) {
      const { login, credits, mmsCredits, ...settings } = given;
      audit({ subject: login, after: partOf(given, given) });
      if (((credits ?? 0) > 0 || (mmsCredits ?? 0) > 0) && !caller.may("credits.book"))
        throw new CallProblem("forbidden", "to open an account with credits takes the permission credits.book");
      const secrets = made(SECRET_NAMES);
      const plan = planOf(deps, { ...patched({}, settings), ...secrets, login, ...patched({}, { credits, mmsCredits }) });
      await applyAccount(deps, plan, undefined, now);
      const account = directory().accountByLogin.get(login);
      if (!account) throw new CallProblem("internal", "the account was made, and isn't known here yet");
      audit({ accountId: account.id });
      return { id: account.id, login, secrets: secretsOf(account.secrets), sheet: sheetOf(dialects, account, origin, true) };
    },
    async change({ id, mark, ...patch }, { now, audit }) {
      const account = find(id);
      audit({ subject: account.login, accountId: id });
      const { before, after } = await changeAccount(deps, account, patch, { mark, now });
      audit({ before: partOf(before, patch), after: partOf(after, patch) });
      return OK;
    },
    async switch({ id, enabled, reason }, { now, audit }) {
      const account = find(id);
      audit({ subject: account.login, accountId: id, before: { enabled: account.enabled }, after: { enabled, reason } });
      await switchAccount(deps, account, enabled, now);
      return OK;
    },
    async secrets({ id }, { origin, audit }) {
      const account = find(id);
      audit({ subject: account.login, accountId: id });
      return { secrets: secretsOf(account.secrets), sheet: sheetOf(dialects, account, origin, true) };
    },
    async newSecrets({ id, kinds }, { origin, audit }) {
      const account = find(id);
      audit({ subject: account.login, accountId: id, after: { kinds } });
      const secrets = made(kinds);
      await store.accounts.changeSecrets(account, secrets);
      await deps.changed();
      // of the others nothing is shown: they may be known to the customer only
      return {
        secrets: secretsOf(secrets),
        sheet: sheetOf(dialects, { ...account, secrets: { ...PLACEHOLDERS, ...secrets } }, origin, true),
      };
    },
    async sheet({ id }, { origin }) {
      return sheetOf(dialects, find(id), origin, false);
    },
    async enter({ id }, context) {
      const account = find(id);
      context.audit({ subject: account.login, accountId: id });
      const token = await sessions.open({ userId: context.caller.userId, strong: true, asAccount: id }, context.now, context);
      if (token === undefined) throw new CallProblem("not-signed-in", "you may not sign in any more");
      context.cookies.set("portal", token);
      return OK;
    },
    async use({ id, days }, { now }) {
      return { rows: await useOf(store.tallies, find(id).id, days, now) };
    },
    async calls({ id }) {
      const rows = calls.of(find(id).id).map(({ parameters, ...call }) => ({
        ...call,
        parameters: parameters.map(([name, value]) => ({ name, value })),
      }));
      return { rows };
    },
    async testPush({ id, kind }, { audit }) {
      const account = find(id);
      audit({ subject: account.login, accountId: id, after: { kind } });
      const tried = await tryPush(deps, account, kind);
      if (!tried.ok) throw new CallProblem("refused", `a push can't be tried: ${tried.why}`, { reason: tried.why });
      const { ok: _, ...result } = tried;
      audit({ after: { kind, verdict: result.verdict, status: result.status } });
      return result;
    },
  };
}

/** What of a document was to be changed. */
function partOf(document: Readonly<Record<string, unknown>>, patch: object): Readonly<Record<string, unknown>> {
  const part = (name: string): unknown => (name === "push" && document.push !== undefined ? withoutTokens(document.push) : document[name]);
  return Object.fromEntries(Object.keys(patch).map((name) => [name, part(name) ?? null]));
}
