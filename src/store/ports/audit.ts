/** Every change that a person makes at the console or the portal: written before it is tried, and once more when it is known what came of it. */
export interface AuditStore {
  begin(entry: AuditBegun): Promise<void>;
  /** What came of it; the first word stays. Changes nothing where there is no such entry. */
  finish(id: number, end: AuditEnd): Promise<void>;
  /** Latest first, before the given id; at most `limit`, and 1,000. All that is given must hold. */
  list(query: AuditQuery): Promise<readonly AuditEntry[]>;
}

export interface AuditBegun {
  /** Fresh, time-ordered. */
  readonly id: number;
  /** UTC ms. */
  readonly at: number;
  /** 0: nobody has signed in (a sign-in itself). */
  readonly userId: number;
  readonly userName: string;
  /** The account that it concerns, where it concerns one; 0 otherwise. */
  readonly accountId: number;
  readonly address: string;
  /** The call by its name, e.g. `accounts.change`. */
  readonly action: string;
}

export interface AuditEnd {
  readonly outcome: "done" | "refused" | "failed";
  /** What was changed, in a few words that a list can show: a login, a channel's name, an id. At most 200 characters. */
  readonly subject: string;
  /** Where it is known only now. */
  readonly accountId?: number;
  /** JSON without secrets; at most 64 KiB each, undefined where there is nothing to compare. */
  readonly before?: string | undefined;
  readonly after?: string | undefined;
}

/** Without an outcome: it broke off, or is under way. */
export interface AuditEntry extends AuditBegun {
  readonly outcome: AuditEnd["outcome"] | undefined;
  readonly subject: string;
  readonly before: string | undefined;
  readonly after: string | undefined;
}

export interface AuditQuery {
  readonly beforeId: number;
  readonly limit: number;
  readonly userId?: number | undefined;
  readonly accountId?: number | undefined;
  /** Beginning of the action's name. */
  readonly action?: string | undefined;
}
