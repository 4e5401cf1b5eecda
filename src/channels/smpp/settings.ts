import type { ChannelConfig } from "../../domain/directory.ts";
import { OwnSettings } from "../carrier/own-settings.ts";
import type { ChannelKind, OwnField } from "../channel.ts";
import { ID_STYLES, type IdStyle } from "./ids.ts";

export interface SmppSettings {
  readonly systemId: string;
  readonly password: string;
  readonly systemType: string;
  /** One connection for both directions, or one each. */
  readonly bind: "transceiver" | "separate";
  /** interface_version of the bind */
  readonly version: number;
  readonly sourceTon: number;
  readonly sourceNpi: number;
  readonly destTon: number;
  readonly destNpi: number;
  /** Undefined: the channel's own `encoding`. */
  readonly encoding: ChannelConfig["encoding"] | undefined;
  readonly messageId: IdStyle;
}

const VERSIONS = { "3.4": 0x34, "3.3": 0x33 } as const;
/** Highest type of number and numbering plan that a byte of the document's tables means (5.2.5, 5.2.6). */
const HIGHEST_TON = 6;
const HIGHEST_NPI = 18;

export const FIELDS: readonly OwnField[] = [
  { key: "systemId", form: "text", needed: true },
  { key: "password", form: "secret" },
  { key: "systemType", form: "text" },
  { key: "bind", form: "word", words: ["transceiver", "separate"] },
  { key: "version", form: "word", words: Object.keys(VERSIONS), written: (kept) => (kept === VERSIONS["3.3"] ? "3.3" : "3.4") },
  { key: "sourceTon", form: "number" },
  { key: "sourceNpi", form: "number" },
  { key: "destTon", form: "number" },
  { key: "destNpi", form: "number" },
  { key: "encoding", form: "word", words: ["ucs2", "gsm7", "auto"] },
  { key: "messageId", form: "word", words: ID_STYLES },
];

/** Checks the `smpp:` block. */
export function parseSettings(own: unknown): ReturnType<ChannelKind["parseOwn"]> {
  const given = new OwnSettings("smpp", own);
  const settings: SmppSettings = {
    systemId: given.text("systemId", { max: 15 }),
    password: given.text("password", { max: 64, fallback: "" }),
    systemType: given.text("systemType", { max: 12, fallback: "" }),
    bind: given.word("bind", ["transceiver", "separate"], "transceiver"),
    version: VERSIONS[given.word("version", ["3.4", "3.3"], "3.4")],
    sourceTon: given.whole("sourceTon", { min: 0, max: HIGHEST_TON, fallback: 0 }),
    sourceNpi: given.whole("sourceNpi", { min: 0, max: HIGHEST_NPI, fallback: 0 }),
    destTon: given.whole("destTon", { min: 0, max: HIGHEST_TON, fallback: 0 }),
    destNpi: given.whole("destNpi", { min: 0, max: HIGHEST_NPI, fallback: 0 }),
    encoding: given.word("encoding", ["ucs2", "gsm7", "auto"], undefined),
    messageId: given.word("messageId", ID_STYLES, "auto"),
  };
  return given.done(settings);
}
