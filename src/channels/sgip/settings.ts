import { OwnSettings } from "../carrier/own-settings.ts";
import type { ChannelKind, OwnField } from "../channel.ts";

export interface SgipSettings {
  /** What we log in with at the gateway, and the gateway with us, unless `listen` says otherwise. At most 16 characters each. */
  readonly loginName: string;
  readonly password: string;
  /** Our number in the network, 3AAAAQQQQQ (SGIP 1.2, 3.3): the first part of every sequence number. */
  readonly nodeId: number;
  /** The access number that the gateway knows, where it is another one than the channel's `code`; empty: it is the same. */
  readonly spNumber: string;
  /** Five digits: the enterprise. */
  readonly corpId: string;
  readonly serviceType: string;
  readonly listen: ListenSettings;
}

/** Where the gateway connects to with reports and inbound texts. */
export interface ListenSettings {
  readonly port: number;
  /** An address of this machine; all of them without. */
  readonly host?: string;
  readonly loginName?: string;
  readonly password?: string;
}

const LARGEST_NODE = 0xffff_ffff;
const LISTEN = "a mapping with a port, and where they differ a host, a loginName and a password: { port: 8801 }";

export const FIELDS: readonly OwnField[] = [
  { key: "loginName", form: "text", needed: true },
  { key: "password", form: "secret", needed: true },
  { key: "nodeId", form: "number", needed: true },
  { key: "corpId", form: "text", needed: true },
  { key: "spNumber", form: "text" },
  { key: "serviceType", form: "text" },
  { key: "listen.port", form: "number", needed: true },
  { key: "listen.host", form: "text" },
  { key: "listen.loginName", form: "text" },
  { key: "listen.password", form: "secret" },
];

/** Checks the `sgip:` block. The bounds are the widths of the fields (SGIP 1.2, 4.2). */
export function parseSettings(own: unknown): ReturnType<ChannelKind["parseOwn"]> {
  const read = new OwnSettings("sgip", own);
  let listens = false;
  const listen = (value: unknown): ListenSettings | undefined => {
    listens = true;
    return readListen(value);
  };
  const settings: SgipSettings = {
    loginName: read.text("loginName", { max: 16 }),
    password: read.text("password", { max: 16 }),
    nodeId: read.whole("nodeId", { min: 1, max: LARGEST_NODE }),
    spNumber: read.own("spNumber", digits(21), "at most 21 digits, in quotes", ""),
    corpId: read.text("corpId", { max: 5 }),
    serviceType: read.text("serviceType", { max: 10, fallback: "" }),
    listen: read.own("listen", listen, LISTEN, NOWHERE),
  };
  if (!listens) read.problem("listen", `listen is missing: it must be ${LISTEN}`);
  return read.done(settings);
}

/** Stands for a place that is missing or wrong, and refused. */
const NOWHERE: ListenSettings = { port: 0 };
const LISTEN_TEXTS = { host: 255, loginName: 16, password: 16 } as const;

function digits(most: number): (value: unknown) => string | undefined {
  const form = new RegExp(`^\\d{1,${most}}$`);
  return (value) => (typeof value === "string" && form.test(value) ? value : undefined);
}

function readListen(value: unknown): ListenSettings | undefined {
  if (value === null || typeof value !== "object" || Array.isArray(value)) return undefined;
  const { port, ...texts } = value as Record<string, unknown>;
  if (typeof port !== "number" || !Number.isInteger(port) || port < 1 || port > 65_535) return undefined;
  for (const [key, text] of Object.entries(texts)) {
    const most = Object.hasOwn(LISTEN_TEXTS, key) ? LISTEN_TEXTS[key as keyof typeof LISTEN_TEXTS] : 0;
    if (typeof text !== "string" || text.length > most || !/^[\x20-\x7e]+$/.test(text)) return undefined;
  }
  return { port, ...texts };
}
