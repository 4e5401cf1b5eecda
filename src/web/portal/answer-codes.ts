import type { Dialect, Opened, WireRequest } from "../../dialects/dialect.ts";
import { ALL_REASONS, type Reason } from "../../domain/reasons.ts";

export interface AnswerCode {
  readonly code: string;
  readonly text: string;
  readonly reasons: Reason[];
}

const ORIGIN = "http://127.0.0.1";
const SETTINGS = { base: ORIGIN, login: "login", password: "password", md5Key: "key", veryCode: "code", enterpriseId: "1" };
const MESSAGE = { phones: ["13800138000"], text: "text" };
/** Any moment: nothing is sent, and nobody is asked. */
const NOW = 1_600_000_000_000;

const known = new WeakMap<Dialect, readonly AnswerCode[]>();

/**
 * The codes (and texts: some have one code for all) with which an interface refuses a submission, in the order of the platform's reasons: what its server half writes for each,
 * as its client half reads it. Empty where it can't be told this way.
 */
export function answerCodes(dialect: Dialect): readonly AnswerCode[] {
  const codes = known.get(dialect) ?? codesOf(dialect);
  known.set(dialect, codes);
  return codes;
}

function codesOf(dialect: Dialect): readonly AnswerCode[] {
  const { request, read } = dialect.client.send(SETTINGS, MESSAGE, NOW);
  const url = new URL(request.url);
  const route = dialect.routes.find(({ path }) => path.toLowerCase() === url.pathname.toLowerCase());
  if (!route) return [];
  const wire: WireRequest = {
    method: request.method,
    path: route.path,
    query: url.search.slice(1),
    headers: request.headers,
    body: request.body ?? Buffer.alloc(0),
    origin: ORIGIN,
    receivedAt: NOW,
  };
  const decoded = route.decode(wire);
  const opened: Opened =
    "deferred" in decoded ? decoded.deferred.open() : "sealed" in decoded ? decoded.sealed.open(SETTINGS.password) : decoded;
  if (!("call" in opened) || opened.call.kind !== "submit") return [];
  const { encode } = opened as Extract<Opened, { readonly call: { readonly kind: "submit" } }>;
  const byCode = new Map<string, AnswerCode>();
  for (const reason of ALL_REASONS) {
    const reply = encode({ ok: false, refusal: { reason }, account: undefined }, NOW);
    const headers = { "content-type": reply.contentType, ...reply.headers };
    const answer = read({ status: reply.status, headers, body: Buffer.from(reply.body as string) }, NOW);
    if (answer.ok) continue;
    const key = `${answer.code} ${answer.message}`;
    const found = byCode.get(key);
    if (found) found.reasons.push(reason);
    else byCode.set(key, { code: answer.code, text: answer.message, reasons: [reason] });
  }
  return [...byCode.values()];
}
