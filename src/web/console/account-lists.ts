import type { Account } from "../../domain/directory.ts";
import type { TemplateEntry } from "../../domain/provisioning.ts";
import type { BlacklistEntry } from "../../store/store.ts";
import { maskPhone, normalizePhone } from "../../text/phone.ts";
import type { ConsoleCalls } from "../contract/console/index.ts";
import type { WebDeps } from "../deps.ts";
import type { CallContext, Handlers } from "../handlers.ts";
import { CallProblem, notFound, wrongInput } from "../problem.ts";
import { OK } from "../session.ts";
import { accountOf } from "./account-of.ts";

/** Templates of one account, as a customer's own program may make them. */
const MOST_TEMPLATES = 10_000;
const FIRST_TEMPLATE = 1_000_000_000_000_000;
/** Signatures of one account that may wait at once. */
const MOST_WAITING = 1_000;
const MOST_SIGNATURES = 1_000;
const PAGE = 200;

export type AccountListsDeps = Pick<WebDeps, "ids" | "store" | "directory" | "changed">;

export function accountListsHandlers(deps: AccountListsDeps): Handlers<ConsoleCalls>["accountLists"] {
  const { store, ids, changed } = deps;
  const { requests, ruleLists, accounts } = store;
  const begin = (accountId: number, { audit }: CallContext): Account => {
    const account = accountOf(deps, accountId);
    audit({ subject: account.login, accountId });
    return account;
  };
  const templateOf = async (accountId: number, id: string): Promise<TemplateEntry> => {
    const [template] = await accounts.templates(accountId, id);
    if (!template) throw notFound("template");
    return template;
  };
  return {
    async signatures({ accountId }) {
      const { signature } = accountOf(deps, accountId);
      const asked = await requests.signatures({ accountId, waiting: false, limit: MOST_SIGNATURES });
      const byText = new Map(asked.filter(({ state }) => state === "approved").map(({ text, id }) => [text, id]));
      return {
        approved: signature.approved.map((text) => ({ text, ...known({ id: byText.get(text) }) })),
        asked: asked.map(({ accountId: _, decidedAt, decidedBy, reason, ...one }) => ({
          ...one,
          ...known({ decidedAt, decidedBy, reason }),
        })),
      };
    },
    async addSignature({ accountId, text, note = "" }, context) {
      begin(accountId, context);
      const { caller, now, audit } = context;
      const bare = text.trim();
      audit({ after: { signature: bare } });
      if (!/^[^\s【】][^【】]+$/u.test(bare)) throw wrongInput("/text", "a signature without its 【】, of at least 2 characters");
      const id = ids.take(1);
      const asked = { id, accountId, text: bare, note: note.trim(), at: now, actor: caller.name };
      if (!(await requests.askSignature(asked, MOST_WAITING)))
        throw new CallProblem("taken", "the account has this signature, or it waits to be reviewed", {
          places: [{ path: "/text", message: "the account has this signature, or it waits to be reviewed" }],
        });
      await requests.decideSignature({ id, approve: true, reason: "", actor: caller.name, at: now });
      await changed();
      return OK;
    },
    async dropSignature({ accountId, id }, context) {
      begin(accountId, context);
      const asked = await requests.signatures({ accountId, waiting: false, limit: MOST_SIGNATURES });
      context.audit({ before: { signature: asked.find((one) => one.id === id)?.text } });
      if (!(await requests.withdrawSignature(accountId, id))) throw notFound("signature");
      await changed();
      return OK;
    },
    async templates({ accountId }) {
      accountOf(deps, accountId);
      const rows = await requests.templatesOf(accountId);
      return { rows: rows.map(({ decidedAt, decidedBy, reason, ...one }) => ({ ...one, ...known({ decidedAt, decidedBy, reason }) })) };
    },
    async addTemplate({ accountId, text }, context) {
      begin(accountId, context);
      notBlank(text);
      const template = { id: String(FIRST_TEMPLATE + ids.take(1)), text, state: "enabled" } as const;
      context.audit({ after: template });
      if (!(await accounts.addTemplate(accountId, template, MOST_TEMPLATES, context.now)))
        throw new CallProblem("refused", `the account has ${MOST_TEMPLATES} templates already`, { reason: "too-many" });
      await changed();
      return { id: template.id };
    },
    async changeTemplate({ accountId, id, text, state }, context) {
      begin(accountId, context);
      notBlank(text);
      const before = await templateOf(accountId, id);
      context.audit({ before, after: { id, text, state } });
      if (!(await accounts.changeTemplate(accountId, { id, text, state }, context.now))) throw notFound("template");
      await changed();
      return OK;
    },
    async dropTemplate({ accountId, id }, context) {
      begin(accountId, context);
      context.audit({ before: await templateOf(accountId, id) });
      if (!(await accounts.deleteTemplate(accountId, id))) throw notFound("template");
      await changed();
      return OK;
    },
    async blacklist({ accountId, phone, after }, { caller }) {
      accountOf(deps, accountId);
      const whole = caller.may("phones.see");
      const wanted = phone === undefined ? undefined : phoneOf(phone, "/phone");
      const from: Pick<BlacklistEntry, "accountId" | "phone"> | undefined =
        after === undefined || !whole ? undefined : { accountId, phone: after };
      const found = await ruleLists.blacklist({ accountId, phone: wanted, after: from, limit: PAGE + 1 });
      const rows = found.slice(0, PAGE).map(({ accountId: _, phone: number, expiresAt, ...one }) => ({
        ...one,
        phone: whole ? number : maskPhone(number),
        ...known({ expiresAt }),
      }));
      return { rows, more: found.length > PAGE };
    },
    async block({ accountId, phones, reason }, context) {
      begin(accountId, context);
      const normal = phonesOf(phones);
      context.audit({ after: { blocked: normal.map(maskPhone), reason } });
      const facts = { accountId, expiresAt: undefined, reason: reason.trim(), source: "console", createdAt: context.now };
      const count = await ruleLists.block(
        normal.map((phone) => ({ ...facts, phone })),
        "opt-out",
      );
      await changed();
      return { count };
    },
    async unblock({ accountId, phones }, context) {
      begin(accountId, context);
      const normal = phonesOf(phones);
      context.audit({ before: { blocked: normal.map(maskPhone) } });
      const count = await ruleLists.unblock(accountId, normal);
      await changed();
      return { count };
    },
  };
}

function phonesOf(phones: readonly string[]): readonly string[] {
  return [...new Set(phones.map((phone, index) => phoneOf(phone, `/phones/${index}`)))];
}

function phoneOf(text: string, path: string): string {
  const phone = normalizePhone(text);
  if (phone === undefined) throw wrongInput(path, "is no phone number", "recipient-malformed");
  return phone;
}

function notBlank(text: string): void {
  if (text.trim() === "") throw wrongInput("/text", "must not be blank", "content-missing");
}

/** Without the names whose value isn't known. */
function known<T extends object>(values: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}
