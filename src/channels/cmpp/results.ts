import type { Outcome } from "../channel.ts";

/** Results of a submit or a deliver (CMPP 3.0.0, 8.4.3.2 and 8.4.5.2), as far as anything hangs on them. */
export const RESULTS = { ok: 0, structure: 1, tooLong: 6, flowControl: 8, recipient: 13 } as const;

/**
 * Results that say that the message itself is wrong, so that no other CMPP channel would take it either. All others speak
 * of the connection, of its settings or of the carrier's own business.
 */
const FINAL: ReadonlySet<number> = new Set([RESULTS.tooLong, RESULTS.recipient]);

/** What the result of a CMPP_SUBMIT_RESP means. @param msgId in decimal */
export function outcomeOf(result: number, msgId: string): Outcome {
  const code = `CMPP:${result}`;
  if (result === RESULTS.ok) return { kind: "accepted", upstreamId: msgId };
  if (result === RESULTS.flowControl) return { kind: "deferred", code, why: "throttled" };
  return { kind: "refused", code, final: FINAL.has(result) };
}

/** Status of a CMPP_CONNECT_RESP (8.4.1.2), from 1. */
const LOGIN_PROBLEMS = [
  "the structure of the login is wrong",
  "the carrier does not know this sourceAddr",
  "sourceAddr or sharedSecret is wrong, or the clocks differ too much",
  "the version is too high",
];

/** What the status of a refused login means, in plain words. */
export function loginProblem(status: number): string {
  return LOGIN_PROBLEMS[status - 1] ?? "the carrier gives no reason that the protocol knows";
}
