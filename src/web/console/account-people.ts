import type { CustomerRole } from "../../domain/user.ts";
import type { ConsoleCalls } from "../contract/console/index.ts";
import type { CallContext, Handlers } from "../handlers.ts";
import { type PeopleDeps, peopleHandlers } from "../people.ts";
import { type AccountFinder, accountOf } from "./account-of.ts";

/** What an account's owner does with its people, done by the platform's. */
export function accountPeopleHandlers(deps: PeopleDeps & AccountFinder): Handlers<ConsoleCalls>["accountPeople"] {
  const own = peopleHandlers<CustomerRole>(deps);
  const of =
    <I, O>(handle: (input: I, context: CallContext) => Promise<O>) =>
    async ({ accountId, ...input }: I & { readonly accountId: number }, context: CallContext): Promise<O> => {
      accountOf(deps, accountId);
      context.audit({ accountId });
      return handle(input as I, { ...context, caller: { ...context.caller, accountId } });
    };
  return {
    list: of(own.list),
    add: of(own.add),
    change: of(own.change),
    resetPassword: of(own.resetPassword),
    dropSecondFactor: of(own.dropSecondFactor),
    sessions: of(own.sessions),
    endSession: of(own.endSession),
    remove: of(own.remove),
  };
}
