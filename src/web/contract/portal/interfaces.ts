import { Type } from "typebox";
import { ALL_REASONS } from "../../../domain/reasons.ts";
import { call, Nothing, OneOf } from "../call.ts";
import { SheetRow } from "../console/accounts.ts";

/** How the account's programs call the platform. */
export const interfaces = {
  list: call({
    may: "portal.see",
    does: "Says how to call each interface that the account may use, in lines to be pasted, and what codes it answers; secrets stand in them for who may see those.",
    input: Nothing,
    output: Type.Object({
      /** `http://host:port`, as whoever asks sees the server. */
      base: Type.String(),
      login: Type.String(),
      /** The lines hold the account's own secrets. */
      secrets: Type.Boolean(),
      rows: Type.Array(
        Type.Object({
          ...SheetRow.properties,
          /** Codes of refused submissions, as the interface's own clients read them. */
          codes: Type.Array(Type.Object({ code: Type.String(), text: Type.String(), reasons: Type.Array(OneOf(ALL_REASONS)) })),
        }),
      ),
    }),
  }),
};
