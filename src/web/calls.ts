import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { Compile } from "typebox/compile";
import { announcedLength, BodyError, discard, readBody } from "../ingress/body.ts";
import type { Clock } from "../runtime/clock.ts";
import { errorFact, type Log } from "../runtime/log.ts";
import { type AuditStore, StoreError } from "../store/store.ts";
import { PasswordsBusy } from "../users/password.ts";
import { AuditNote } from "./audit-note.ts";
import { type CallSpec, type CallTable, type Must, PROBLEMS } from "./contract/call.ts";
import { setCookie } from "./cookies.ts";
import type { CallContext, Caller, Handlers } from "./handlers.ts";
import { CallProblem } from "./problem.ts";

/** Bytes of a call's input, unless its spec says more. */
const MOST = 64 * 1024;
/** ms that a body may take. */
const DEADLINE = 30_000;
/** Calls under way at once; a browser has six connections. Those of strangers have a room of their own, so that they can't fill the other. */
const AT_ONCE = 200;
const STRANGERS_AT_ONCE = 50;
const LONGEST_AGENT = 200;
/** What every call must carry beside its cookie: a page of another origin can't set it. */
export const CSRF_HEADER = "x-yizhan";

export interface Guarded {
  readonly caller: Caller;
  /** The session's digest; empty where there is none. */
  readonly session: string;
  /** What stands between a person who has signed in and everything that is not `early`. */
  readonly must: Must | undefined;
}

/** Says who a request's cookie stands for. */
export interface Guard {
  identify(request: Pick<FastifyRequest, "headers" | "ip">, now: number): Promise<Guarded>;
}

export interface CallDeps {
  readonly clock: Clock;
  readonly log: Log;
  readonly ids: { take(count: number): number };
  readonly audit: Pick<AuditStore, "begin" | "finish">;
}

export interface CallSite<T extends CallTable> {
  /** `/console/api` */
  readonly base: string;
  readonly table: T;
  readonly handlers: Handlers<T>;
  readonly guard: Guard;
}

/**
 * Serves every call of a table, and is the only way to one: who calls and whether they may is settled here, before the input is
 * looked at; what changes something is written into the audit log before it is tried.
 */
export function serveCalls<T extends CallTable>(app: FastifyInstance, deps: CallDeps, site: CallSite<T>): void {
  const rooms = { known: { underWay: 0, most: AT_ONCE }, strangers: { underWay: 0, most: STRANGERS_AT_ONCE } };
  for (const [area, calls] of Object.entries(site.table))
    for (const [name, spec] of Object.entries(calls)) {
      const handle = site.handlers[area]?.[name] as One["handle"];
      const room = spec.may === "anybody" ? rooms.strangers : rooms.known;
      serveOne(app, { ...deps, guard: site.guard, room }, { url: `${site.base}/${area}/${name}`, action: `${area}.${name}`, spec, handle });
    }
  app.route({
    method: ["GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"],
    url: `${site.base}/*`,
    handler: (_request, reply) => refuse(reply, new CallProblem("not-found", "there is no such call; calls are made by POST")),
  });
}

interface OneDeps extends CallDeps {
  readonly guard: Guard;
  readonly room: { underWay: number; readonly most: number };
}

interface One {
  readonly url: string;
  /** As the audit log calls it. */
  readonly action: string;
  readonly spec: CallSpec;
  readonly handle: (input: unknown, context: CallContext) => Promise<unknown>;
}

function serveOne(app: FastifyInstance, deps: OneDeps, one: One): void {
  const { room, clock, log } = deps;
  const input = Compile(one.spec.input);
  app.route({
    method: "POST",
    url: one.url,
    async handler(request, reply) {
      reply.header("cache-control", "no-store");
      if (room.underWay >= room.most) return refuse(reply, new CallProblem("busy", "too many calls are under way"));
      let problem: CallProblem;
      room.underWay++;
      try {
        const { output, cookies } = await answer(deps, one, input, request);
        for (const [realm, value] of cookies) reply.header("set-cookie", setCookie(realm, value, request.protocol === "https"));
        return reply.type(JSON_TYPE).send(JSON.stringify(output));
      } catch (error) {
        problem = problemOf(error, one, log);
      } finally {
        room.underWay--;
      }
      // what is not read would be taken for the next request, and most browsers look for no answer before all is written
      if (!request.raw.complete) await discard(request.raw, clock);
      return refuse(reply, problem);
    },
  });
}

const JSON_TYPE = "application/json; charset=utf-8";

interface Done {
  readonly output: unknown;
  readonly cookies: CallContext["cookies"];
}

async function answer(
  deps: OneDeps,
  { action, spec, handle }: One,
  input: ReturnType<typeof Compile>,
  request: FastifyRequest,
): Promise<Done> {
  const now = deps.clock.now();
  if (!isOurs(request))
    throw new CallProblem("stale-page", `a call must have the header ${CSRF_HEADER} and come from a page of this server`);
  const { caller, session, must } = await deps.guard.identify(request, now);
  permit(caller, must, spec);
  const given = await readInput(deps, request, spec.most ?? MOST);
  if (!input.Check(given)) throw notAsked(input.Errors(given));
  const entry = new AuditNote(deps, { at: now, address: request.ip, action }, spec.changes === true);
  if (caller.userId !== 0) await entry.begin(caller);
  const context: CallContext = {
    caller,
    must,
    now,
    session,
    cookies: new Map(),
    origin: `${request.protocol}://${request.host}`,
    agent: String(request.headers["user-agent"] ?? "").slice(0, LONGEST_AGENT),
    address: request.ip,
    audit: (more) => entry.say(more),
    known: (who) => entry.begin(who),
  };
  try {
    const output = await handle(given, context);
    await entry.finish("done");
    return { output, cookies: context.cookies };
  } catch (error) {
    await entry.finish(error instanceof CallProblem ? "refused" : "failed");
    throw error;
  }
}

/**
 * Browsers send a cookie along with what any page asks for; they let only our own pages add a header, and say where it comes from: those that
 * came by HTTPS or from this machine in words, others by the origin, whose host is compared (a proxy may speak HTTPS for us).
 */
function isOurs({ headers, host }: FastifyRequest): boolean {
  if (headers[CSRF_HEADER] === undefined) return false;
  const site = headers["sec-fetch-site"];
  if (site !== undefined && site !== "same-origin") return false;
  const { origin } = headers;
  return origin === undefined || site !== undefined || origin === `http://${host}` || origin === `https://${host}`;
}

function permit(caller: Caller, must: Must | undefined, { may, early }: CallSpec): void {
  if (may === "anybody") return;
  if (caller.userId === 0) throw new CallProblem("not-signed-in", "nobody has signed in, or the session is over");
  if (must && !early?.includes(must)) {
    if (must === "choose-password") throw new CallProblem("must-change-password", "a new password must be chosen first");
    throw new CallProblem("second-factor-needed", "the second factor must be given first");
  }
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
  if (error instanceof PasswordsBusy) return new CallProblem("busy", error.message);
  if (error instanceof StoreError && (error.code === "busy" || error.code === "closed"))
    return new CallProblem("busy", "the store can't take it now");
  log("error", "a call of the console failed", { action, ...errorFact(error) });
  return new CallProblem("internal", "it could not be done; the server's log says why");
}

function refuse(reply: FastifyReply, problem: CallProblem): FastifyReply {
  return reply.code(PROBLEMS[problem.code]).type(JSON_TYPE).send(JSON.stringify(problem.body()));
}
