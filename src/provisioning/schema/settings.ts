import { DEFAULT_SETTINGS } from "../../domain/defaults.ts";
import type { LimitSettings, PlatformSettings } from "../../domain/directory.ts";
import { cidr } from "../read/addresses.ts";
import { list, mapping, required, withDefault } from "../read/collections.ts";
import { duration } from "../read/duration.ts";
import { quote } from "../read/quote.ts";
import { type Reader, refined } from "../read/reader.ts";
import { scalar, text, whole } from "../read/scalars.ts";
import { dialectName } from "./names.ts";
import { phone } from "./phone.ts";

const HOST_NAME = { pattern: /^[a-z0-9-]+(\.[a-z0-9-]+)*$/i, words: "a host name without its port" };
const TIME_ZONE = "Asia/Shanghai";

function timezone(): Reader<string> {
  return scalar((value, written) =>
    value === TIME_ZONE
      ? { value }
      : {
          wrong: `must be ${TIME_ZONE}, not ${quote(String(value ?? written))}: the interfaces' documents give every time in it, and nothing else can be told to their clients`,
        },
  );
}

function limits(defaults: LimitSettings): Reader<LimitSettings> {
  return mapping("limits", {
    body: withDefault(whole(1_024, 256 * 2 ** 20), defaults.body),
    content: withDefault(whole(1, 10_000), defaults.content),
    mms: withDefault(whole(1_024, 5 * 2 ** 20), defaults.mms),
    recipients: withDefault(whole(1, 100_000), defaults.recipients),
    queued: withDefault(whole(1, 1_000_000_000), defaults.queued),
    orderIds: withDefault(duration("1s", "365d"), defaults.orderIds),
    schedule: withDefault(duration("0s", "365d"), defaults.schedule),
  });
}

/** Which interface answers under a host name, on the paths that several share. */
function hosts(dialects: readonly string[]): Reader<PlatformSettings["hosts"]> {
  const binding = mapping("a host", { host: required(text({ max: 253, form: HOST_NAME })), dialect: required(dialectName(dialects)) });
  return refined(list(binding, { max: 1_000, unique: { by: ({ host }) => host.toLowerCase(), key: "host" } }), (bindings) =>
    Object.fromEntries(bindings.map(({ host, dialect }) => [host.toLowerCase(), dialect])),
  );
}

/** The platform's settings. The section counts as a whole: what it leaves out has its default. */
export function settings(dialects: readonly string[]): Reader<PlatformSettings> {
  const { frequency, push, retention } = DEFAULT_SETTINGS;
  const section = mapping("settings", {
    timezone: withDefault(timezone(), TIME_ZONE),
    frequency: withDefault(
      mapping("frequency", {
        verification: withDefault(
          mapping("verification", {
            match: withDefault(text({ max: 50 }), frequency.verification.match),
            limit: withDefault(whole(1, 1_000_000), frequency.verification.limit),
            window: withDefault(duration("1s", "30d"), frequency.verification.window),
          }),
          frequency.verification,
        ),
        daily: withDefault(mapping("daily", { limit: withDefault(whole(1, 1_000_000), frequency.daily.limit) }), frequency.daily),
        exemptPhones: withDefault(list(phone(), { max: 100_000 }), frequency.exemptPhones),
      }),
      frequency,
    ),
    push: withDefault(mapping("push", { allowAddresses: withDefault(list(cidr(), { max: 1_000 }), push.allowAddresses) }), push),
    hosts: withDefault(hosts(dialects), DEFAULT_SETTINGS.hosts),
    limits: withDefault(limits(DEFAULT_SETTINGS.limits), DEFAULT_SETTINGS.limits),
    retention: withDefault(
      mapping("retention", {
        messages: withDefault(duration("7d", "36500d"), retention.messages),
        parkedReceipts: withDefault(duration("1d", "36500d"), retention.parkedReceipts),
      }),
      retention,
    ),
  });
  return refined(section, ({ timezone: _, ...own }) => own);
}
