import type { DirectoryIndex } from "../../directory/directory-index.ts";
import type { RuleBook } from "../../directory/rule-book.ts";
import { errorFact, type Log } from "../../runtime/log.ts";
import type { HistoryStore, RequestStore, ReviewStore, SearchStore } from "../../store/store.ts";
import { highlights } from "../../text/highlights.ts";
import { maskPhone } from "../../text/phone.ts";
import type { ConsoleCalls } from "../contract/console/index.ts";
import type { CallContext, Handlers } from "../handlers.ts";
import { notFound, wrongInput } from "../problem.ts";

const PAGE = 50;
/** Recipients and earlier submissions that are shown with one that is held. */
const SAMPLE = 5;
const LATELY = 6;
const MOST_OTHERS = 10;

export interface ReviewDeps {
  readonly log: Log;
  readonly store: {
    readonly reviews: ReviewStore;
    readonly requests: Pick<RequestStore, "templates" | "decideTemplate" | "signatures" | "decideSignature" | "waiting">;
    readonly history: Pick<HistoryStore, "find">;
    readonly search: Pick<SearchStore, "messages" | "submissions">;
  };
  readonly directory: () => DirectoryIndex;
  readonly rules: () => RuleBook;
  readonly changed: () => Promise<void>;
}

export function reviewHandlers({ log, store, directory, rules, changed }: ReviewDeps): Handlers<ConsoleCalls>["reviews"] {
  const ownerOf = (accountId: number) => {
    const account = directory().accountById.get(accountId);
    return { accountId, login: account?.login ?? String(accountId), accountName: account?.name ?? "" };
  };
  const marksOf = (text: string, template = false) => [...highlights(text, rules().keywords, template)];

  const lately = async (accountId: number, but: number, texts: boolean) => {
    const { rows } = await store.search.submissions({ accountId, before: undefined, limit: LATELY });
    const others = rows.filter(({ id }) => id !== but);
    return Promise.all(
      others.map(async ({ id, acceptedAt, recipients, text }) => {
        const first = (await store.search.messages({ submissionId: id, before: undefined, limit: 1 })).rows[0];
        return {
          submissionId: id,
          acceptedAt,
          recipients,
          ...(texts ? { text } : {}),
          ...(first ? { state: first.state } : {}),
          ...(first?.code === undefined ? {} : { code: first.code }),
        };
      }),
    );
  };

  /** One after the other, each by itself: what one of them does is nothing to the others. */
  const decideAll = async <D extends { readonly approve: boolean; readonly reason: string }>(
    decisions: readonly D[],
    nameOf: (decision: D) => string,
    context: CallContext,
    decide: (decision: D & { readonly actor: string; readonly at: number }) => Promise<boolean>,
  ) => {
    const unsaid = decisions.findIndex(({ approve, reason }) => !approve && reason.trim() === "");
    if (unsaid >= 0) throw wrongInput(`/decisions/${unsaid}/reason`, "must say why it is refused");
    const results: ("done" | "gone" | "failed")[] = [];
    for (const decision of decisions) {
      try {
        const done = await decide({ ...decision, reason: decision.reason.trim(), actor: context.caller.name, at: context.now });
        results.push(done ? "done" : "gone");
      } catch (error) {
        log("error", "a review was not decided", errorFact(error));
        results.push("failed");
      }
    }
    const told = decisions.map((decision, index) => ({
      what: nameOf(decision),
      decided: decision.approve ? "approved" : "refused",
      ...(decision.approve ? {} : { reason: decision.reason.trim() }),
      outcome: results[index],
    }));
    context.audit({ subject: told.map(({ what }) => what).join(", "), after: { decisions: told } });
    return { results };
  };

  /** The node's own look at the directory need not fail what has been decided. */
  const follow = (): Promise<void> =>
    changed().catch((error: unknown) => log("warn", "the directory was not read again after a review", errorFact(error)));

  return {
    async waiting(_input, { now }) {
      const { oldestAt, ...counts } = await store.requests.waiting();
      return { ...counts, ...(oldestAt === undefined ? {} : { oldestAt }), now };
    },

    async held({ after = 0, limit = PAGE }, { caller }) {
      const found = await store.reviews.list(after, limit + 1);
      const texts = caller.may("texts.see");
      const rows = found.slice(0, limit).map(({ accountId, text, ...held }) => ({
        ...held,
        ...ownerOf(accountId),
        why: directory().accountById.get(accountId)?.review ?? "none",
        ...(texts ? { text } : {}),
        marks: texts ? marksOf(text) : [],
      }));
      const last = rows.at(-1);
      return { rows, ...(found.length > limit && last ? { more: last.submissionId } : {}) };
    },

    async look({ submissionId }, { caller }) {
      const found = await store.history.find(submissionId, 0, 1);
      if (!found) throw notFound("submission");
      const { accountId, medium, acceptedAt, sendAt, dialect } = found.submission;
      const texts = caller.may("texts.see");
      const whole = caller.may("phones.see");
      const sample = await store.search.messages({ submissionId, before: undefined, limit: SAMPLE });
      return {
        medium,
        acceptedAt,
        sendAt,
        dialect,
        sample: sample.rows.map(({ phone, text }) => ({ phone: whole ? phone : maskPhone(phone), ...(texts ? { text } : {}) })),
        lately: await lately(accountId, submissionId, texts),
      };
    },

    decideHeld: ({ decisions }, context) =>
      decideAll(
        decisions,
        ({ submissionId }) => String(submissionId),
        context,
        async (decision) => (await store.reviews.decide(decision)) !== undefined,
      ),

    async templates({ after, limit = PAGE }) {
      const found = await store.requests.templates(after, limit + 1);
      const rows = found
        .slice(0, limit)
        .map(({ accountId, ...template }) => ({ ...template, ...ownerOf(accountId), marks: marksOf(template.text, true) }));
      const last = rows.at(-1);
      return {
        rows,
        ...(found.length > limit && last ? { more: { askedAt: last.askedAt, accountId: last.accountId, id: last.id } } : {}),
      };
    },

    async decideTemplate({ decisions }, context) {
      const answer = await decideAll(
        decisions,
        ({ accountId, id }) => `${ownerOf(accountId).login} ${id}`,
        context,
        store.requests.decideTemplate,
      );
      if (answer.results.includes("done")) await follow();
      return answer;
    },

    async signatures({ limit = PAGE }) {
      const found = await store.requests.signatures({ waiting: true, limit });
      const bearers = Map.groupBy(
        directory().accounts.flatMap(({ id, login, signature }) => signature.approved.map((text) => ({ id, login, text }))),
        ({ text }) => text,
      );
      return {
        rows: found.map(({ id, accountId, text, note, at, actor }) => ({
          id,
          ...ownerOf(accountId),
          text,
          note,
          askedAt: at,
          askedBy: actor,
          approved: [...(directory().accountById.get(accountId)?.signature.approved ?? [])],
          others: (bearers.get(text) ?? [])
            .filter((bearer) => bearer.id !== accountId)
            .slice(0, MOST_OTHERS)
            .map(({ login }) => login),
        })),
      };
    },

    async decideSignature({ decisions }, context) {
      const waiting = new Map((await store.requests.signatures({ waiting: true, limit: 1_000 })).map((asked) => [asked.id, asked]));
      const nameOf = ({ id }: { id: number }): string => {
        const asked = waiting.get(id);
        return asked === undefined ? String(id) : `${ownerOf(asked.accountId).login} 【${asked.text}】`;
      };
      const answer = await decideAll(decisions, nameOf, context, store.requests.decideSignature);
      if (answer.results.includes("done")) await follow();
      return answer;
    },
  };
}
