import type { TObject, TSchema } from "typebox";
import { CUSTOMER_ROLES } from "../../../domain/user.ts";
import { Fields, Id } from "../call.ts";
import { peopleCalls } from "../people.ts";

/** The same call for the people of an account that is named. */
function ofAccount<P extends Record<string, TSchema>, const S extends object>({ input, ...spec }: S & { readonly input: TObject<P> }) {
  return { ...spec, input: Fields({ ...input.properties, accountId: Id }) };
}

const own = peopleCalls("accounts.edit", CUSTOMER_ROLES);

/** An account's people, looked after by the platform's: the calls of the portal's area `people`, with the account in the input. */
export const accountPeople = {
  list: { ...ofAccount(own.list), may: "accounts.see" },
  add: ofAccount(own.add),
  change: ofAccount(own.change),
  resetPassword: ofAccount(own.resetPassword),
  dropSecondFactor: ofAccount(own.dropSecondFactor),
  sessions: { ...ofAccount(own.sessions), may: "accounts.see" },
  endSession: ofAccount(own.endSession),
  remove: ofAccount(own.remove),
} as const;
