import type { Route, Turn } from "../../domain/directory.ts";
import { CONTENT_CLASSES } from "../../domain/message.ts";
import { PROVINCES } from "../../domain/province.ts";
import type { ProductPlan } from "../../domain/provisioning.ts";
import type { RetryUndelivered } from "../../domain/undelivered.ts";
import { list, mapping, optional, required, withDefault } from "../read/collections.ts";
import { duration } from "../read/duration.ts";
import { didYouMean } from "../read/hint.ts";
import { quote } from "../read/quote.ts";
import { type Reader, refined } from "../read/reader.ts";
import { oneOf, scalar, text, whole } from "../read/scalars.ts";
import { medium, name, operators } from "./names.ts";

type RoutePlan = ProductPlan["routes"][number];

/** A channel of a route as it is written: its name, or its name and its turn. */
interface Entry {
  readonly channel: string;
  /** Undefined: by its place in the list. */
  readonly turn: Turn | undefined;
}

function entry(): Reader<Entry> {
  const plain = refined(name(), (channel): Entry => ({ channel, turn: undefined }));
  const fields = mapping("a channel of a route", {
    channel: required(name()),
    weight: withDefault(whole(1, 1_000), 1),
    priority: withDefault(whole(1, 1_000), 1),
  });
  const full = refined(fields, ({ channel, ...turn }): Entry => ({ channel, turn }));
  return { ...full, read: (node, path, problems) => (node.kind === "mapping" ? full : plain).read(node, path, problems) };
}

function province(): Reader<string> {
  const known: readonly string[] = PROVINCES;
  return scalar((value, written) => {
    if (typeof value === "string" && known.includes(value)) return { value };
    const shown = typeof value === "string" ? value : written;
    return { wrong: `names no province: ${quote(shown)}${didYouMean(shown, known) || `; there are ${known.join(", ")}`}` };
  });
}

function route(): Reader<RoutePlan> {
  const fields = mapping("a route", {
    media: withDefault(medium(), "sms"),
    operators: required(operators()),
    provinces: optional(list(province(), { min: 1, max: PROVINCES.length, unique: { by: (one) => one } })),
    classes: optional(list(oneOf(CONTENT_CLASSES), { min: 1, max: CONTENT_CLASSES.length, unique: { by: (one) => one } })),
    channels: required(list(entry(), { min: 1, max: 50, unique: { by: ({ channel }) => channel } })),
  });
  return refined(fields, ({ media, operators, provinces, classes, channels }) => ({
    media,
    operators,
    ...(provinces === undefined ? {} : { provinces }),
    ...(classes === undefined ? {} : { classes }),
    channels: channels.map(({ channel }) => channel),
    ...turnsOf(channels),
  }));
}

/** Nothing where every channel has its place in the list: that is what a route without turns means. */
function turnsOf(entries: readonly Entry[]): Pick<Route, "turns"> {
  if (entries.every(({ turn }) => turn === undefined)) return {};
  return { turns: entries.map(({ turn }, index) => turn ?? { priority: index + 1, weight: 1 }) };
}

function retryUndelivered(): Reader<RetryUndelivered> {
  const form = { pattern: /^[^\s*]*\*?$/, words: "a receipt's code, or the beginning of some and a *" };
  return mapping("retryUndelivered", {
    within: withDefault(duration("1s", "24h"), 600_000),
    codes: required(list(text({ max: 20, form }), { min: 1, max: 20, unique: { by: (code) => code } })),
  });
}

/** A product and its routes. */
export function product(): Reader<ProductPlan> {
  const fields = mapping("a product", {
    name: required(name()),
    routes: required(list(route(), { max: 100 })),
    retryUndelivered: optional(retryUndelivered()),
  });
  return refined(fields, ({ retryUndelivered: retry, ...plan }) => ({
    ...plan,
    ...(retry === undefined ? {} : { retryUndelivered: retry }),
  }));
}
