import type { Answer, Identity, Proof } from "../../domain/call.ts";
import type { Account } from "../../domain/directory.ts";
import type { Reason, Refusal } from "../../domain/reasons.ts";
import type { Charset } from "../../text/charset.ts";
import type { FieldNames, Fields } from "../../text/fields.ts";
import { readForm } from "../../text/form.ts";
import type { CallDecoded, Deferred, DialectRoute, IngressRefusal, Sharing, Unsealed, WireReply, WireRequest } from "../dialect.ts";
import { inGb2312 } from "./gb2312.ts";

/** What every endpoint of the family reads; `userid` is not among them, as huaxin doesn't look at it (see `enterpriseId`). */
export const COMMON_FIELDS = ["action", "account", "password"] as const;
type CommonField = (typeof COMMON_FIELDS)[number];

/** An endpoint's way to say no. The account, where it is known, may have a say in the spelling. */
export type Fail = (refusal: Refusal, account: Account | undefined) => WireReply;

/** One `action` of an endpoint. */
export interface Operation<N extends string> {
  readonly fail: Fail;
  decode(fields: Fields<N>, identity: Identity): CallDecoded | { readonly deferred: Deferred };
}

/** One path. `N` is whatever it reads beside the common parameters. */
export interface Endpoint<N extends string> {
  /** As the document writes it. */
  readonly path: string;
  /** Of parameters and replies; follows the endpoint, whatever the client claims. Every `fail` and `encode` answers in UTF-8. */
  readonly charset: Charset;
  /** Where the sibling has this path too; see sharing.ts. */
  readonly sharing?: Sharing | undefined;
  readonly digest: Extract<Proof, { kind: "password" }>["digest"];
  readonly fields: FieldNames<N | CommonField>;
  /** The parameter that is checked against the account's enterprise id. */
  readonly enterpriseId?: N;
  /** By lower-case `action`; or the one that a path has which is asked for none. */
  readonly actions: ReadonlyMap<string, Operation<N | CommonField>> | Operation<N | CommonField>;
  /** For requests of which not even the action is known. */
  readonly fail: Fail;
}

/** HTTP statuses are the port's; the body says what the family's clients can read. */
const INGRESS: Record<IngressRefusal, { readonly status: number; readonly reason: Reason }> = {
  "too-large": { status: 413, reason: "malformed" },
  method: { status: 405, reason: "malformed" },
  "too-slow": { status: 408, reason: "malformed" },
  malformed: { status: 400, reason: "malformed" },
  busy: { status: 503, reason: "busy" },
  internal: { status: 500, reason: "internal" },
};

export const METHODS = ["GET", "POST"] as const;

/**
 * A route of the family. Parameters come from query and body, by GET or POST. What can't be read at all and missing
 * credentials are answered here; everything else that is wrong is left to the core, which looks at the credentials first.
 */
export function endpointRoute<N extends string>(endpoint: Endpoint<N>): DialectRoute {
  const { path, charset, sharing } = endpoint;
  const route = {
    path,
    methods: METHODS,
    ...(sharing && { sharing }),
    decode: (request: WireRequest) => decode(endpoint, request),
    refuse: (why: IngressRefusal) => ingressReply(why, endpoint.fail),
  };
  return charset === "utf-8" ? route : inGb2312({ ...route, charset: () => charset });
}

/** What a path that takes `METHODS` answers where the ingress can't hand a request to it. */
export function ingressReply(why: IngressRefusal, fail: Fail): WireReply {
  const { status, reason } = INGRESS[why];
  const reply = { ...fail({ reason }, undefined), status };
  return why === "method" ? { ...reply, headers: { ...reply.headers, allow: METHODS.join(", ") } } : reply;
}

function decode<N extends string>(endpoint: Endpoint<N>, { query, headers, body }: WireRequest): Unsealed {
  const form = readForm({ query, contentType: headers["content-type"], body }, endpoint.fields, endpoint.charset);
  if (!form.ok) return { reply: endpoint.fail({ reason: form.fault, detail: form.detail }, undefined) };
  const { fields } = form;
  const { actions } = endpoint;
  const operation = "decode" in actions ? actions : actions.get(fields.action.trim().toLowerCase());
  const fail = operation?.fail ?? endpoint.fail;
  const login = fields.account.trim();
  if (login === "") return { reply: fail({ reason: "credentials-missing", missing: "login" }, undefined) };
  if (fields.password === "") return { reply: fail({ reason: "credentials-missing", missing: "secret" }, undefined) };
  const identity = identify(endpoint, login, fields);
  return operation === undefined ? refuseParameters(identity, "There is no such action here.", fail) : operation.decode(fields, identity);
}

function identify<N extends string>({ digest, enterpriseId }: Endpoint<N>, login: string, fields: Fields<N | CommonField>): Identity {
  const proof: Proof = { kind: "password", password: fields.password, digest };
  return enterpriseId === undefined ? { login, proof } : { login, proof, enterpriseId: fields[enterpriseId].trim() };
}

/** Wrong parameters of somebody who still has to prove who they are. */
export function refuseParameters(identity: Identity, detail: string, fail: Fail): CallDecoded {
  return refuseWith(identity, { reason: "parameter-wrong", detail }, fail);
}

/** Anything wrong that is said only to somebody who has proved who they are. */
export function refuseWith(identity: Identity, refusal: Refusal, fail: Fail): CallDecoded {
  return {
    call: { kind: "refuse", identity, refusal },
    encode: (answer: Answer<"refuse">) => (answer.ok ? answer.value : fail(answer.refusal, answer.account)),
  };
}
