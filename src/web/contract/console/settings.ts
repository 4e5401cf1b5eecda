import { Type } from "typebox";
import { call, Done, Fields, Nothing } from "../call.ts";
import { Document, Documented, Mark } from "./document.ts";

/** Settings of the platform but those of frequency, which go with the rules. */
export const settings = {
  get: call({
    may: "channels.see",
    does: "Answers the platform's settings: `limits`, `retention`, `hosts`, `push`.",
    input: Nothing,
    output: Type.Object({ ...Documented, dialects: Type.Array(Type.String()) }),
  }),
  change: call({
    may: "channels.edit",
    does: "Sets them anew: what is left out has its default. A conflict where somebody has changed them since they were looked at.",
    input: Fields({ mark: Mark, document: Document }),
    output: Done,
    changes: true,
  }),
};
