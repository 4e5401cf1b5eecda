import { createHmac } from "node:crypto";
import type { FoundInbound, SearchStore } from "../../store/store.ts";
import { maskPhone } from "../../text/phone.ts";
import type { PortalCalls } from "../contract/portal/index.ts";
import type { Handlers } from "../handlers.ts";
import { notFound } from "../problem.ts";
import { phoneFor, seenAs } from "./message-view.ts";
import { accountOf, handIn, portalDraft, type SubmittingDeps } from "./submitting.ts";

const PAGE = 50;
/** Inbound texts that are looked at for a page of conversations. */
const LOOKED = 200;

export interface InboxDeps extends SubmittingDeps {
  readonly store: SubmittingDeps["store"] & { readonly search: Pick<SearchStore, "inbound" | "messages"> };
}

export function inboxHandlers(deps: InboxDeps): Handlers<PortalCalls>["inbox"] {
  const { search } = deps.store;
  const find = async (accountId: number, id: number): Promise<FoundInbound> => {
    const { rows } = await search.inbound({ accountId, before: id + 1, limit: 1 });
    const [found] = rows;
    if (found?.id !== id) throw notFound("inbound text");
    return found;
  };
  return {
    async conversations({ before, limit = LOOKED }, { caller }) {
      const { rows, more } = await search.inbound({ accountId: caller.accountId, before, limit });
      const secrets = JSON.stringify(deps.directory().accountById.get(caller.accountId)?.secrets ?? {});
      const latest = new Map<string, FoundInbound>();
      for (const row of rows) if (!latest.has(row.phone)) latest.set(row.phone, row);
      return {
        rows: [...latest.values()].map(({ id, phone, text, at }) => ({
          id,
          key: keyOf(phone, secrets),
          phone: phoneFor(caller, phone),
          text,
          at,
        })),
        ...(more === undefined ? {} : { more }),
      };
    },
    async conversation({ id, before, limit = PAGE }, { caller }) {
      const { accountId } = caller;
      const { phone } = await find(accountId, id);
      const query = { accountId, phone, before, limit };
      const [came, went] = await Promise.all([search.inbound(query), search.messages(query)]);
      // ids of both kinds are times: below where one of them stopped, the other's neighbours aren't known yet
      const end = Math.max(came.more ?? 0, went.more ?? 0);
      const rows = [
        ...came.rows.map(({ id, at, text }) => ({ id, at, text })),
        ...went.rows.map(({ id, acceptedAt: at, text, state, code }) => ({
          ...{ id, at, text, state: seenAs(state) },
          ...(code === undefined ? {} : { code }),
        })),
      ];
      const known = rows.filter((row) => row.id >= end).sort((a, b) => b.id - a.id);
      return { phone: phoneFor(caller, phone), rows: known, ...(end === 0 ? {} : { more: end }) };
    },
    async reply({ id, key, text }, context) {
      const account = accountOf(deps, context);
      const { phone, ext } = await find(account.id, id);
      context.audit({ subject: maskPhone(phone), after: { inboundId: id, ext } });
      const draft = portalDraft({ recipients: [phone], content: { kind: "same", text }, sendAt: undefined, ext }, `portal:${key}`);
      const taken = await handIn(deps, account, draft, context.now);
      context.audit({ after: { inboundId: id, ext, submissionId: taken.submissionId, charged: taken.charged } });
      return taken;
    },
  };
}

/** Phones are few enough to be guessed from a plain digest; and every node must make the same one. */
function keyOf(phone: string, secrets: string): string {
  return createHmac("sha256", secrets).update(phone).digest("base64url").slice(0, 22);
}
