import { boundsOfPart, partsOf } from "../../domain/campaign.ts";
import { MAX_ID } from "../../domain/ids.ts";
import type { Refusal } from "../../domain/reasons.ts";
import type { DraftContent } from "../../domain/submission.ts";
import type { Campaign, CampaignStore, SearchStore, SubmissionStore } from "../../store/store.ts";
import { columnsIn, fillColumns } from "../../text/columns.ts";
import type { PortalCalls } from "../contract/portal/index.ts";
import type { Handlers } from "../handlers.ts";
import { CallProblem, notFound, wrongInput } from "../problem.ts";
import { OK, trimmed } from "../session.ts";
import { CampaignProgress } from "./campaign-progress.ts";
import { accountOf, portalDraft, refusedBy, type SubmittingDeps, tryHandIn } from "./submitting.ts";

export interface CampaignDeps extends SubmittingDeps {
  readonly ids: { take(count: number): number };
  readonly store: SubmittingDeps["store"] & {
    readonly campaigns: CampaignStore;
    readonly search: Pick<SearchStore, "progress">;
    readonly submissions: Pick<SubmissionStore, "cancel">;
  };
}

const PAGE = 50;
/** Campaigns of an account that are being handed in. */
const MOST_OPEN = 20;

export function campaignHandlers(deps: CampaignDeps): Handlers<PortalCalls>["campaigns"] {
  const { store, ids, directory } = deps;
  const progress = new CampaignProgress(store.search);
  const find = async (accountId: number, id: number) => {
    const found = await store.campaigns.get(accountId, id);
    if (!found) throw notFound("campaign");
    return found;
  };
  return {
    async begin({ name: given, text, ext = "", signature, sendAt, recipients, fingerprint }, context) {
      const account = accountOf(deps, context);
      const { limits, retention } = directory().settings;
      const { now, caller, audit } = context;
      const name = trimmed(given);
      if (name === "") throw wrongInput("/name", "a campaign has a name");
      if (text.trim() === "") throw wrongInput("/text", "there is no text", "content-missing");
      if (sendAt !== undefined && sendAt > now + limits.schedule) throw wrongInput("/sendAt", "it lies too far ahead", "time-wrong");
      const parts = partsOf(recipients, limits.recipients);
      const campaign = { id: ids.take(1), accountId: account.id, name, text, ext, signature, sendAt, recipients, parts, fingerprint };
      audit({ subject: name, after: { id: campaign.id, name, recipients, sendAt, ext, signature } });
      const forget = now - retention.messages - limits.schedule;
      if (!(await store.campaigns.begin({ ...campaign, actor: caller.name, at: now }, MOST_OPEN, forget)))
        throw new CallProblem("refused", `${MOST_OPEN} campaigns are being handed in already`, { reason: "too-many-open" });
      return { id: campaign.id, parts };
    },
    async hand({ id, place, phones, values = [] }, context) {
      const { now, caller, audit } = context;
      const account = accountOf(deps, context);
      const { campaign, parts } = await find(account.id, id);
      audit({ subject: campaign.name, after: { id, place, recipients: phones.length } });
      const before = parts.find((part) => part.place === place);
      if (before) return { state: campaign.state, charged: before.credits };
      if (campaign.state === "cancelled") throw new CallProblem("refused", "the campaign was cancelled", { reason: "campaign-cancelled" });
      const [from, to] = boundsOfPart(place, campaign.parts, campaign.recipients);
      if (place >= campaign.parts || phones.length !== to - from) throw wrongInput("/phones", "these aren't the recipients of such a part");
      const { sendAt, ext, signature } = campaign;
      const content = contentOf(campaign, phones.length, values);
      const how = { sendAt, ext, ...(signature === undefined ? {} : { signature }) };
      const result = await tryHandIn(deps, account, portalDraft({ recipients: phones, content, ...how }, `portal:${id}:${place}`), now);
      if (!result.ok && !ofRecipients(result.refusal)) throw refusedBy(result.refusal);
      const { submissionId, charged } = result.ok ? result.taken : { submissionId: undefined, charged: 0 };
      audit({ after: { id, place, recipients: phones.length, submissionId, charged } });
      const part = { place, submissionId, recipients: phones.length, credits: charged };
      const state = await store.campaigns.addPart(account.id, id, part);
      if (state === undefined) throw notFound("campaign");
      // it was cancelled while this part was on its way
      if (state === "cancelled" && submissionId !== undefined) await store.submissions.cancel(submissionId, account.id, now, caller.name);
      return { state, charged };
    },
    async list({ before = MAX_ID, limit = PAGE }, { caller }) {
      const found = await store.campaigns.list(caller.accountId, before, limit + 1);
      const rows = found.slice(0, limit);
      const last = rows.at(-1);
      return { rows: rows.map(rowOf), ...(found.length > limit && last ? { more: last.id } : {}) };
    },
    async get({ id }, { caller }) {
      const { campaign, parts } = await find(caller.accountId, id);
      return { campaign: rowOf(campaign), places: parts.map(({ place }) => place) };
    },
    async progress({ id }, { caller }) {
      return progress.of((await find(caller.accountId, id)).parts);
    },
    async cancel({ id }, { caller, now, audit }) {
      const { campaign } = await find(caller.accountId, id);
      audit({ subject: campaign.name, before: { state: campaign.state }, after: { state: "cancelled" } });
      await store.campaigns.cancel(caller.accountId, id);
      // a part that comes from now on sees that for itself
      const { parts } = await find(caller.accountId, id);
      let cancelled = 0;
      for (const { submissionId } of parts)
        if (submissionId !== undefined)
          cancelled += (await store.submissions.cancel(submissionId, caller.accountId, now, caller.name)) ?? 0;
      audit({ after: { state: "cancelled", cancelled } });
      return { ...OK, cancelled };
    },
  };
}

/** Texts of their own where the campaign's has columns. */
function contentOf({ text }: Campaign, recipients: number, values: readonly (readonly string[])[]): DraftContent {
  const columns = columnsIn(text);
  if (columns.length === 0) return { kind: "same", text };
  if (values.length !== recipients || values.some((row) => row.length !== columns.length))
    throw wrongInput("/values", `each recipient has ${columns.length} values`);
  const texts = values.map((row) => fillColumns(text, new Map(columns.map((name, index) => [name, row[index] ?? ""]))));
  return { kind: "each", texts };
}

/** Why a part is over although nothing of it was taken: each of its recipients is refused by itself. */
const OF_RECIPIENTS: readonly Refusal["reason"][] = [
  "recipient-malformed",
  "recipient-blacklisted",
  "recipient-limited",
  "recipient-unroutable",
];

/** An account's own bound on a day, which has a number, is over tomorrow. */
function ofRecipients({ reason, bound }: Refusal): boolean {
  return OF_RECIPIENTS.includes(reason) && bound === undefined;
}

function rowOf({ accountId: _, signature, sendAt, ...campaign }: Campaign) {
  return { ...campaign, ...(signature === undefined ? {} : { signature }), ...(sendAt === undefined ? {} : { sendAt }) };
}
