import type { Refusal } from "../domain/reasons.ts";
import type { RuleContext } from "./rules.ts";

/**
 * An account gets no more messages accepted in a calendar day (Asia/Shanghai) than its `dailyLimit`. All or nothing: a
 * submission that would cross it is refused, as which of its recipients should go is not for us to choose; a smaller one may
 * still fit. Speaks as `recipient-limited` with the limit as `bound`: the interfaces' code for "too often".
 *
 * @param accepted messages of the account that were accepted today already, whatever became of them
 * @param adding messages of this submission that would be accepted
 */
export function withinDailyCap(
  { account }: Pick<RuleContext, "account">,
  { accepted, adding }: { readonly accepted: number; readonly adding: number },
): Refusal | undefined {
  const { dailyLimit } = account;
  if (!(dailyLimit > 0) || accepted + adding <= dailyLimit) return undefined;
  return { reason: "recipient-limited", bound: dailyLimit, detail: `the account may send ${dailyLimit} messages a day` };
}
