import type { ProblemBody, ProblemCode } from "../../src/web/contract/call.ts";

/** Why a call has no answer: what the server said, or that none came. */
export type FaultCode = ProblemCode | "network" | "unreadable";

/** A call that was not answered, typed: pages show `problems.CODE` of the catalogue, and the code beside it. */
export class Problem extends Error {
  readonly code: FaultCode;
  readonly places: NonNullable<ProblemBody["problem"]["places"]>;
  /** A word of a closed list, e.g. of `src/domain/reasons.ts`. */
  readonly reason: string | undefined;

  constructor(code: FaultCode, message: string, more: Pick<ProblemBody["problem"], "places" | "reason"> = {}) {
    super(message);
    this.name = "Problem";
    this.code = code;
    this.places = more.places ?? [];
    this.reason = more.reason;
  }
}

/** Anything that was thrown, as a problem. */
export function problemOf(error: unknown): Problem {
  return error instanceof Problem ? error : new Problem("unreadable", error instanceof Error ? error.message : String(error));
}
