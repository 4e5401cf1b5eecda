import type { ConsoleCalls } from "../contract/console/index.ts";
import type { Handlers } from "../handlers.ts";
import { currentOf, enter, problemOf, refuseSignIn, type SessionDeps, sessionHandlers, trimmed } from "../session.ts";

export function consoleSession(deps: SessionDeps): Handlers<ConsoleCalls>["session"] {
  const { store, signIn } = deps;
  return {
    ...sessionHandlers("console", deps),
    async current(_input, { caller, must, now }) {
      const user = caller.userId === 0 ? undefined : await store.users.byId(caller.userId);
      return currentOf(user, must !== "second-factor", false, now);
    },
    async signIn({ name, password }, context) {
      const result = await signIn.signIn({ realm: "console", name: trimmed(name), password }, context);
      // what begins by itself does so at the portal
      if (result.kind === "begin") throw problemOf("wrong-password");
      if (result.kind === "refused") return refuseSignIn(result, context);
      await enter(result, "console", deps, context);
      return currentOf(result.user, result.strong, false, context.now);
    },
    async giveCode({ code }, context) {
      const result = await signIn.giveCode(context.caller.userId, code, context);
      if (result.kind !== "in") return refuseSignIn(result, context);
      await enter(result, "console", deps, context);
      return currentOf(result.user, true, false, context.now);
    },
  };
}
