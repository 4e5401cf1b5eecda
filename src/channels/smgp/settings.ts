import { OwnSettings } from "../carrier/own-settings.ts";
import type { ChannelKind, OwnField } from "../channel.ts";

export interface SmgpSettings {
  /** The account at the gateway, and the login. At most 8 characters. */
  readonly clientId: string;
  readonly sharedSecret: string;
  /** One connection for both directions, or one for submits and another for what the gateway delivers. */
  readonly loginMode: "transmit" | "separate";
  /** ServiceID of every submit, at most 10 characters. */
  readonly serviceId: string;
}

export const FIELDS: readonly OwnField[] = [
  { key: "clientId", form: "text", needed: true },
  { key: "sharedSecret", form: "secret", needed: true },
  { key: "loginMode", form: "word", words: ["transmit", "separate"] },
  { key: "serviceId", form: "text" },
];

/** Checks the `smgp:` block. Values of digits should be quoted in YAML; the version may be written as a number. */
export function parseSettings(own: unknown): ReturnType<ChannelKind["parseOwn"]> {
  const reader = new OwnSettings("smgp", own);
  const settings: SmgpSettings = {
    clientId: reader.text("clientId", { max: 8 }),
    sharedSecret: reader.text("sharedSecret", { max: 64 }),
    loginMode: reader.word("loginMode", ["transmit", "separate"], "transmit"),
    serviceId: reader.text("serviceId", { max: 10, fallback: "" }),
  };
  reader.word("version", ["3.0"], "3.0");
  return reader.done(settings);
}
