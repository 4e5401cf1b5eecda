import type { ChannelReceipt } from "../../domain/receipt.ts";
import type { Outcome } from "../channel.ts";

/** Results that the channel itself answers with (SGIP 1.2, 5.2). */
export const RESULTS = { ok: 0, login: 1, again: 2, format: 5, command: 7, busy: 11 } as const;

const TOO_LONG = 8;
/** The gateway's store, or the short message centre's queue, is full. */
const THROTTLED: ReadonlySet<number> = new Set([RESULTS.busy, 33]);

/**
 * What the result of a Submit_Resp means. Only a length that is wrong speaks of the message itself; a phone that this gateway
 * calls illegal (6) may be one of another gateway's. @param sequence the submit's own, as in receipts
 */
export function outcomeOf(result: number, sequence: string): Outcome {
  const code = `SGIP:${result}`;
  if (result === RESULTS.ok) return { kind: "accepted", upstreamId: sequence };
  if (THROTTLED.has(result)) return { kind: "deferred", code, why: "throttled" };
  return { kind: "refused", code, final: result === TOO_LONG };
}

/** What a report's state and error mean (4.2.3.5.1, 5.4): SGIP has numbers where the other carriers have words. */
export function verdictOf(state: number, errorCode: number): Pick<ChannelReceipt, "status" | "code"> {
  if (state === 0) return { status: "delivered", code: "DELIVRD" };
  if (state === 2) return { status: "failed", code: `SGIP:${errorCode}` };
  return { status: "pending", code: "ENROUTE" };
}

const LOGIN_PROBLEMS: Readonly<Record<number, string>> = {
  1: "loginName or password is wrong",
  2: "the carrier says that it is a second login",
  3: "there are more connections than the carrier allows",
  4: "the carrier does not know this kind of login",
  11: "the carrier is busy",
};

/** What the result of a Bind_Resp means, for the log. */
export function loginProblem(result: number): string {
  return LOGIN_PROBLEMS[result] ?? "the carrier gives no known reason";
}
