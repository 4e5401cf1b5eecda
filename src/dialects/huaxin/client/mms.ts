import type { Buffer } from "node:buffer";
import { readBalance, readSent } from "../../aspx/client-read.ts";
import { sendParameters } from "../../aspx/client-request.ts";
import type { ClientBalance, ClientCall, ClientMessage, ClientSent, ClientSettings } from "../../client.ts";
import { call } from "./call.ts";

const PLACE = { path: "/mms.aspx", charset: "utf-8" } as const;

export interface ClientMms extends Omit<ClientMessage, "text"> {
  readonly subject: string;
  /** A TMS container; see writeTms in text/tms-write.ts. */
  readonly container: Buffer;
}

/** Seed 004, 2.2. */
export function sendMms(settings: ClientSettings, { subject, container, ...message }: ClientMms): ClientCall<ClientSent> {
  const parameters = { ...sendParameters({ ...message, text: container.toString("base64") }), subject };
  return call(settings, PLACE, parameters, readSent);
}

/** Seed 004, 3.1: what is left in MMS. */
export function mmsBalance(settings: ClientSettings): ClientCall<ClientBalance> {
  return call(settings, PLACE, { action: "overage" }, readBalance);
}
