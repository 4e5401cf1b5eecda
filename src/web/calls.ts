import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { Compile } from "typebox/compile";
import { announcedLength, BodyError, readBody } from "../ingress/body.ts";
import type { Clock } from "../runtime/clock.ts";
import { errorFact, type Log } from "../runtime/log.ts";
import { type AuditEnd, type AuditStore, StoreError } from "../store/store.ts";
import { type CallSpec, type CallTable, PROBLEMS } from "./contract/call.ts";
import type { CallContext, Caller, Handlers } from "./handlers.ts";
import { CallProblem } from "./problem.ts";

/** Bytes of a call's input, unless its spec says more. */
const MOST = 64 * 1024;
/** ms that a body may take. */
const DEADLINE = 30_000;
/** Calls under way at once; a browser has six connections. */
const AT_ONCE = 200;
/** UTF-16 units of each side of a change that the audit log keeps. */
const LONGEST_SIDE = 64 * 1024;
const LONGEST_SUBJECT = 200;
const LONGEST_AGENT = 200;
/** What every call must carry beside its cookie: a page of another origin can't set it. */
export const CSRF_HEADER = "x-yizhan";

export interface Guarded {
  readonly caller: Caller;
  /** The session's digest; empty where there is none. */
  readonly session: string;
  /** What stands between a person who has signed in and everything that is not `early`. */
  readonly must: "choose-password" | "second-factor" | undefined;
}

/** Says who a request's cookie stands for. */
export interface Guard {
  identify(request: FastifyRequest, now: number): Promise<Guarded>;
  /** What sets a cookie's value, or (`null`) takes it away. */
  cookie(name: string, value: string | null, secure: boolean): string;
}

export interface CallDeps {
  readonly clock: Clock;
  readonly log: Log;
  readonly ids: { take(count: number): number };
  readonly audit: Pick<AuditStore, "begin" | "finish">;
  readonly guard: Guard;
}

export interface CallSite<T extends CallTable> {
  /** `/console/api` */
  readonly base: string;
  readonly table: T;
  readonly handlers: Handlers<T>;
}

/**
 * Serves every call of a table, and is the only way to one: who calls and whether they may is settled here, before the input is
 * looked at; what changes something is written into the audit log before it is tried.
 */
export function serveCalls<T extends CallTable>(app: FastifyInstance, deps: CallDeps, site: CallSite<T>): void {
  const room = { underWay: 0 };
  for (const [area, calls] of Object.entries(site.table))
    for (const [name, spec] of Object.entries(calls)) {
      const handle = site.handlers[area]?.[name] as (input: unknown, context: CallContext) => Promise<unknown>;
      serveOne(app, deps, room, { url: `${site.base}/${area}/${name}`, action: `${area}.${name}`, spec, handle });
    }
}

interface One {
  readonly url: string;
  readonly action: string;
  readonly spec: CallSpec;
  readonly handle: (input: unknown, context: CallContext) => Promise<unknown>;
}

function serveOne(app: FastifyInstance, deps: CallDeps, room: { underWay: number }, one: One): void {
  const input = Compile(one.spec.input);
  app.route({
    method: "POST",
    url: one.url,
    async handler(request, reply) {
      reply.header("cache-control", "no-store");
      if (room.underWay >= AT_ONCE) return refuse(reply, new CallProblem("busy", "too many calls are under way"));
      room.underWay++;
      try {
        const { output, cookies } = await answer(deps, one, input, request);
        for (const [name, value] of cookies) reply.header("set-cookie", deps.guard.cookie(name, value, request.protocol === "https"));
        return reply.type("application/json; charset=utf-8").send(JSON.stringify(output));
      } catch (error) {
        return refuse(reply, problemOf(error, one, deps.log));
      } finally {
        room.underWay--;
      }
    },
  });
}

async function answer(deps: CallDeps, { action, spec, handle }: One, input: ReturnType<typeof Compile>, request: FastifyRequest) {
  const now = deps.clock.now();
  if (!isOurs(request))
    throw new CallProblem("stale-page", `a call must have the header ${CSRF_HEADER} and come from a page of this server`);
  const guarded = await deps.guard.identify(request, now);
  permit(guarded, spec);
  const given = await readInput(deps, request, spec.most ?? MOST);
  if (!input.Check(given)) throw notAsked(input.Errors(given));
  const { caller, session } = guarded;
  const facts: AuditFacts = { subject: "", accountId: caller.accountId };
  const cookies = new Map<string, string | null>();
  const origin = `${request.protocol}://${request.host}`;
  const agent = String(request.headers["user-agent"] ?? "").slice(0, LONGEST_AGENT);
  const context: CallContext = {
    caller,
    now,
    session,
    cookies,
    origin,
    agent,
    address: request.ip,
    audit: (more) => void Object.assign(facts, more),
  };
  if (!spec.changes) return { output: await handle(given, context), cookies };
  const id = deps.ids.take(1);
  const { userId, name: userName, accountId } = caller;
  await deps.audit.begin({ id, at: now, userId, userName, accountId, address: request.ip, action });
  try {
    const output = await handle(given, context);
    await deps.audit.finish(id, endOf("done", facts));
    return { output, cookies };
  } catch (error) {
    const outcome = error instanceof CallProblem ? "refused" : "failed";
    // what went wrong is what the caller must hear of, whether or not this could be written as well
    await deps.audit
      .finish(id, endOf(outcome, facts))
      .catch((second: unknown) => deps.log("error", "an audit entry stays open", errorFact(second)));
    throw error;
  }
}

interface AuditFacts {
  subject: string;
  accountId: number;
  before?: unknown;
  after?: unknown;
}

function endOf(outcome: AuditEnd["outcome"], { subject, accountId, before, after }: AuditFacts): AuditEnd {
  return { outcome, subject: subject.slice(0, LONGEST_SUBJECT), accountId, before: sideOf(before), after: sideOf(after) };
}

function sideOf(value: unknown): string | undefined {
  if (value === undefined) return undefined;
  const text = JSON.stringify(value);
  return text.length <= LONGEST_SIDE ? text : JSON.stringify({ cut: text.slice(0, LONGEST_SIDE / 4) });
}

/** Browsers send a cookie along with what any page asks for; they let only our own pages add a header, and say where it comes from. */
function isOurs({ headers, protocol, host }: FastifyRequest): boolean {
  if (headers[CSRF_HEADER] === undefined) return false;
  const site = headers["sec-fetch-site"];
  if (site !== undefined && site !== "same-origin") return false;
  return headers.origin === undefined || headers.origin === `${protocol}://${host}`;
}

function permit({ caller, must }: Guarded, { may, early }: CallSpec): void {
  if (may === "anybody") return;
  if (caller.userId === 0) throw new CallProblem("not-signed-in", "nobody has signed in, or the session is over");
  if (must === "choose-password" && !early) throw new CallProblem("must-change-password", "a new password must be chosen first");
  if (must === "second-factor" && !early) throw new CallProblem("second-factor-needed", "the second factor must be given first");
  if (may !== "signed-in" && !caller.may(may)) throw new CallProblem("forbidden", `this takes the permission ${may}`);
}

async function readInput({ clock }: CallDeps, request: FastifyRequest, limit: number): Promise<unknown> {
  const announced = announcedLength(request.raw);
  const body =
    announced === 0 ? Buffer.alloc(0) : await readBody(request.raw, announced, { clock, deadline: DEADLINE, limit, room: () => true });
  if (body.length === 0) return {};
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(body));
  } catch {
    throw new CallProblem("wrong-input", "the input is not JSON in UTF-8");
  }
}

/** Names that aren't asked for are reported by the checker as a schema that is false. */
function notAsked(errors: readonly { readonly instancePath: string; readonly message: string; readonly keyword: string }[]): CallProblem {
  const places = errors
    .filter(({ keyword }) => keyword !== "additionalProperties")
    .slice(0, 20)
    .map(({ instancePath, message, keyword }) => ({ path: instancePath, message: keyword === "boolean" ? "is not asked for" : message }));
  return new CallProblem("wrong-input", places.map(({ path, message }) => `${path || "the input"} ${message}`).join("; "), { places });
}

function problemOf(error: unknown, { action }: One, log: Log): CallProblem {
  if (error instanceof CallProblem) return error;
  if (error instanceof BodyError) {
    const code = { 400: "wrong-input", 408: "wrong-input", 413: "too-large", 503: "busy" } as const;
    return new CallProblem(code[error.statusCode], error.message);
  }
  if (error instanceof StoreError && (error.code === "busy" || error.code === "closed"))
    return new CallProblem("busy", "the store can't take it now");
  log("error", "a call of the console failed", { action, ...errorFact(error) });
  return new CallProblem("internal", "it could not be done; the server's log says why");
}

function refuse(reply: FastifyReply, problem: CallProblem): FastifyReply {
  return reply.code(PROBLEMS[problem.code]).type("application/json; charset=utf-8").send(JSON.stringify(problem.body()));
}
