import type { Charset } from "../../../text/charset.ts";
import type { ServerDocument } from "../../aspx/client-document.ts";
import { reader } from "../../aspx/client-read.ts";
import { postForm } from "../../aspx/client-request.ts";
import type { ClientCall, ClientSettings } from "../../client.ts";
import { proofOf } from "./proof.ts";
import { reasonOf } from "./reasons.ts";

/** Where to call: the three ways in which the document has the same thing. */
export interface Place {
  readonly path: string;
  readonly charset: Charset;
}

export type Parameters = Readonly<Record<string, string>>;

/** A call of a path that answers in XML, or in JSON of the same names. */
export function call<T>(
  settings: ClientSettings,
  { path, charset }: Place,
  parameters: Parameters,
  make: (document: ServerDocument, now: number) => T | undefined,
): ClientCall<T> {
  const form = { ...caller(settings), ...parameters };
  return { request: postForm(settings.base + path, form, charset), read: reader({ reasonOf }, charset, make) };
}

/** Seed 004, 1.2: who calls, wherever a path asks for it by a form. */
export function caller({ login, password = "", enterpriseId = "", options }: ClientSettings): Parameters {
  return { userid: enterpriseId, account: login, password: proofOf(password, options) };
}
