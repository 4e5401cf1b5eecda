import type { Permission, UserRole } from "../domain/user.ts";
import type { AuditEnd } from "../store/store.ts";
import type { Realm } from "../users/sign-in.ts";
import type { CallTable, Input, Must, Output } from "./contract/call.ts";

/** Who calls, as far as a call needs to know. */
export interface Caller {
  /** 0: nobody has signed in. */
  readonly userId: number;
  readonly name: string;
  readonly role: UserRole | undefined;
  /** The account whose portal this is; 0 at the console. */
  readonly accountId: number;
  /** A person of the platform looks at the portal as the account does. */
  readonly guest: boolean;
  readonly may: (permission: Permission) => boolean;
}

/** What a handler is given beside its input. */
export interface CallContext {
  readonly caller: Caller;
  /** What stands between the caller and everything that is not `early`. */
  readonly must: Must | undefined;
  /** UTC ms. */
  readonly now: number;
  /** Where the call comes from, as far as it can be trusted. */
  readonly address: string;
  /** `http://host[:port]`, as the caller sees the server. */
  readonly origin: string;
  /** The session's digest; empty where there is none. */
  readonly session: string;
  /** The browser's name for itself, cut. */
  readonly agent: string;
  /**
   * Says what is being changed, for the audit log. May be called several times; the last word on each field holds. No secrets:
   * `before` and `after` are shown to whoever may read the log.
   */
  readonly audit: (
    facts: Partial<Pick<AuditEnd, "subject" | "accountId">> & { readonly before?: unknown; readonly after?: unknown },
  ) => void;
  /**
   * Nobody has signed in, and it turns out who calls: the audit log's entry begins with this. Where it never turns out there is none,
   * so that strangers can't fill the log.
   */
  readonly known: (who: Pick<Caller, "userId" | "name" | "accountId">) => Promise<void>;
  /** Tokens of sessions that the answer leaves with the browser, `null` to take one away. */
  readonly cookies: Map<Realm, string | null>;
}

/** One function a call. What it throws as `CallProblem` is told to the caller; anything else is `internal`, or `busy` where the store is. */
export type Handlers<T extends CallTable> = {
  readonly [A in keyof T]: { readonly [N in keyof T[A]]: (input: Input<T[A][N]>, context: CallContext) => Promise<Output<T[A][N]>> };
};
