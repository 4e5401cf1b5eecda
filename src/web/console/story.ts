import type { Static } from "typebox";
import type { DirectoryIndex } from "../../directory/directory-index.ts";
import { readChoice } from "../../domain/choice.ts";
import { RULE_NAMES, type RuleName } from "../../domain/rule-verdict.ts";
import type { Story, StoryFact, StoryMessage } from "../../store/store.ts";
import type { messages } from "../contract/console/messages.ts";
import type { Caller } from "../handlers.ts";
import { channelOf, said } from "./told.ts";

type Step = Static<typeof messages.story.output>["steps"][number];
type Rules = Extract<Step["what"], { readonly kind: "rules" }>;

/** Rules that refuse a single recipient leave its message behind, with one of these. */
const REFUSED_BY: Readonly<Record<string, NonNullable<Rules["refused"]>>> = {
  "YZ:NUMBER": "number",
  "YZ:BLACK": "blacklist",
  "YZ:ROUTE": "route",
  "YZ:LIMIT": "frequency",
};

/** A story's steps for people of the platform, and what looked at the message before it was accepted. */
export function stepsOf({ message, submission, steps }: Story, directory: DirectoryIndex, caller: Caller): Step[] {
  const told = steps.map(({ at, actor, what }): Step => {
    const who = typeof actor === "string" ? { actor } : { actor: "person" as const, person: actor.person };
    return { at, ...who, what: whatOf(what, directory, caller) };
  });
  const accepted = told.findIndex(({ what }) => what.kind === "accepted");
  told.splice(accepted + 1, 0, { at: submission.acceptedAt, actor: "platform", what: rulesOf(message) });
  return told;
}

function rulesOf({ code = "", attempts }: StoryMessage): Rules {
  const refused = attempts === 0 ? REFUSED_BY[code] : undefined;
  const until = RULE_NAMES.indexOf(refused as RuleName);
  return { kind: "rules", passed: until < 0 ? [...RULE_NAMES] : RULE_NAMES.slice(0, until), ...said({ refused }) };
}

function whatOf(what: StoryFact, directory: DirectoryIndex, { may }: Caller): Step["what"] {
  switch (what.kind) {
    case "choice": {
      const { verdicts, more } = readChoice(what.text);
      const named = verdicts.map(({ channelId, why, since }) => said({ ...channelOf(channelId, directory), why, since }));
      return { kind: "choice", attempt: what.attempt, verdicts: named, more };
    }
    case "part": {
      const { channelId, ...part } = what;
      return said({ ...part, ...channelOf(channelId, directory) });
    }
    case "receipt": {
      const { channelId, raw, ...receipt } = what;
      return said({ ...receipt, ...channelOf(channelId, directory), raw: may("phones.see") && may("texts.see") ? raw : undefined });
    }
    default:
      return said(what) as Step["what"];
  }
}
