/**
 * `yizhan/client`: one client for all five interfaces, against Yizhan or the providers themselves.
 *
 * ```ts
 * import { connect } from "yizhan/client";
 * const client = connect("huaxin", { base: "https://sms.example.com", login: "acct", password: "…" });
 * const sent = await client.send({ phones: ["13800138000"], text: "您的验证码是1234【公司】" });
 * ```
 *
 * What only one of them has is made by `yizhan/client/NAME` and done by `Client.call`:
 *
 * ```ts
 * import { addTemplate } from "yizhan/client/huaxin";
 * const added = await client.call((settings) => addTemplate(settings, "您的取件码是@"));
 * ```
 */
import type { ClientSettings } from "../dialects/client.ts";
import { DIALECTS } from "../dialects/registry.ts";
import { Client, type ClientOptions } from "./client.ts";

export type * from "../dialects/client.ts";
export type { WireReply, WireRequest } from "../dialects/dialect.ts";
export { Client, type ClientOptions, type ClientResult, type ClientUnreached, type EachMessage, type EachResult } from "./client.ts";
export { httpTransport, TRANSPORT_OPTIONS, type Transport, type TransportOptions, Unreached } from "./transport.ts";

/** Names that `connect` takes. */
export const INTERFACES: readonly string[] = DIALECTS.map((dialect) => dialect.name);

/** A client of the named interface. Throws `RangeError` for a name that there isn't. */
export function connect(dialect: string, settings: ClientSettings, options?: ClientOptions): Client {
  const found = DIALECTS.find((candidate) => candidate.name === dialect);
  if (!found) throw new RangeError(`there is no interface "${dialect}"; there are ${INTERFACES.join(", ")}`);
  return new Client(found.client, settings, options);
}
