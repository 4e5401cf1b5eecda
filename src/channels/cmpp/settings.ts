import { OwnSettings } from "../carrier/own-settings.ts";
import type { ChannelKind, OwnField } from "../channel.ts";
import type { Version } from "./pdus.ts";

export interface CmppSettings {
  readonly version: Version;
  /** The SP's enterprise code: the login, and Msg_src of every submit. */
  readonly sourceAddr: string;
  readonly sharedSecret: string;
  /** Service_Id */
  readonly serviceId: string;
  /** The service code that the gateway knows, where it is another one than the channel's `code`; empty: it is the same. */
  readonly spCode: string;
  readonly feeType: string;
  /** In fen. */
  readonly feeCode: string;
}

export const FIELDS: readonly OwnField[] = [
  { key: "version", form: "word", words: ["2.0", "3.0"] },
  { key: "sourceAddr", form: "text", needed: true },
  { key: "sharedSecret", form: "secret", needed: true },
  { key: "serviceId", form: "text" },
  { key: "spCode", form: "text" },
  { key: "feeType", form: "text" },
  { key: "feeCode", form: "text" },
];

/** Checks the `cmpp:` block. The bounds are the widths of the fields (CMPP 3.0.0, 8.4.1.1 and 8.4.3.1). */
export function parseSettings(own: unknown): ReturnType<ChannelKind["parseOwn"]> {
  const read = new OwnSettings("cmpp", own);
  const settings: CmppSettings = {
    version: read.word("version", ["2.0", "3.0"], "2.0"),
    sourceAddr: read.text("sourceAddr", { max: 6 }),
    sharedSecret: read.text("sharedSecret", { max: 64 }),
    serviceId: read.text("serviceId", { max: 10, fallback: "" }),
    spCode: read.own("spCode", written(/^\d{1,21}$/), "at most 21 digits, in quotes", ""),
    feeType: read.own("feeType", written(/^\d\d$/), 'two digits in quotes, such as "01"', "01"),
    feeCode: read.own("feeCode", written(/^\d{1,6}$/), "1 to 6 digits in quotes (fen)", "000000"),
  };
  return read.done(settings);
}

function written(form: RegExp): (value: unknown) => string | undefined {
  return (value) => (typeof value === "string" && form.test(value) ? value : undefined);
}
