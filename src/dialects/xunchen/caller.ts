import type { Answer, Identity } from "../../domain/call.ts";
import type { Refusal } from "../../domain/reasons.ts";
import type { Charset } from "../../text/charset.ts";
import { type FieldNames, type Fields, fieldNames } from "../../text/fields.ts";
import { type FormSource, readForm } from "../../text/form.ts";
import type { CallDecoded, Decoded, WireReply } from "../dialect.ts";

/** What every method reads (seed 002). */
export const CALLER_FIELDS = ["username", "password", "veryCode"] as const;
type CallerField = (typeof CALLER_FIELDS)[number];
export const CALLER_NAMES = fieldNames(...CALLER_FIELDS);

/** A method's way to say no. */
export type Fail = (refusal: Refusal) => WireReply;

/** How the parameters of one method are read. `N` is whatever it reads beside the common ones. */
export interface Reading<N extends string> {
  readonly names: FieldNames<N | CallerField>;
  readonly charset: Charset;
  readonly fail: Fail;
}

/**
 * Reads a method's parameters and hands them to `decode`. Where they can't be read, but who calls can, that is refused only
 * after the caller has proved it; where nobody is named, or nothing can be read, it is refused here.
 */
export function readCall<N extends string>(
  source: FormSource,
  { names, charset, fail }: Reading<N>,
  decode: (fields: Fields<N | CallerField>, identity: Identity) => CallDecoded,
): Decoded {
  const form = readForm(source, names, charset);
  if (form.ok) {
    const identity = identityOf(form.fields);
    return identity === undefined ? { reply: fail({ reason: "credentials-missing" }) } : decode(form.fields, identity);
  }
  const refusal: Refusal = { reason: form.fault, detail: form.detail };
  const caller = readForm(source, CALLER_NAMES, charset);
  const identity = caller.ok ? identityOf(caller.fields) : undefined;
  return identity === undefined ? { reply: fail(refusal) } : refuse(identity, refusal, fail);
}

/** A refusal for somebody who still has to prove who they are. */
export function refuse(identity: Identity, refusal: Refusal, fail: Fail): CallDecoded {
  return {
    call: { kind: "refuse", identity, refusal },
    encode: (answer: Answer<"refuse">) => (answer.ok ? answer.value : fail(answer.refusal)),
  };
}

/** Undefined where name or password is missing; whether a code is needed is known to the account only. */
function identityOf(fields: Fields<CallerField>): Identity | undefined {
  const login = fields.username.trim();
  const password = fields.password.trim();
  if (login === "" || password === "") return undefined;
  return { login, proof: { kind: "password", password, digest: "refused", token: fields.veryCode.trim() } };
}
