import { randomBytes } from "node:crypto";
import { newSecret } from "../../provisioning/secret.ts";
import { changeAccount, markOf } from "../account-edit.ts";
import { accountOf } from "../console/account-of.ts";
import type { PortalCalls } from "../contract/portal/index.ts";
import { KEYS } from "../contract/portal/keys.ts";
import type { WebDeps } from "../deps.ts";
import type { Handlers } from "../handlers.ts";
import { wrongInput } from "../problem.ts";
import { OK } from "../session.ts";
import { atField } from "./at-field.ts";

export type KeysDeps = Pick<WebDeps, "store" | "directory" | "changed" | "dialects" | "kinds">;

/** What every interface can carry, in whatever charset. */
const PLAIN = /^[\x21-\x7e]+$/;

export function keysHandlers(deps: KeysDeps): Handlers<PortalCalls>["keys"] {
  const { store, directory } = deps;
  return {
    async get(_input, { caller, address }) {
      const account = accountOf(deps, caller.accountId);
      return {
        login: account.login,
        keys: KEYS.map((key) => ({ key, set: account.secrets[key] !== undefined })),
        allowFrom: [...account.allowFrom],
        address,
        mark: markOf(account, directory()),
      };
    },
    async renew({ key, secret = newSecret(randomBytes) }, { caller, audit }) {
      const account = accountOf(deps, caller.accountId);
      audit({ subject: account.login, after: { key } });
      if (!PLAIN.test(secret)) throw wrongInput("/secret", "must be of letters, digits and signs of ASCII, without blanks", "not-plain");
      await store.accounts.changeSecrets(account, { [key]: secret });
      await deps.changed();
      return { secret };
    },
    async changeAddresses({ mark, allowFrom }, { caller, now, audit }) {
      const account = accountOf(deps, caller.accountId);
      audit({ subject: account.login });
      const given = [...new Set(allowFrom.map((block) => block.trim()).filter((block) => block !== ""))];
      const { before, after } = await atField("allowFrom", changeAccount(deps, account, { allowFrom: given }, { mark, now }));
      audit({ before: before.allowFrom ?? [], after: after.allowFrom ?? [] });
      return OK;
    },
  };
}
