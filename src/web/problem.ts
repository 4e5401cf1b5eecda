import type { ProblemBody, ProblemCode } from "./contract/call.ts";

/** Why a call is not answered, for the browser and for programs. Its message is shown to nobody but developers. */
export class CallProblem extends Error {
  readonly code: ProblemCode;
  readonly more: Omit<ProblemBody["problem"], "code" | "message">;

  constructor(code: ProblemCode, message: string, more: Omit<ProblemBody["problem"], "code" | "message"> = {}) {
    super(message);
    this.name = "CallProblem";
    this.code = code;
    this.more = more;
  }

  body(): ProblemBody {
    return { problem: { code: this.code, message: this.message, ...this.more } };
  }
}

export function notFound(what: string): CallProblem {
  return new CallProblem("not-found", `there is no such ${what}`);
}

/** What was given is of the right form and still can't be taken. @param path into the input, as `/phone` */
export function wrongInput(path: string, message: string, reason?: string): CallProblem {
  return new CallProblem("wrong-input", message, { places: [{ path, message }], ...(reason === undefined ? {} : { reason }) });
}
