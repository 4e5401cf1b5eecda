import { Type } from "typebox";
import { CONTENT_CLASSES, MEDIA, OPERATORS } from "../../../domain/message.ts";
import { Count, call, Done, Fields, Id, Nothing, OneOf } from "../call.ts";
import { Documented, DocumentOrText, Mark } from "./document.ts";

/** Channels of one priority share by weight; the smaller priority goes first. */
const RouteChannel = Type.Object({ id: Id, name: Type.String(), priority: Count, weight: Count });
const Route = Type.Object({
  media: OneOf(MEDIA),
  operators: Type.Array(OneOf(OPERATORS)),
  /** Absent: all, and numbers whose province isn't known. */
  provinces: Type.Optional(Type.Array(Type.String())),
  /** Absent: all. */
  classes: Type.Optional(Type.Array(OneOf(CONTENT_CLASSES))),
  channels: Type.Array(RouteChannel),
});
const Product = Type.Object({
  id: Id,
  name: Type.String(),
  routes: Type.Array(Route),
  /** What a receipt says for another channel to have a try, and how long (ms) after the message was due. */
  retryUndelivered: Type.Optional(Type.Object({ within: Count, codes: Type.Array(Type.String()) })),
  /** How many accounts have it. */
  accounts: Count,
});

/** Which channels an account's messages may take. */
export const products = {
  list: call({ may: "channels.see", does: "Lists products.", input: Nothing, output: Type.Object({ rows: Type.Array(Product) }) }),
  get: call({
    may: "channels.see",
    does: "Answers a product and the accounts that have it, the first 200 by login.",
    input: Fields({ id: Id }),
    output: Type.Object({
      product: Product,
      users: Type.Array(Type.Object({ id: Id, login: Type.String(), name: Type.String(), enabled: Type.Boolean() })),
      ...Documented,
    }),
  }),
  create: call({
    may: "channels.edit",
    does: "Declares a product.",
    input: Fields({ document: DocumentOrText }),
    output: Type.Object({ id: Id }),
    changes: true,
  }),
  change: call({
    may: "channels.edit",
    does: "Declares a product anew; messages that wait follow its new routes. A conflict where somebody has changed it since it was looked at.",
    input: Fields({ id: Id, mark: Mark, document: DocumentOrText }),
    output: Done,
    changes: true,
  }),
};
