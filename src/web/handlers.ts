import type { Permission, UserRole } from "../domain/user.ts";
import type { AuditEnd } from "../store/store.ts";
import type { CallTable, Input, Output } from "./contract/call.ts";

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
  /** UTC ms. */
  readonly now: number;
  /** Where the call comes from. */
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
  /** Cookies that the answer sets: name to value, `null` to take one away. */
  readonly cookies: Map<string, string | null>;
}

/** One function a call. What it throws as `CallProblem` is told to the caller; anything else is `internal`, or `busy` where the store is. */
export type Handlers<T extends CallTable> = {
  readonly [A in keyof T]: { readonly [N in keyof T[A]]: (input: Input<T[A][N]>, context: CallContext) => Promise<Output<T[A][N]>> };
};
