import type { ChannelKind } from "../../channels/channel.ts";
import type { ChannelConfig, ConnectSettings, RetrySettings, UnknownChoice } from "../../domain/directory.ts";
import type { ChannelPlan } from "../../domain/provisioning.ts";
import type { Problems } from "../problems.ts";
import { list, mapping, optional, required, withDefault } from "../read/collections.ts";
import { duration } from "../read/duration.ts";
import { didYouMean } from "../read/hint.ts";
import { quote } from "../read/quote.ts";
import { type Reader, WRONG, type Wrong } from "../read/reader.ts";
import { digits, flag, oneOf, scalar, text, whole } from "../read/scalars.ts";
import { offsetOf, type Path, plainValue, type SourceMapping } from "../yaml/source.ts";
import { circuit } from "./circuit.ts";
import { medium, name, operators } from "./names.ts";

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** Kinds that the file format has a place for, whether or not this version can speak them. */
const FORMAT_KINDS = ["simulator", "smpp", "cmpp", "sgip", "smgp", "http"];

export const DEFAULT_RETRY: RetrySettings = {
  on: ["throttled", "disconnected"],
  backoff: [SECOND, 5 * SECOND, 30 * SECOND, 2 * MINUTE],
  giveUpAfter: 10 * MINUTE,
  thenNextChannel: true,
};

function kindName(kinds: readonly string[]): Reader<string> {
  return scalar((value, written) => {
    if (typeof value === "string" && kinds.includes(value)) return { value };
    const shown = typeof value === "string" ? value : written;
    return { wrong: `${quote(shown)} is not available in this version${didYouMean(shown, kinds) || `; available: ${kinds.join(", ")}`}` };
  });
}

function connect(): Reader<ConnectSettings> {
  return mapping("connect", {
    host: required(text({ max: 253, form: { pattern: /^[^\s/@]*$/, words: "a host name or an address, without a port" } })),
    port: required(whole(1, 65_535)),
    tls: withDefault(flag(), false),
    timeout: withDefault(duration("100ms", "5m"), 5 * SECOND),
  });
}

function retry(): Reader<RetrySettings> {
  return mapping("retry", {
    on: withDefault(list(oneOf(["throttled", "disconnected"]), { max: 2, unique: { by: (why) => why } }), DEFAULT_RETRY.on),
    backoff: withDefault(list(duration("10ms", "24h"), { min: 1, max: 20 }), DEFAULT_RETRY.backoff),
    giveUpAfter: withDefault(duration("1s", "30d"), DEFAULT_RETRY.giveUpAfter),
    thenNextChannel: withDefault(flag(), DEFAULT_RETRY.thenNextChannel),
  });
}

function unknown(): Reader<UnknownChoice> {
  return mapping("unknown", {
    // biome-ignore lint/suspicious/noThenProperty: it is what the file's key is called
    then: optional(oneOf(["hold", "resend", "end"])),
    after: optional(duration("100ms", "30d")),
    byPhone: optional(flag()),
  });
}

function commonFields(kinds: readonly string[]) {
  return {
    name: required(name()),
    kind: required(kindName(kinds)),
    enabled: withDefault(flag(), true),
    media: withDefault(medium(), "sms"),
    operators: required(operators()),
    code: required(digits(1, 20)),
    maxCodeLength: withDefault(whole(1, 21), 20),
    rate: withDefault(whole(0, 1_000_000), 0),
    window: withDefault(whole(1, 10_000), 32),
    sessions: withDefault(whole(1, 100), 1),
    connect: optional(connect()),
    responseTimeout: withDefault(duration("100ms", "10m"), MINUTE),
    validity: withDefault(duration("1s", "30d"), 72 * HOUR),
    heartbeat: withDefault(duration("1s", "1h"), MINUTE),
    concatenate: withDefault(flag(), true),
    encoding: withDefault(oneOf(["ucs2", "gsm7", "auto"]), "ucs2"),
    retry: withDefault(retry(), DEFAULT_RETRY),
    delivery: withDefault(oneOf(["at-least-once", "at-most-once"]), "at-least-once"),
    unknown: optional(unknown()),
    circuit: optional(circuit()),
  };
}

/** A channel: the settings all kinds share, and one block under the kind's name that only the kind understands. */
export function channel(kinds: readonly ChannelKind[]): Reader<ChannelPlan> {
  const names = kinds.map((kind) => kind.kind);
  const blocks = new Set([...FORMAT_KINDS, ...names]);
  const common: Reader<Omit<ChannelConfig, "id" | "own">> = mapping("a channel", commonFields(names), (key) => blocks.has(key));
  return {
    ...common,
    read(node, path, problems) {
      const shared = common.read(node, path, problems);
      if (node.kind !== "mapping") return WRONG;
      const kind = kinds.find((candidate) => candidate.kind === kindOf(node));
      if (kind === undefined) return WRONG;
      const strayed = refuseOtherBlocks(node, kind.kind, blocks, path, problems);
      const own = readOwn(node, kind, path, problems);
      if (shared === WRONG || strayed || own === WRONG) return WRONG;
      const encoding = kind.encodingOf?.(own) ?? shared.encoding;
      return { ...shared, encoding, ...(kind.whole ? { wholeTexts: true } : {}), own };
    },
  };
}

function kindOf(node: SourceMapping): string | undefined {
  const written = node.entries.get("kind")?.value;
  return written?.kind === "scalar" && typeof written.value === "string" ? written.value : undefined;
}

function refuseOtherBlocks(node: SourceMapping, kind: string, blocks: ReadonlySet<string>, path: Path, problems: Problems): boolean {
  const others = [...node.entries].filter(([key]) => key !== kind && blocks.has(key));
  for (const [key, entry] of others)
    problems.add(entry.keyAt, [...path, key], `${key} settings have no place in a channel of kind ${quote(kind)}`);
  return others.length > 0;
}

function readOwn(node: SourceMapping, kind: ChannelKind, path: Path, problems: Problems): Record<string, unknown> | Wrong {
  const written = node.entries.get(kind.kind)?.value;
  if (written !== undefined && written.kind !== "mapping") {
    problems.add(written.at, [...path, kind.kind], `${kind.kind} must be a mapping (key: value)`);
    return WRONG;
  }
  const parsed = kind.parseOwn(written === undefined ? {} : plainValue(written));
  if (parsed.ok) return parsed.own;
  for (const { path: below, message } of parsed.problems) {
    const here = [kind.kind, ...below];
    problems.add(offsetOf(node, here), [...path, ...here], message);
  }
  return WRONG;
}
