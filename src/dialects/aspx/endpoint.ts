import type { Answer, Identity, Proof } from "../../domain/call.ts";
import type { Account } from "../../domain/directory.ts";
import type { Reason, Refusal } from "../../domain/reasons.ts";
import type { Charset } from "../../text/charset.ts";
import type { FieldNames, Fields } from "../../text/fields.ts";
import { readForm } from "../../text/form.ts";
import type { CallDecoded, Decoded, DialectRoute, IngressRefusal, WireReply, WireRequest } from "../dialect.ts";

/** What every endpoint of the family reads; `userid` is not among them, as huaxin doesn't look at it. */
export const COMMON_FIELDS = ["action", "account", "password"] as const;
type CommonField = (typeof COMMON_FIELDS)[number];

/** An endpoint's way to say no. The account, where it is known, may have a say in the spelling. */
export type Fail = (refusal: Refusal, account: Account | undefined) => WireReply;

/** One `action` of an endpoint. */
export interface Operation<N extends string> {
  readonly fail: Fail;
  decode(fields: Fields<N>, identity: Identity): CallDecoded;
}

/** One path. `N` is whatever it reads beside the common parameters. */
export interface Endpoint<N extends string> {
  /** As the document writes it. */
  readonly path: string;
  /** Follows the endpoint, whatever the client claims. */
  readonly charset: Charset;
  readonly digest: Extract<Proof, { kind: "password" }>["digest"];
  readonly fields: FieldNames<N | CommonField>;
  /** By lower-case `action`. */
  readonly actions: ReadonlyMap<string, Operation<N | CommonField>>;
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

const METHODS = ["GET", "POST"] as const;

/**
 * A route of the family. Parameters come from query and body, by GET or POST. What can't be read at all and missing
 * credentials are answered here; everything else that is wrong is left to the core, which looks at the credentials first.
 */
export function endpointRoute<N extends string>(endpoint: Endpoint<N>): DialectRoute {
  return {
    path: endpoint.path,
    methods: METHODS,
    decode: (request) => decode(endpoint, request),
    refuse(why) {
      const { status, reason } = INGRESS[why];
      const reply = { ...endpoint.fail({ reason }, undefined), status };
      return why === "method" ? { ...reply, headers: { allow: METHODS.join(", ") } } : reply;
    },
  };
}

function decode<N extends string>(endpoint: Endpoint<N>, { query, headers, body }: WireRequest): Decoded {
  const form = readForm({ query, contentType: headers["content-type"], body }, endpoint.fields, endpoint.charset);
  if (!form.ok) return { reply: endpoint.fail({ reason: form.fault, detail: form.detail }, undefined) };
  const { fields } = form;
  const operation = endpoint.actions.get(fields.action.trim().toLowerCase());
  const fail = operation?.fail ?? endpoint.fail;
  const login = fields.account.trim();
  const password = fields.password;
  if (login === "") return { reply: fail({ reason: "credentials-missing", missing: "login" }, undefined) };
  if (password === "") return { reply: fail({ reason: "credentials-missing", missing: "secret" }, undefined) };
  const identity: Identity = { login, proof: { kind: "password", password, digest: endpoint.digest } };
  return operation === undefined ? refuseParameters(identity, "There is no such action here.", fail) : operation.decode(fields, identity);
}

/** Wrong parameters of somebody who still has to prove who they are. */
export function refuseParameters(identity: Identity, detail: string, fail: Fail): CallDecoded {
  return {
    call: { kind: "refuse", identity, refusal: { reason: "parameter-wrong", detail } },
    encode: (answer: Answer<"refuse">) => (answer.ok ? answer.value : fail(answer.refusal, answer.account)),
  };
}
