import type { FoundMessage, HistoryStore, SearchStore, UserStore } from "../../store/store.ts";
import { normalizePhone } from "../../text/phone.ts";
import type { PortalCalls } from "../contract/portal/index.ts";
import type { Handlers } from "../handlers.ts";
import { notFound, wrongInput } from "../problem.ts";
import { messageRow, statesSeenAs, stepsFor, submissionFacts } from "./message-view.ts";

const PAGE = 50;

export interface MessagesDeps {
  readonly store: {
    readonly search: Pick<SearchStore, "messages">;
    readonly history: Pick<HistoryStore, "story">;
    readonly users: Pick<UserStore, "list">;
  };
}

/** A phone as a search is given it, normalised. */
export function phoneAsked(given: string): string {
  const phone = normalizePhone(given);
  if (phone === undefined) throw wrongInput("/phone", "this is no phone number", "recipient-malformed");
  return phone;
}

export function messagesHandlers({ store }: MessagesDeps): Handlers<PortalCalls>["messages"] {
  const one = async (accountId: number, submissionId: number, id: number): Promise<FoundMessage> => {
    const { rows } = await store.search.messages({ accountId, submissionId, before: id + 1, limit: 1 });
    const [found] = rows;
    if (found?.id !== id) throw notFound("message");
    return found;
  };
  return {
    async search({ before, limit = PAGE, phone, state, code = "", text = "", ...query }, { caller }) {
      const { rows, more } = await store.search.messages({
        ...query,
        accountId: caller.accountId,
        before,
        limit,
        ...(phone === undefined || phone === "" ? {} : { phone: phoneAsked(phone) }),
        ...(state === undefined ? {} : { states: statesSeenAs(state) }),
        ...(code === "" ? {} : { code }),
        ...(text === "" ? {} : { text }),
      });
      return { rows: rows.map((row) => messageRow(caller, row)), ...(more === undefined ? {} : { more }) };
    },
    async story({ id }, { caller, now }) {
      const story = await store.history.story(id);
      // another account's is as unknown as none
      if (!story || story.submission.accountId !== caller.accountId) throw notFound("message");
      const [message, people] = await Promise.all([one(caller.accountId, story.submission.id, id), store.users.list(caller.accountId)]);
      return {
        now,
        message: messageRow(caller, message),
        submission: submissionFacts(story.submission),
        steps: [...stepsFor(story, new Set(people.map(({ name }) => name)))],
      };
    },
  };
}
