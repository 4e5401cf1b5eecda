import type { Outcome } from "../channel.ts";

/** Statuses that the channel itself answers with (SMGP 3.0.3, 6.2.6). */
export const STATUS = { ok: 0, busy: 1, structure: 10 } as const;

/** The message itself is too long, so that no other SMGP channel would take it either. */
const TOO_LONG = 36;

/**
 * What the status of a Submit_Resp means. A gateway that is busy (1) wants it later. Most others speak of the connection, of
 * its settings or of this gateway's own business: even a recipient that it calls illegal (47) may be one of another
 * gateway's, so another channel may try. @param msgId as in receipts
 */
export function outcomeOf(status: number, msgId: string): Outcome {
  const code = `SMGP:${status}`;
  if (status === STATUS.ok) return { kind: "accepted", upstreamId: msgId };
  if (status === STATUS.busy) return { kind: "deferred", code, why: "throttled" };
  return { kind: "refused", code, final: status === TOO_LONG };
}

const LOGIN_PROBLEMS: Readonly<Record<number, string>> = {
  1: "the carrier is busy",
  2: "there are more connections than the carrier allows",
  10: "the login has the wrong structure",
  20: "the address that we connect from is not one that the carrier knows",
  21: "clientId or sharedSecret is wrong, or the clock is",
  22: "the version is too high",
};

/** What the status of a Login_Resp means, for the log. */
export function loginProblem(status: number): string {
  return LOGIN_PROBLEMS[status] ?? "the carrier gives no known reason";
}
