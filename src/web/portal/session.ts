import type { Static } from "typebox";
import type { Account } from "../../domain/directory.ts";
import type { StoredUser } from "../../store/store.ts";
import type { PortalCalls } from "../contract/portal/index.ts";
import type { PortalCurrent } from "../contract/portal/session.ts";
import type { CallContext, Handlers } from "../handlers.ts";
import { CallProblem, wrongInput } from "../problem.ts";
import { allowPassword, currentOf, enter, refuseSignIn, type SessionDeps, sessionHandlers, trimmed } from "../session.ts";

export interface PortalSessionDeps extends SessionDeps {
  readonly directory: () => { readonly accountById: ReadonlyMap<number, Account> };
}

export function portalSession(deps: PortalSessionDeps): Handlers<PortalCalls>["session"] {
  const { store, signIn, directory } = deps;
  const current = (
    user: StoredUser | undefined,
    strong: boolean,
    caller: Pick<CallContext["caller"], "accountId" | "guest">,
    now: number,
  ) => {
    const account = directory().accountById.get(caller.accountId);
    const { guest } = caller;
    const answer: Static<typeof PortalCurrent> = {
      ...currentOf(user, strong, guest, now),
      ...(user && account ? { account: { id: account.id, login: account.login, name: account.name, guest } } : {}),
    };
    return answer;
  };
  const own = ({ accountId }: StoredUser) => ({ accountId, guest: false });
  return {
    ...sessionHandlers("portal", deps),
    async current(_input, { caller, must, now }) {
      const user = caller.userId === 0 ? undefined : await store.users.byId(caller.userId);
      return current(user, must !== "second-factor", caller, now);
    },
    async signIn({ name, password }, context) {
      const result = await signIn.signIn({ realm: "portal", name: trimmed(name), password }, context);
      if (result.kind === "begin") return { begin: true, now: context.now };
      if (result.kind === "refused") return refuseSignIn(result, context);
      await enter(result, "portal", deps, context);
      return current(result.user, result.strong, own(result.user), context.now);
    },
    async begin({ name, password, chosen }, context) {
      const login = trimmed(name);
      if (chosen === password) throw wrongInput("/chosen", "this is the interface's password", "same");
      allowPassword(chosen, login, "/chosen");
      const result = await signIn.begin({ realm: "portal", name: login, password }, chosen, context);
      if (result.kind === "taken") throw new CallProblem("taken", "somebody signs in under this name already");
      if (result.kind === "refused") return refuseSignIn(result, context);
      await enter(result, "portal", deps, context);
      context.audit({ subject: result.user.name, after: { name: result.user.name, role: result.user.role } });
      return current(result.user, true, own(result.user), context.now);
    },
    async giveCode({ code }, context) {
      const result = await signIn.giveCode(context.caller.userId, code, context);
      if (result.kind !== "in") return refuseSignIn(result, context);
      await enter(result, "portal", deps, context);
      return current(result.user, true, own(result.user), context.now);
    },
  };
}
