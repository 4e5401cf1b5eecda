import { AddressBlocks } from "../../text/cidr.ts";
import { OwnSettings } from "../carrier/own-settings.ts";
import type { ChannelKind, OwnField } from "../channel.ts";

/** The `http:` block. What wasn't given is empty. */
export interface HttpSettings {
  /** Name of the dialect that upstream speaks. */
  readonly dialect: string;
  /** Scheme, host, port and mount, without a slash at the end. */
  readonly url: string;
  /** Our account there, and its secrets: which of them are needed is the dialect's affair. */
  readonly account: string;
  readonly password: string;
  readonly md5Key: string;
  readonly veryCode: string;
  readonly userId: string;
  /** ms between questions for reports and inbound texts; 0: it isn't asked. */
  readonly poll: number;
  /** Path of our own server that upstream pushes to. */
  readonly callbackPath: string;
  /** Address blocks that may push; empty: all. */
  readonly callbackFrom: readonly string[];
  /** Switches of the dialect's client; its folder says which there are. */
  readonly options: Readonly<Record<string, string>>;
}

/** ms */
const POLL = { least: 100, most: 3_600_000, usual: 30_000 };
const LONGEST_TEXT = 128;
const LONGEST_URL = 1_000;
const MOST_OPTIONS = 20;
const MOST_BLOCKS = 100;

const PATH = /^(\/[\w.~-]{1,100}){1,8}$/;

/** @param dialects names of those that there are */
export function fieldsOf(dialects: readonly string[]): readonly OwnField[] {
  return [
    { key: "dialect", form: "word", words: dialects, needed: true },
    { key: "url", form: "text", needed: true, place: true },
    { key: "account", form: "text", needed: true },
    { key: "password", form: "secret" },
    { key: "md5Key", form: "secret" },
    { key: "veryCode", form: "secret" },
    { key: "userId", form: "text" },
    { key: "poll", form: "duration" },
    { key: "callbackPath", form: "text" },
    { key: "callbackFrom", form: "list" },
    { key: "options", form: "map" },
  ];
}

/** Checks the `http:` block. @param dialects names of those that there are */
export function parseSettings(own: unknown, dialects: readonly string[]): ReturnType<ChannelKind["parseOwn"]> {
  const read = new OwnSettings("http", own);
  const needed = (key: string, must: string): void => {
    if (!has(own, key)) read.problem(key, `${key} is missing: it must be ${must}`);
  };
  const secret = (key: string): string => read.own(key, textUpTo(0), `a text of at most ${LONGEST_TEXT} characters`, "");
  const oneOf = `one of ${dialects.join(", ")}`;
  const address = "an http or https URL of host, port and mount alone, such as https://sms.example.com";
  const login = `a text of 1 to ${LONGEST_TEXT} characters, in quotes where it is a number`;
  needed("dialect", oneOf);
  needed("url", address);
  needed("account", login);
  const callbackPath = read.own("callbackPath", pathOf, "a path of letters, digits and -_.~, such as /upstream/k3Jx9QzT", "");
  const settings: HttpSettings = {
    dialect: read.own("dialect", (value) => dialects.find((name) => name === value), oneOf, ""),
    url: read.own("url", baseOf, address, ""),
    account: read.own("account", textUpTo(1), login, ""),
    password: secret("password"),
    md5Key: secret("md5Key"),
    veryCode: secret("veryCode"),
    userId: read.own("userId", digitsOf, "a number of at most 20 digits", ""),
    // what is pushed need not be asked for
    poll: read.duration("poll", { max: POLL.most, fallback: callbackPath === "" ? POLL.usual : 0 }),
    callbackPath,
    callbackFrom: read.own("callbackFrom", blocksOf, `a list of at most ${MOST_BLOCKS} address blocks like "192.0.2.0/24"`, []),
    options: read.own("options", mappingOf, `a mapping of at most ${MOST_OPTIONS} texts`, {}),
  };
  if (settings.poll > 0 && settings.poll < POLL.least) read.problem("poll", "poll must be 100ms or longer, or 0s for never");
  const parsed = read.done(settings);
  const wrong = Object.keys(settings.options).filter((name) => textUpTo(0)(settings.options[name]) === undefined);
  if (wrong.length === 0) return parsed;
  const problems = wrong.map((name) => ({
    path: ["options", name],
    message: `${name} must be a text of at most ${LONGEST_TEXT} characters, in quotes where it is a number`,
  }));
  return { ok: false, problems: parsed.ok ? problems : [...parsed.problems, ...problems] };
}

function has(own: unknown, key: string): boolean {
  return typeof own === "object" && own !== null && (own as Record<string, unknown>)[key] !== undefined;
}

function textUpTo(least: number): (value: unknown) => string | undefined {
  return (value) =>
    typeof value === "string" && value.length >= least && value.length <= LONGEST_TEXT && !/\p{Cc}/u.test(value) ? value : undefined;
}

function digitsOf(value: unknown): string | undefined {
  const text = typeof value === "number" ? String(value) : value;
  return typeof text === "string" && /^\d{1,20}$/.test(text) ? text : undefined;
}

function baseOf(value: unknown): string | undefined {
  const url = typeof value === "string" && value.length <= LONGEST_URL ? URL.parse(value) : null;
  if (!url || !/^https?:$/.test(url.protocol) || url.username + url.password + url.search + url.hash !== "") return undefined;
  return url.href.replace(/\/+$/, "");
}

function pathOf(value: unknown): string | undefined {
  return typeof value === "string" && PATH.test(value) ? value : undefined;
}

function blocksOf(value: unknown): readonly string[] | undefined {
  if (!Array.isArray(value) || value.length > MOST_BLOCKS || !value.every((block) => typeof block === "string")) return undefined;
  try {
    new AddressBlocks(value);
    return value;
  } catch {
    return undefined;
  }
}

/** Its values are looked at one by one. */
function mappingOf(value: unknown): Readonly<Record<string, string>> | undefined {
  if (value === null || typeof value !== "object" || Array.isArray(value)) return undefined;
  const names = Object.keys(value);
  return names.length <= MOST_OPTIONS && names.every((name) => textUpTo(1)(name) !== undefined) ? { ...value } : undefined;
}
