import { CUSTOMER_PERMISSIONS, type Permission, permissionsOf, type UserRole } from "../domain/user.ts";
import type { SignedIn, StoredUser } from "../store/store.ts";
import type { Sessions } from "../users/sessions.ts";
import type { Realm } from "../users/sign-in.ts";
import type { Guard, Guarded } from "./calls.ts";
import type { Must } from "./contract/call.ts";
import { cookieOf } from "./cookies.ts";
import type { Caller } from "./handlers.ts";

export interface GuardDeps {
  readonly sessions: Sessions;
  readonly accounts: () => { readonly accountById: ReadonlyMap<number, { readonly enabled: boolean }> };
}

const NOBODY: Guarded = {
  caller: { userId: 0, name: "", role: undefined, accountId: 0, guest: false, may: () => false },
  session: "",
  must: undefined,
};

/** Who a request's cookie stands for in a realm. A session of the one opens nothing in the other. */
export function guardOf(realm: Realm, { sessions, accounts }: GuardDeps): Guard {
  return {
    async identify({ headers, ip }, now) {
      const found = await sessions.find(cookieOf(headers.cookie, realm), now, ip);
      const caller = found && callerOf(realm, found);
      // a customer whose account is switched off is out; the platform's people may still look at it
      if (!caller || (realm === "portal" && !(caller.guest || accounts().accountById.get(caller.accountId)?.enabled))) return NOBODY;
      return { caller, session: found.session.digest, must: mustOf(found.user, found.session.strong, caller.guest) };
    },
  };
}

function callerOf(realm: Realm, { user, session }: SignedIn): Caller | undefined {
  const { id: userId, name, role } = user;
  const guest = session.asAccount !== 0;
  const accountId = guest ? session.asAccount : user.accountId;
  const here = realm === "console" ? accountId === 0 : guest ? permissionsOf(role).has("accounts.enter") : accountId !== 0;
  if (!here) return undefined;
  const permissions = permissionsIn(role, guest);
  return { userId, name, role, accountId, guest, may: (permission) => permissions.has(permission) };
}

/** What somebody may do: at a portal that isn't theirs, what its owner may; its keys, passwords and people only who may see those anyway. */
export function permissionsIn(role: UserRole, guest: boolean): ReadonlySet<Permission> {
  const own = permissionsOf(role);
  if (!guest) return own;
  return own.has("secrets.see") ? GUEST_ALL : GUEST;
}

const GUEST_ALL: ReadonlySet<Permission> = new Set(CUSTOMER_PERMISSIONS);
const GUEST: ReadonlySet<Permission> = new Set(CUSTOMER_PERMISSIONS.filter((permission) => permission !== "portal.manage"));

/** What must be done first. @param guest somebody of the platform at a portal, whose password is chosen at the console */
export function mustOf({ totp, mustChange }: StoredUser, strong: boolean, guest: boolean): Must | undefined {
  if (totp !== undefined && !strong) return "second-factor";
  return mustChange && !guest ? "choose-password" : undefined;
}
