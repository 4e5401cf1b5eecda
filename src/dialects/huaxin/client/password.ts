import type { ClientCall, ClientSettings } from "../../client.ts";
import { call } from "./call.ts";

/** Seed 004, chapter 7. What the server makes of it holds at once: later calls need settings with the new password. */
export function changePassword(settings: ClientSettings, password: string): ClientCall<{ readonly ok: true }> {
  // The document asks for the old one as it is, here only.
  const plain = { ...settings, options: { ...settings.options, password: "plain" } };
  return call(plain, { path: "/pwd.aspx", charset: "utf-8" }, { newpassword: password }, ({ fields }) =>
    fields.has("returnstatus") ? { ok: true } : undefined,
  );
}
