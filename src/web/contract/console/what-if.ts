import { Type } from "typebox";
import { STANDINGS } from "../../../domain/channel-state.ts";
import { WHYS } from "../../../domain/choice.ts";
import { CONTENT_CLASSES, MEDIA, OPERATORS } from "../../../domain/message.ts";
import { ALL_REASONS } from "../../../domain/reasons.ts";
import { RULE_NAMES, RULE_VERDICTS } from "../../../domain/rule-verdict.ts";
import { Count, call, Fields, Id, Line, OneOf } from "../call.ts";

const Reason = OneOf(ALL_REASONS);

/** How a text would be routed and charged now. */
export const whatIf = {
  ask: call({
    may: "messages.see",
    does:
      "Says what would become of a text to one phone if the account sent it now: rules, operator, route, channels and price. Nothing is sent or " +
      "stored. How often the phone was written to is not counted.",
    input: Fields({
      accountId: Id,
      phone: Line(40, 1),
      text: Line(10_000, 1),
      ext: Type.Optional(Line(20)),
      /** Instead of what the text is taken for. */
      class: Type.Optional(OneOf(CONTENT_CLASSES)),
      medium: Type.Optional(OneOf(MEDIA)),
    }),
    output: Type.Object({
      /** As it would be written to; absent where it is no phone number. */
      phone: Type.Optional(Type.String()),
      operator: Type.Optional(OneOf(OPERATORS)),
      /** In Chinese, as routes name it. */
      province: Type.Optional(Type.String()),
      class: OneOf(CONTENT_CLASSES),
      /** As it would leave. */
      text: Type.String(),
      credits: Count,
      /** Of one message, in ten-thousandths of a yuan. */
      price: Type.Optional(Count),
      /** What the account has left; for those who may see balances. */
      balance: Type.Optional(Type.Integer()),
      /** It is switched off. */
      suspended: Type.Boolean(),
      /** A person would have to look at it first. */
      held: Type.Boolean(),
      rules: Type.Array(
        Type.Object({
          rule: OneOf(RULE_NAMES),
          verdict: OneOf(RULE_VERDICTS),
          reason: Type.Optional(Reason),
          detail: Type.Optional(Type.String()),
        }),
      ),
      /** Why it would be refused. */
      refusal: Type.Optional(Type.Object({ reason: Reason, detail: Type.Optional(Type.String()) })),
      product: Type.Optional(Type.Object({ id: Id, name: Type.String() })),
      /** Why no channel leads there. */
      noWay: Type.Optional(Type.Object({ reason: Reason, detail: Type.Optional(Type.String()) })),
      /** Those that lead there, first choice first. */
      channels: Type.Array(
        Type.Object({
          id: Id,
          name: Type.String(),
          /** Place of its route in the product, from 0. */
          route: Count,
          priority: Count,
          weight: Count,
          standing: OneOf(STANDINGS),
          why: OneOf(WHYS),
          /** Of those that take turns now, its share of the messages, 0 to 1. */
          share: Type.Optional(Type.Number()),
          /** What the recipient would see as the sender. */
          source: Type.String(),
        }),
      ),
    }),
  }),
};
