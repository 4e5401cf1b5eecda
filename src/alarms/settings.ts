import { type TSchema, Type } from "typebox";
import { Compile } from "typebox/compile";
import {
  ALARM_KINDS,
  type AlarmKind,
  type AlarmKindSettings,
  MAIL_SECURITIES,
  type MailSecurity,
  MOST_MAIL_RECIPIENTS,
  type Threshold,
  WEBHOOK_FORMS,
  type WebhookForm,
} from "../domain/alarms.ts";
import { LANGUAGES, type Language } from "../domain/user.ts";

export interface AlarmSettings {
  readonly kinds: AlarmKindSettings;
  /** What people are told in. */
  readonly language: Language;
  readonly webhook: WebhookSettings;
  readonly mail: MailSettings;
}

export interface WebhookSettings {
  readonly on: boolean;
  /** Empty: none was given. Robots' addresses are as good as passwords: it is shown to nobody. */
  readonly url: string;
  readonly form: WebhookForm;
}

export interface MailSettings {
  readonly on: boolean;
  readonly host: string;
  readonly port: number;
  readonly security: MailSecurity;
  /** Empty: the server asks for nobody's name. */
  readonly user: string;
  readonly password: string;
  readonly from: string;
  readonly to: readonly string[];
}

const words = <const W extends readonly string[]>(list: W) => Type.Unsafe<W[number]>(Type.Enum([...list]));
const line = (most: number) => Type.String({ maxLength: most });

/** One of a kind's numbers, as a schema. */
const thresholdOf = ({ least, most }: Threshold) => Type.Integer({ minimum: least, maximum: most });

/** How each kind is set. */
export const KINDS_SCHEMA = Type.Unsafe<AlarmKindSettings>(
  closed(
    Object.fromEntries(
      Object.entries(ALARM_KINDS).map(([kind, thresholds]) => {
        const numbers = Object.entries(thresholds).map(([name, threshold]) => [name, thresholdOf(threshold)] as const);
        return [kind, closed({ on: Type.Boolean(), ...Object.fromEntries(numbers) })];
      }),
    ),
  ),
);

/** What may be given of a webhook and of a mail server; what is secret is beside it. */
export const WEBHOOK_SCHEMA = { on: Type.Boolean(), form: words(WEBHOOK_FORMS) };
export const WEBHOOK_URL = line(2_000);
export const MAIL_SCHEMA = {
  on: Type.Boolean(),
  host: line(253),
  port: Type.Integer({ minimum: 1, maximum: 65_535 }),
  security: words(MAIL_SECURITIES),
  user: line(200),
  from: line(200),
  to: Type.Array(line(200), { maxItems: MOST_MAIL_RECIPIENTS }),
};
export const MAIL_PASSWORD = line(500);
export const LANGUAGE_SCHEMA = words(LANGUAGES);

const DOC = closed({
  kinds: KINDS_SCHEMA,
  language: LANGUAGE_SCHEMA,
  webhook: closed({ ...WEBHOOK_SCHEMA, url: WEBHOOK_URL }),
  mail: closed({ ...MAIL_SCHEMA, password: MAIL_PASSWORD }),
});
const doc = Compile(DOC);

export const DEFAULTS: AlarmSettings = {
  kinds: Object.fromEntries(
    Object.entries(ALARM_KINDS).map(([kind, thresholds]) => [
      kind,
      { on: true, ...Object.fromEntries(Object.entries(thresholds).map(([name, { preset }]) => [name, preset])) },
    ]),
  ) as unknown as AlarmKindSettings,
  language: "zh",
  webhook: { on: false, url: "", form: "json" },
  mail: { on: false, host: "", port: 465, security: "tls", user: "", password: "", from: "", to: [] },
};

/**
 * What was saved, over the defaults: what a newer version added, and what this one doesn't know, do no harm. Throws a plain sentence where it can't be
 * understood at all.
 *
 * @param text as `AlarmStore.settings` answers it
 */
export function settingsOf(text: string | undefined): AlarmSettings {
  if (text === undefined) return DEFAULTS;
  const saved = JSON.parse(text) as Partial<AlarmSettings>;
  const merged = {
    kinds: Object.fromEntries(
      (Object.keys(ALARM_KINDS) as AlarmKind[]).map((kind) => [kind, known(DEFAULTS.kinds[kind], saved.kinds?.[kind])]),
    ),
    language: saved.language ?? DEFAULTS.language,
    webhook: known(DEFAULTS.webhook, saved.webhook),
    mail: known(DEFAULTS.mail, saved.mail),
  };
  if (doc.Check(merged)) return merged as unknown as AlarmSettings;
  const [first] = doc.Errors(merged);
  throw new Error(`how alarms are set can't be understood: ${first?.instancePath ?? ""} ${first?.message ?? ""}`);
}

/** The defaults' fields, as far as they were set. */
function known<T extends object>(defaults: T, saved: object | undefined): object {
  const given = (saved ?? {}) as Readonly<Record<string, unknown>>;
  return Object.fromEntries(Object.entries(defaults).map(([name, value]) => [name, given[name] ?? value]));
}

function closed<const P extends Record<string, TSchema>>(properties: P) {
  return Type.Object(properties, { additionalProperties: false });
}
