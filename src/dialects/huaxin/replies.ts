import type { Balance } from "../../domain/call.ts";
import type { Account } from "../../domain/directory.ts";
import type { Inbound } from "../../domain/inbound.ts";
import type { Accepted, Report } from "../../domain/submission.ts";
import type { Fail } from "../aspx/endpoint.ts";
import type { WireReply } from "../dialect.ts";

/** Everything the dialect says on the `.aspx` paths that exist in XML and in JSON. */
export interface Replies {
  sent(accepted: Accepted): WireReply;
  readonly notSent: Fail;
  balance(balance: Balance, account: Account): WireReply;
  readonly noBalance: Fail;
  reports(reports: readonly Report[]): WireReply;
  readonly noReports: Fail;
  inbound(inbound: readonly Inbound[]): WireReply;
  readonly noInbound: Fail;
}

/** `Fail` by the document; `Faild` where the account is set to what some platforms of the family send. */
export function failureWord(account: Account | undefined): "Fail" | "Faild" {
  return account?.dialectSettings.failureWord === "Faild" ? "Faild" : "Fail";
}
