import type { Server as HttpsServer } from "node:https";
import type { Socket } from "node:net";
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from "fastify";
import type { Dialect, IngressRefusal, WireReply, WireRequest } from "../dialects/dialect.ts";
import type { Answer } from "../domain/call.ts";
import type { Clock } from "../runtime/clock.ts";
import { errorFact, type Log } from "../runtime/log.ts";
import { announcedLength, readBody } from "./body.ts";
import type { CallLog } from "./call-log.ts";
import type { Callbacks } from "./callbacks.ts";
import { answerCall, type CallDeps } from "./calls.ts";
import { type Endpoint, endpointsOf, ownerOf } from "./endpoints.ts";
import { Gate, type Ticket } from "./gate.ts";
import { INGRESS_LIMITS, type IngressLimits } from "./limits.ts";
import { open } from "./opening.ts";
import { type ParserError, RawTargets } from "./raw-target.ts";
import { followTls, readTls, type TlsFiles } from "./tls.ts";

export interface IngressDeps extends CallDeps {
  readonly clock: Clock;
  readonly log: Log;
  readonly dialects: readonly Dialect[];
  /** CIDR blocks of proxies whose X-Forwarded-For counts. */
  readonly trustProxy: readonly string[];
  /** Told of every answered call, for metrics. */
  readonly answered: (dialect: string, call: string, result: string) => void;
  /** Keeps what accounts called last. */
  readonly calls: CallLog;
  /** What channels have their upstreams call. */
  readonly callbacks?: Callbacks;
  readonly limits?: IngressLimits;
  /** Serve HTTPS with these. */
  readonly tls?: TlsFiles;
}

/** How often a deadline is looked at in its course. */
const LOOKS = 5;

/** The HTTP side of every dialect: bounds, deadlines and connections here, meaning in the dialects and the core. */
export function createIngress(deps: IngressDeps): FastifyInstance {
  const limits = deps.limits ?? INGRESS_LIMITS;
  const bodyLimit = (): number => deps.directory().settings.limits.body;
  const http = { connectionsCheckingInterval: Math.ceil(limits.headers / LOOKS), maxHeaderSize: limits.headerBytes };
  const tls = deps.tls && readTls(deps.tls);
  const targets = new RawTargets(limits.headerBytes, (connection) => app.server.emit(tls ? "secureConnection" : "connection", connection));
  const app: FastifyInstance = Fastify({
    logger: false,
    requestTimeout: limits.headers + limits.body,
    keepAliveTimeout: limits.keepAlive,
    forceCloseConnections: "idle",
    trustProxy: deps.trustProxy.length > 0 ? [...deps.trustProxy] : false,
    // a path's query is the dialect's to read, in its own charset
    routerOptions: { caseSensitive: false, ignoreDuplicateSlashes: true, ignoreTrailingSlash: true, querystringParser: () => ({}) },
    // Fastify's own words repeat the URL, and with it a password
    frameworkErrors: (_error, _request, reply) => refusePlainly(reply, 400, "this is no URL"),
    clientErrorHandler: (error, socket) => targets.take(error, socket) || hangUp(error, socket),
    ...(tls ? { https: { ...tls, ...http } } : { http }),
  }) as unknown as FastifyInstance;
  if (deps.tls && tls) {
    const following = followTls(app.server as unknown as HttpsServer, deps.tls, tls, deps.clock, deps.log);
    app.addHook("onClose", async () => following.cancel());
  }
  app.server.headersTimeout = limits.headers;
  app.setNotFoundHandler((_request, reply) => refusePlainly(reply, 404, "there is nothing here"));
  const door: Door = { gate: new Gate(limits.requests, limits.bytes), clock: deps.clock, deadline: limits.body, bodyLimit, closing: false };
  closeInTime(app, door, deps.clock, limits.drain);
  // Bodies are read here: dialects take them by rules of their own, whatever type they announce, where Fastify would refuse
  // what it can't parse the type of. It also spares a request with a body a quarter of its cost (77 to 56 µs).
  for (const method of WITH_BODY) app.addHttpMethod(method, { hasBody: false, overrideExisting: true });
  for (const endpoint of endpointsOf(deps.dialects)) serve(app, deps, door, endpoint);
  if (deps.callbacks) serveCallbacks(app, deps, door, deps.callbacks);
  return app;
}

interface Door {
  readonly gate: Gate;
  readonly clock: Clock;
  /** ms that a body may take. */
  readonly deadline: number;
  readonly bodyLimit: () => number;
  closing: boolean;
}

const WITH_BODY = ["POST", "PUT", "DELETE", "PATCH", "OPTIONS"] as const;
const METHODS = [...WITH_BODY, "GET", "HEAD"] as const;
const EMPTY = Buffer.alloc(0);

function serve(app: FastifyInstance, deps: IngressDeps, door: Door, endpoint: Endpoint): void {
  const write = (reply: FastifyReply, wire: WireReply): void => writeReply(door, reply, wire);
  const refuse = (why: IngressRefusal, request: FastifyRequest, reply: FastifyReply): void => {
    const wire = wireRequest(request, EMPTY, deps.clock.now());
    const { route, dialect } = ownerOf(endpoint, wire, deps.directory());
    deps.answered(dialect.name, "refused", why);
    write(reply, route.refuse(why, wire));
  };
  const fail = (error: unknown, request: FastifyRequest, reply: FastifyReply): void => {
    const why = whyRefused((error as { statusCode?: number }).statusCode ?? 500);
    if (why === "internal") deps.log("error", "a request failed", { path: endpoint.path, ...errorFact(error) });
    // where the next request begins can't be told
    if (!request.raw.complete) reply.header("connection", "close");
    refuse(why, request, reply);
  };
  const decode = (request: FastifyRequest, reply: FastifyReply, body: Buffer): void => {
    const wire = wireRequest(request, body, deps.clock.now());
    const { route, dialect } = ownerOf(endpoint, wire, deps.directory());
    if (!(route.methods as readonly string[]).includes(request.method)) {
      refuse("method", request, reply);
      return;
    }
    const origin = { dialect: dialect.name, address: request.ip, now: wire.receivedAt };
    const decoded = open(route.decode(wire), deps.directory(), origin);
    if ("reply" in decoded) {
      deps.answered(dialect.name, "unreadable", "refused");
      write(reply, decoded.reply);
      return;
    }
    const answered = answerCall(deps, decoded.call, origin).then(({ answer, handOver }) => {
      const result = answer.ok ? "ok" : answer.refusal.reason;
      deps.answered(dialect.name, decoded.call.kind, result);
      if (answer.account) {
        const { address } = origin;
        deps.calls.note(answer.account.id, wire, { dialect: dialect.name, address, call: decoded.call.kind, result });
      }
      if (handOver) watch(deps, reply, handOver);
      // the two halves of `decoded` fit each other by construction, which its union can't say
      const encode = decoded.encode as (answer: Answer, now: number) => WireReply;
      try {
        write(reply, encode(answer, deps.clock.now()));
      } catch (error) {
        deps.log("error", "an answer could not be encoded", { path: endpoint.path, ...errorFact(error) });
        write(reply, route.refuse("internal", wire));
      }
    });
    answered.catch((error: unknown) => {
      deps.log("error", "a request could not be answered at all", { path: endpoint.path, ...errorFact(error) });
      reply.raw.destroy();
    });
  };
  app.route({
    method: [...METHODS],
    url: endpoint.path,
    exposeHeadRoute: false,
    errorHandler: fail,
    handler(request, reply) {
      const ticket = enter(door, request, reply);
      if (!ticket) return refuse("busy", request, reply);
      const body = bodyOf(door, request, ticket);
      if (!body) return decode(request, reply, EMPTY);
      body
        .then((bytes) => decode(request, reply, bytes))
        .catch((error: unknown) => fail(error, request, reply))
        .catch((error: unknown) => {
          deps.log("error", "a request could not even be refused", { path: endpoint.path, ...errorFact(error) });
          refusePlainly(reply, 500, "it can't be answered");
        });
    },
  });
}

/** Every path that is nobody's may be a callback's at this moment; for those that aren't, no body is read. */
function serveCallbacks(app: FastifyInstance, deps: IngressDeps, door: Door, callbacks: Callbacks): void {
  app.route({
    method: [...METHODS],
    url: "*",
    exposeHeadRoute: false,
    errorHandler(error, request, reply) {
      const status = (error as { statusCode?: number }).statusCode ?? 500;
      if (whyRefused(status) === "internal") deps.log("error", "a callback failed", errorFact(error));
      if (!request.raw.complete) reply.header("connection", "close");
      refusePlainly(reply, status, status >= 500 ? "it can't be taken now" : "it can't be read");
    },
    async handler(request, reply) {
      if (!callbacks.find(targetOf(request).path)) return refusePlainly(reply, 404, "there is nothing here");
      const ticket = enter(door, request, reply);
      if (!ticket) return refusePlainly(reply, 503, "too many requests are under way");
      const wire = wireRequest(request, (await bodyOf(door, request, ticket)) ?? EMPTY, deps.clock.now());
      const answer = await callbacks.find(wire.path)?.(wire, request.ip);
      if (answer) writeReply(door, reply, answer);
      // the channel has gone while the body came in
      else refusePlainly(reply, 503, "it can't be taken now");
      return reply;
    },
  });
}

/** Lets a request in to have its body read; undefined where there is no room for it. */
function enter({ gate, bodyLimit }: Door, request: FastifyRequest, reply: FastifyReply): Ticket | undefined {
  // a body that is announced longer than any may be is not read at all, and refused for that
  const length = announcedLength(request.raw);
  const ticket = gate.enter(length ? Math.min(length, bodyLimit()) : 0);
  if (ticket) reply.raw.once("close", () => ticket.leave());
  return ticket;
}

/** A request's body as it comes; undefined where it has none. What a GET has is not looked at, as of old. */
function bodyOf({ clock, deadline, bodyLimit }: Door, { raw }: FastifyRequest, ticket: Ticket): Promise<Buffer> | undefined {
  const length = announcedLength(raw);
  if (length === 0 || raw.method === "GET" || raw.method === "HEAD") return undefined;
  return readBody(raw, length, { clock, deadline, limit: bodyLimit(), room: (bytes) => ticket.grow(bytes) });
}

function writeReply({ closing }: Door, reply: FastifyReply, wire: WireReply): void {
  reply.code(wire.status).header("content-type", wire.contentType);
  if (wire.headers) reply.headers(wire.headers);
  // a connection that was busy when the stop began would be kept alive after this answer, and the stop waits for it
  if (closing) reply.header("connection", "close");
  reply.send(wire.body);
}

/** Tells whoever handed something over whether its response was written out whole. */
function watch(deps: IngressDeps, reply: FastifyReply, handOver: { done(at: number): Promise<void>; broken(): Promise<void> }): void {
  const { raw } = reply;
  const failed = (error: unknown): void => deps.log("error", "a hand-over could not be stored", errorFact(error));
  const ended = (): void => {
    (raw.writableFinished && raw.statusCode === 200 ? handOver.done(deps.clock.now()) : handOver.broken()).catch(failed);
  };
  // whoever asked may be gone already
  if (raw.closed) ended();
  else raw.once("close", ended);
}

/** A stop waits for requests under way; the ones that are still coming in when its time is up are cut off. */
function closeInTime(app: FastifyInstance, door: Door, clock: Clock, drain: number): void {
  app.addHook("preClose", (done) => {
    door.closing = true;
    const hurry = clock.after(drain, () => app.server.closeAllConnections());
    app.server.once("close", () => hurry.cancel());
    done();
  });
}

function whyRefused(status: number): IngressRefusal {
  if (status === 413) return "too-large";
  if (status === 408) return "too-slow";
  if (status === 503) return "busy";
  return status >= 500 ? "internal" : "malformed";
}

function refusePlainly(reply: FastifyReply, status: number, sentence: string): void {
  reply.code(status).type("text/plain; charset=utf-8").send(`${sentence}\n`);
}

/** What is no HTTP, or doesn't come to its end, is told so and its connection ended. */
function hangUp(error: ParserError, socket: Socket): void {
  if (error.code === "ECONNRESET" || socket.destroyed) return;
  const status = NO_REQUEST.get(error.code) ?? "400 Bad Request";
  if (socket.writable) socket.write(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
  socket.destroy(error);
}

const NO_REQUEST: ReadonlyMap<string | undefined, string> = new Map([
  ["ERR_HTTP_REQUEST_TIMEOUT", "408 Request Timeout"],
  ["HPE_HEADER_OVERFLOW", "431 Request Header Fields Too Large"],
]);

function targetOf(request: FastifyRequest): { readonly path: string; readonly query: string } {
  const url = request.raw.url ?? "/";
  const query = url.indexOf("?");
  return { path: query < 0 ? url : url.slice(0, query), query: query < 0 ? "" : url.slice(query + 1) };
}

function wireRequest(request: FastifyRequest, body: Buffer, receivedAt: number): WireRequest {
  return {
    method: request.method,
    ...targetOf(request),
    origin: `${request.protocol}://${request.host}`,
    headers: request.raw.headers as WireRequest["headers"],
    body,
    receivedAt,
  };
}
