import { Type } from "typebox";
import { call, Fields, Id, Line, PageInput, PageOf, Time } from "../call.ts";
import { PortalState } from "./messages.ts";
import { MessageText, Taken } from "./send.ts";

/** Texts that phones sent to the account, as conversations. A conversation is named by any of its inbound texts. */
export const inbox = {
  conversations: call({
    may: "portal.see",
    does: "Lists who wrote, latest first, with their latest text: of some inbound texts each phone's first. A phone of a page may come again on a later one.",
    input: Fields(PageInput),
    output: PageOf(
      Type.Object({
        /** Of the inbound text. */
        id: Id,
        /** The same for all texts of one phone, and not the phone. */
        key: Type.String(),
        /** Masked for who may not send. */
        phone: Type.String(),
        text: Type.String(),
        at: Time,
      }),
    ),
  }),
  conversation: call({
    may: "portal.see",
    does: "Lists what was said both ways between the account and the phone that sent an inbound text, latest first.",
    input: Fields({ id: Id, ...PageInput }),
    output: Type.Object({
      phone: Type.String(),
      rows: Type.Array(
        Type.Object({
          id: Id,
          at: Time,
          text: Type.String(),
          /** Of what the account sent. */
          state: Type.Optional(PortalState),
          code: Type.Optional(Type.String()),
        }),
      ),
      more: Type.Optional(Id),
    }),
  }),
  reply: call({
    may: "portal.send",
    does: "Sends a text to the phone of an inbound text, from the number that it wrote to. A call with the same key sends nothing again, and answers for the first one.",
    input: Fields({
      /** Of the inbound text. */
      id: Id,
      /** Made up by the caller, once a reply. */
      key: Line(64, 8),
      text: MessageText,
    }),
    output: Taken,
    changes: true,
  }),
};
