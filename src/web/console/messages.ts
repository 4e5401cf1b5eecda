import type { Static } from "typebox";
import type { DirectoryIndex } from "../../directory/directory-index.ts";
import type { FoundMessage, HistoryStore, SearchStore, StorySubmission } from "../../store/store.ts";
import type { ConsoleCalls } from "../contract/console/index.ts";
import type { messages } from "../contract/console/messages.ts";
import type { Caller, Handlers } from "../handlers.ts";
import { notFound } from "../problem.ts";
import { mayAskText, messageById, queryAsked } from "./asked.ts";
import { stepsOf } from "./story.ts";
import { channelOf, ownerOf, phoneFor, said } from "./told.ts";

const PAGE = 50;

export interface MessageDeps {
  readonly store: {
    readonly history: Pick<HistoryStore, "story" | "find">;
    readonly search: Pick<SearchStore, "messages" | "progress">;
  };
  readonly directory: () => DirectoryIndex;
}

export function messageHandlers({ store, directory }: MessageDeps): Handlers<ConsoleCalls>["messages"] {
  return {
    async search({ before, limit = PAGE, ...asked }, { caller }) {
      mayAskText(caller, asked.text);
      const { query, message } = await queryAsked(asked, directory(), store);
      const row = (found: FoundMessage) => ({ ...messageRow(found, directory(), caller), ...ownerOf(found.accountId, directory()) });
      if (message) return { rows: [row(message)] };
      const { rows, more } = await store.search.messages({ ...query, before, limit });
      return { rows: rows.map(row), ...said({ more }) };
    },
    async story({ id }, { caller, now }) {
      const [story, message] = await Promise.all([store.history.story(id), messageById(store, id)]);
      if (!story || !message) throw notFound("message");
      const { otherwise } = story.message;
      return {
        message: { ...messageRow(message, directory(), caller), ...said({ otherwise }) },
        submission: submissionRow(story.submission, directory()),
        steps: stepsOf(story, directory(), caller),
        now,
      };
    },
    async submission({ id }) {
      const [found, progress] = await Promise.all([store.history.find(id, 0, 1), store.search.progress(id)]);
      if (!found || !progress) throw notFound("submission");
      const states = Object.entries(progress.states) as [FoundMessage["state"], number][];
      return {
        submission: submissionRow(found.submission, directory()),
        states: states.map(([state, count]) => ({ state, count })),
        partial: progress.partial,
      };
    },
    async choices() {
      return { channels: [...directory().channelById.values()].map(({ id, name }) => ({ id, name })) };
    },
  };
}

type Row = Static<typeof messages.story.output>["message"];

function messageRow(
  { accountId: _, lane: __, phone, text, channelId, ...found }: FoundMessage,
  directory: DirectoryIndex,
  caller: Caller,
): Row {
  return said({
    ...found,
    phone: phoneFor(caller, phone),
    text: caller.may("texts.see") ? text : undefined,
    ...channelOf(channelId, directory),
  });
}

function submissionRow(submission: StorySubmission, directory: DirectoryIndex): Static<typeof messages.story.output>["submission"] {
  const { accountId, numbered: _, other: __, ...facts } = submission;
  return said({ ...facts, ...ownerOf(accountId, directory) });
}
