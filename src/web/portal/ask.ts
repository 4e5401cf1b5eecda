import { keepTemplates, type TemplateResult } from "../../accounts/templates.ts";
import type { AccountStore, RequestStore } from "../../store/store.ts";
import { isSignature } from "../../text/signature-block.ts";
import type { PortalCalls } from "../contract/portal/index.ts";
import type { Handlers } from "../handlers.ts";
import { CallProblem, notFound, wrongInput } from "../problem.ts";
import { OK } from "../session.ts";
import { accountOf, refusedBy, type SubmittingDeps } from "./submitting.ts";

export interface AskDeps extends Pick<SubmittingDeps, "directory"> {
  readonly ids: { take(count: number): number };
  readonly changed: () => Promise<void>;
  readonly store: {
    readonly accounts: AccountStore;
    readonly requests: Pick<RequestStore, "templatesOf" | "askSignature" | "signatures" | "withdrawSignature">;
  };
}

/** Signatures of an account that wait. */
const MOST_WAITING = 20;
/** Requests for signatures that are shown. */
const SHOWN = 200;

export function askHandlers(deps: AskDeps): Handlers<PortalCalls>["ask"] {
  const { store, ids, changed } = deps;
  const templates = { store: store.accounts, ids, changed };
  const textOf = async (accountId: number, id: string) => (await store.accounts.templates(accountId, id))[0]?.text;
  return {
    async templates(_input, { caller }) {
      const rows = [...(await store.requests.templatesOf(caller.accountId))].sort((a, b) => b.askedAt - a.askedAt);
      return {
        rows: rows.map(({ id, text, state, askedAt, decidedAt, reason }) => ({
          id,
          text,
          state,
          ...(askedAt === 0 ? {} : { askedAt }),
          ...told(decidedAt, reason),
        })),
      };
    },
    async addTemplate({ text }, context) {
      context.audit({ subject: "a template", after: { text } });
      const [entry] = kept(await keepTemplates(templates, accountOf(deps, context), { do: "add", text: text.trim() }, context.now));
      const id = entry?.id ?? "";
      context.audit({ subject: `template ${id}`, after: { id, text } });
      return { id };
    },
    async changeTemplate({ id, text }, context) {
      const account = accountOf(deps, context);
      context.audit({ subject: `template ${id}`, before: { text: await textOf(account.id, id) }, after: { text } });
      kept(await keepTemplates(templates, account, { do: "update", id, text: text.trim() }, context.now));
      return OK;
    },
    async deleteTemplate({ id }, context) {
      const account = accountOf(deps, context);
      context.audit({ subject: `template ${id}`, before: { text: await textOf(account.id, id) } });
      kept(await keepTemplates(templates, account, { do: "delete", id }, context.now));
      return OK;
    },
    async signatures(_input, context) {
      const { id: accountId, signature } = accountOf(deps, context);
      const rows = await store.requests.signatures({ accountId, waiting: false, limit: SHOWN });
      return {
        approved: [...signature.approved],
        rows: rows.map(({ id, text, note, state, at, actor, decidedAt, reason }) => ({
          id,
          text,
          note,
          state,
          askedAt: at,
          askedBy: actor,
          ...told(decidedAt, reason),
        })),
      };
    },
    async askSignature({ text: given, note }, context) {
      const account = accountOf(deps, context);
      const text = given.trim().replace(/^【(.*)】$/u, "$1");
      if (text.length < 2 || text.length > 20 || !isSignature(text))
        throw wrongInput("/text", "a signature has 2 to 20 characters, and no 【】", "signature-form");
      const { caller, now, audit } = context;
      const id = ids.take(1);
      audit({ subject: text, after: { text, note } });
      const request = { id, accountId: account.id, text, note: note.trim(), at: now, actor: caller.name };
      if (!(await store.requests.askSignature(request, MOST_WAITING)))
        throw new CallProblem("taken", `the account has this signature, or ${MOST_WAITING} that wait`, { reason: "signature-known" });
      return { id };
    },
    async withdrawSignature({ id }, { caller, audit }) {
      audit({ subject: `signature ${id}` });
      if (!(await store.requests.withdrawSignature(caller.accountId, id))) throw notFound("signature");
      await changed();
      return OK;
    },
  };
}

function kept(result: TemplateResult) {
  if (result.ok) return result.value;
  if (result.refusal.reason === "template-unknown") throw notFound("template");
  throw refusedBy(result.refusal);
}

function told(decidedAt: number | undefined, reason: string | undefined) {
  return { ...(decidedAt === undefined ? {} : { decidedAt }), ...(reason === undefined || reason === "" ? {} : { reason }) };
}
