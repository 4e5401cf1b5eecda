import { Type } from "typebox";
import { MEDIA, MESSAGE_STATES } from "../../domain/message.ts";
import { Id, Line, OneOf, Time } from "./call.ts";

/** By what people narrow messages; all that is given must hold. */
export const MESSAGES = {
  /** Of a message, or of a submission. */
  id: Type.Optional(Id),
  /** Whole, in any of the usual spellings: a masked one is refused. */
  phone: Type.Optional(Line(40, 1)),
  states: Type.Optional(Type.Array(OneOf(MESSAGE_STATES), { maxItems: MESSAGE_STATES.length })),
  medium: Type.Optional(OneOf(MEDIA)),
  /** Code of its end; whole. */
  code: Type.Optional(Line(64, 1)),
  /** Part of its text, as it is written. */
  text: Type.Optional(Line(200, 1)),
  /** UTC ms, of acceptance; `from` included, `to` not. */
  from: Type.Optional(Time),
  to: Type.Optional(Time),
  /** An account's login. */
  account: Type.Optional(Line(64, 1)),
  /** That took it last, whether it kept it or not. */
  channelId: Type.Optional(Id),
};
