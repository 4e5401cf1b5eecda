import type { Balance } from "../../domain/call.ts";
import type { Account } from "../../domain/directory.ts";
import type { Inbound } from "../../domain/inbound.ts";
import type { Accepted, Report } from "../../domain/submission.ts";
import type { Fail } from "../aspx/endpoint.ts";
import type { WireReply } from "../dialect.ts";

/** Everything the dialect says, once in JSON and once in XML. */
export interface Replies {
  sent(accepted: Accepted): WireReply;
  readonly notSent: Fail;
  balance(balance: Balance, account: Account): WireReply;
  readonly noBalance: Fail;
  /** Of checkkeyword and changespwd: both texts as they are, unescaped. */
  done(message: string, checkCounts: string): WireReply;
  notDone(message: string): WireReply;
  reports(reports: readonly Report[]): WireReply;
  /** @param extnoOf what of its number a text is told with */
  inbound(inbound: readonly Inbound[], extnoOf: (inbound: Inbound) => string): WireReply;
  /** Of a query for reports or inbound texts. */
  readonly noTask: Fail;
}

/** Seed 003, 1.3: spelt so. */
export const FAILURE_WORD = "Faild";

/** Seed 003, 1.3. */
export const SENT = "ok";

/** A text that answers no submission of the account has a task id all the same: clients read a number here. */
export function taskIdOf({ answers }: Inbound): number {
  return answers?.submissionId ?? 0;
}
