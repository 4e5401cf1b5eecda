import { readBalance, readSent } from "../../aspx/client-read.ts";
import { sendParameters } from "../../aspx/client-request.ts";
import type { ClientBalance, ClientCall, ClientMms, ClientSent, ClientSettings } from "../../client.ts";
import { call } from "./call.ts";

const PLACE = { path: "/mms.aspx", charset: "utf-8" } as const;

/** Seed 004, 2.2. */
export function sendMms(settings: ClientSettings, { subject, container, ...message }: ClientMms): ClientCall<ClientSent> {
  const parameters = { ...sendParameters({ ...message, text: container.toString("base64") }), subject };
  return call(settings, PLACE, parameters, readSent);
}

/** Seed 004, 3.1: what is left in MMS. */
export function mmsBalance(settings: ClientSettings): ClientCall<ClientBalance> {
  return call(settings, PLACE, { action: "overage" }, readBalance);
}
