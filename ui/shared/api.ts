import type { CallTable, Input, Output, ProblemBody } from "../../src/web/contract/call.ts";
import type { consoleCalls } from "../../src/web/contract/console/index.ts";
import type { portalCalls } from "../../src/web/contract/portal/index.ts";
import { Problem } from "./problem.ts";

/** ms until a call counts as unanswered. */
const DEADLINE = 60_000;

/** Calls a site's interface: input and output have the types of the contract. Rejects with a `Problem`, or as the signal's abort does. */
export type Client<T extends CallTable> = <A extends keyof T & string, N extends keyof T[A] & string>(
  area: A,
  name: N,
  input: Input<T[A][N]>,
  signal?: AbortSignal,
) => Promise<Output<T[A][N]>>;

/** What a call gives: `Answer<typeof api.console…>` is long-winded, `ConsoleOutput<"users", "list">` isn't. */
export type ConsoleOutput<A extends keyof typeof consoleCalls, N extends keyof (typeof consoleCalls)[A]> = OutputOf<
  (typeof consoleCalls)[A][N]
>;
export type PortalOutput<A extends keyof typeof portalCalls, N extends keyof (typeof portalCalls)[A]> = OutputOf<
  (typeof portalCalls)[A][N]
>;
export type ConsoleInput<A extends keyof typeof consoleCalls, N extends keyof (typeof consoleCalls)[A]> = InputOf<
  (typeof consoleCalls)[A][N]
>;
export type PortalInput<A extends keyof typeof portalCalls, N extends keyof (typeof portalCalls)[A]> = InputOf<(typeof portalCalls)[A][N]>;
type OutputOf<S> = S extends CallTable[string][string] ? Output<S> : never;
type InputOf<S> = S extends CallTable[string][string] ? Input<S> : never;

/** Told of what concerns the session as a whole: it is over, or asks for a step first. */
type SessionListener = (problem: Problem) => void;
const CONCERNS_SESSION = ["not-signed-in", "must-change-password", "second-factor-needed"];
const listeners = new Set<SessionListener>();

export function onSessionProblem(listener: SessionListener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function clientOf<T extends CallTable>(base: string): Client<T> {
  return (area, name, input, signal) => ask(`${base}/${area}/${name}`, input, signal) as Promise<Output<T[typeof area][typeof name]>>;
}

export const api = {
  console: clientOf<typeof consoleCalls>("/console/api"),
  portal: clientOf<typeof portalCalls>("/portal/api"),
};

async function ask(url: string, input: unknown, signal: AbortSignal | undefined): Promise<unknown> {
  const deadline = AbortSignal.timeout(DEADLINE);
  let response: Response;
  let text: string;
  try {
    response = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json", "x-yizhan": "1" },
      body: JSON.stringify(input),
      signal: signal === undefined ? deadline : AbortSignal.any([signal, deadline]),
    });
    text = await response.text();
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new Problem("network", error instanceof Error ? error.message : "no answer");
  }
  const body = parsed(text);
  if (response.ok && body !== undefined) return body;
  const { code, message, ...more } = (body as Partial<ProblemBody> | undefined)?.problem ?? unreadable(response.status);
  const problem = new Problem(code, message, more);
  if (CONCERNS_SESSION.includes(problem.code)) for (const listener of listeners) listener(problem);
  throw problem;
}

function unreadable(status: number): { readonly code: "unreadable"; readonly message: string } {
  return { code: "unreadable", message: `the answer, with status ${status}, can't be read` };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
