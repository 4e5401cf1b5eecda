import type { RuleBook } from "../../directory/rule-book.ts";
import type { LedgerStore, RequestStore, SearchStore, SubmissionStore } from "../../store/store.ts";
import { whatIf } from "../../submission/what-if.ts";
import { segmentFit } from "../../text/segments.ts";
import type { PortalCalls } from "../contract/portal/index.ts";
import type { Handlers } from "../handlers.ts";
import { notFound } from "../problem.ts";
import { OK } from "../session.ts";
import { accountOf, handIn, portalDraft, type SubmittingDeps } from "./submitting.ts";

export interface SendDeps extends SubmittingDeps {
  readonly rules: () => RuleBook;
  readonly store: SubmittingDeps["store"] & {
    readonly ledger: Pick<LedgerStore, "balance">;
    readonly requests: Pick<RequestStore, "templatesOf">;
    readonly search: Pick<SearchStore, "progress">;
    readonly submissions: Pick<SubmissionStore, "cancel" | "scheduled">;
  };
}

const PAGE = 50;
/** Enabled templates to choose from. */
const MOST_TEMPLATES = 500;

export function sendHandlers(deps: SendDeps): Handlers<PortalCalls>["send"] {
  const { store, directory, rules } = deps;
  return {
    async facts(_input, context) {
      const account = accountOf(deps, context);
      const { limits } = directory().settings;
      const [balances, templates] = await Promise.all([store.ledger.balance(account.id), store.requests.templatesOf(account.id)]);
      const { unitPrice, billing, signature, minRecipients } = account;
      return {
        balance: balances.sms.credits,
        ...(unitPrice === undefined ? {} : { unitPrice }),
        billing,
        signature: { mode: signature.mode, approved: [...signature.approved] },
        templates: templates
          .filter(({ state }) => state === "enabled")
          .slice(0, MOST_TEMPLATES)
          .map(({ id, text }) => ({ id, text })),
        recipients: limits.recipients,
        fewest: minRecipients,
        content: limits.content,
        ahead: limits.schedule,
        now: context.now,
      };
    },
    async preview({ samples, ext = "", signature }, context) {
      const account = accountOf(deps, context);
      const asked = { account, directory: directory(), book: rules(), ext, class: undefined, now: context.now };
      const wish = signature === undefined ? {} : { signature: { tag: signature } };
      const found = samples.map(({ phone, text }) => whatIf({ ...asked, ...wish, phone: phone ?? "", text }));
      const rows = found.map(({ phone, text, refusal }, index) => {
        const told = refusal?.reason === "recipient-malformed" && samples[index]?.phone === undefined ? undefined : refusal;
        return {
          ...(phone === undefined ? {} : { phone }),
          text,
          ...segmentFit(text, account.billing),
          ...(told === undefined ? {} : { refusal: toldOf(told) }),
        };
      });
      return { rows, held: found.some(({ held }) => held) };
    },
    async send({ key, phones, text, ext, signature, sendAt }, context) {
      const account = accountOf(deps, context);
      const how = { ...(ext === undefined ? {} : { ext }), ...(signature === undefined ? {} : { signature }) };
      const draft = portalDraft({ recipients: phones, content: { kind: "same", text }, sendAt, ...how }, `portal:${key}`);
      context.audit({ subject: `${phones.length} recipients`, after: { recipients: phones.length, sendAt, ext, signature } });
      const taken = await handIn(deps, account, draft, context.now);
      const { submissionId, charged, accepted, refused } = taken;
      context.audit({ subject: `submission ${submissionId}`, after: { submissionId, charged, accepted, refused, sendAt, ext, signature } });
      return taken;
    },
    async progress({ submissionId }, { caller }) {
      const found = await store.history.find(submissionId, 0, 1);
      const progress = found?.submission.accountId === caller.accountId ? await store.search.progress(submissionId) : undefined;
      if (!progress) throw notFound("submission");
      const { recipients, states } = progress;
      return { recipients, states };
    },
    async scheduled({ after = 0, limit = PAGE }, { caller, now }) {
      const found = await store.submissions.scheduled(caller.accountId, now, after, limit + 1);
      const rows = found.filter(({ medium }) => medium === "sms").map(({ medium: _, ...row }) => row);
      const last = found[limit - 1];
      return { rows: rows.slice(0, limit), ...(found.length > limit && last ? { more: last.submissionId } : {}), now };
    },
    async cancel({ submissionId }, { caller, now, audit }) {
      audit({ subject: `submission ${submissionId}` });
      const cancelled = await store.submissions.cancel(submissionId, caller.accountId, now, caller.name);
      if (cancelled === undefined) throw notFound("submission");
      audit({ after: { cancelled } });
      return { ...OK, cancelled };
    },
  };
}

function toldOf({ reason, words, bound }: NonNullable<ReturnType<typeof whatIf>["refusal"]>) {
  return { reason, ...(words === undefined ? {} : { words: [...words] }), ...(bound === undefined ? {} : { bound }) };
}
