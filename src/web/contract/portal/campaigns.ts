import { Type } from "typebox";
import { CAMPAIGN_STATES, MOST_OF_CAMPAIGN, MOST_OF_PART } from "../../../domain/campaign.ts";
import { Count, call, Done, Fields, Id, Line, OneOf, PageInput, PageOf, Time } from "../call.ts";
import { HOW, MessageText, PhoneGiven, States } from "./send.ts";

const Campaign = Type.Object({
  id: Id,
  name: Type.String(),
  text: Type.String(),
  ext: Type.String(),
  signature: Type.Optional(Count),
  sendAt: Type.Optional(Time),
  state: OneOf(CAMPAIGN_STATES),
  recipients: Count,
  parts: Count,
  fingerprint: Type.String(),
  /** Who began it. */
  actor: Type.String(),
  at: Time,
  handedParts: Count,
  /** Recipients in them. */
  handed: Count,
  /** Charged for them, in credits. */
  credits: Count,
});
const ById = Fields({ id: Id });
const Place = Type.Integer({ minimum: 0, maximum: MOST_OF_CAMPAIGN });

/** One text with columns to a file of recipients, handed in part by part. */
export const campaigns = {
  begin: call({
    may: "portal.send",
    does: "Begins a campaign: its parts are handed in afterwards. Answers in how many; part n of them has the recipients from floor(n · recipients / parts) up to those of the next.",
    input: Fields({
      name: Line(100, 1),
      /** With columns between braces, as {name}. */
      text: MessageText,
      ...HOW,
      recipients: Type.Integer({ minimum: 1, maximum: MOST_OF_CAMPAIGN }),
      /** By which the caller knows the same recipients in the same order again. */
      fingerprint: Line(64),
    }),
    output: Type.Object({ id: Id, parts: Count }),
    changes: true,
  }),
  hand: call({
    may: "portal.send",
    does: "Hands in a part of a campaign. One that was handed in before is not taken again, so that it may be tried until it is answered.",
    input: Fields({
      id: Id,
      place: Place,
      phones: Type.Array(PhoneGiven, { minItems: 1, maxItems: MOST_OF_PART }),
      /** For each phone what stands in the place of the text's columns, in the order of their first appearance; left out where it has none. */
      values: Type.Optional(Type.Array(Type.Array(Line(1_000), { maxItems: 100 }), { maxItems: MOST_OF_PART })),
    }),
    output: Type.Object({ state: OneOf(CAMPAIGN_STATES), charged: Count }),
    changes: true,
    most: 8 * 1024 * 1024,
  }),
  list: call({
    may: "portal.see",
    does: "Lists campaigns, latest first.",
    input: Fields(PageInput),
    output: PageOf(Campaign),
  }),
  get: call({
    may: "portal.see",
    does: "Tells of one campaign, and which of its parts have been handed in.",
    input: ById,
    output: Type.Object({ campaign: Campaign, places: Type.Array(Count) }),
  }),
  progress: call({
    may: "portal.see",
    does: "Counts the messages of a campaign by state, as far as it has been handed in. Those that no submission has, as all of a part were refused, count as failed.",
    input: ById,
    output: Type.Object({ total: Count, states: States }),
  }),
  cancel: call({
    may: "portal.send",
    does: "Cancels a campaign: no more parts are taken, and what has not been sent is called off and given back.",
    input: ById,
    output: Type.Object({ ...Done.properties, cancelled: Count }),
    changes: true,
  }),
};
