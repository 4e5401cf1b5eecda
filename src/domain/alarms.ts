/** A number that somebody sets, with its bounds and what holds until then. */
export interface Threshold {
  readonly preset: number;
  readonly least: number;
  readonly most: number;
}

const number = (preset: number, least: number, most: number): Threshold => ({ preset, least, most });
/** Minutes for which it must hold before it is an alarm. */
const lasting = (preset: number): Threshold => number(preset, 0, 1_440);

/**
 * What people can be told of, and by which numbers it is one:
 *
 * - `percent`: below that share; of at least `messages` in the last `minutes`.
 * - `seconds`, `minutes`: older than that. `count`: more than that wait.
 * - `credits`: fewer are left. `days`: what is left lasts no longer than that, at the pace of the last week.
 * - `hourly`: messages that an account sends in such an hour, to be missed when it sends none for `minutes`.
 * - `for`: minutes that it must hold before it is one.
 */
export const ALARM_KINDS = {
  "channel-down": { for: lasting(1) },
  "success-rate": { percent: number(80, 1, 100), messages: number(100, 1, 1_000_000), minutes: number(15, 5, 120), for: lasting(3) },
  "receipt-rate": { percent: number(70, 1, 100), messages: number(100, 1, 1_000_000), minutes: number(15, 5, 120), for: lasting(5) },
  "backlog-age": { seconds: number(120, 5, 86_400), for: lasting(1) },
  "balance-low": { credits: number(100, 0, 1_000_000_000), days: number(2, 0, 90), for: lasting(0) },
  "push-dead": { minutes: number(10, 1, 1_440), for: lasting(0) },
  "reviews-waiting": { minutes: number(30, 1, 10_080), count: number(100, 1, 999), for: lasting(0) },
  "account-silent": { hourly: number(20, 1, 1_000_000), minutes: number(60, 15, 120), for: lasting(10) },
} as const satisfies Readonly<Record<string, Readonly<Record<string, Threshold>>>>;

export type AlarmKind = keyof typeof ALARM_KINDS;
/** A kind as it is set. */
export type AlarmSetting<K extends AlarmKind> = { readonly on: boolean } & { readonly [T in keyof (typeof ALARM_KINDS)[K]]: number };
export type AlarmKindSettings = { readonly [K in AlarmKind]: AlarmSetting<K> };

/** By what people are told. */
export const TARGETS = ["webhook", "mail"] as const;
export type Target = (typeof TARGETS)[number];

/** How a webhook wants to be told: our own JSON, or as the robots of chat groups take it (DingTalk and WeCom alike, Feishu). */
export const WEBHOOK_FORMS = ["json", "dingtalk", "feishu"] as const;
export type WebhookForm = (typeof WEBHOOK_FORMS)[number];

/** `tls`: from the first byte (port 465). `starttls`: after asking for it, or not at all (587). `none`: in the clear. */
export const MAIL_SECURITIES = ["tls", "starttls", "none"] as const;
export type MailSecurity = (typeof MAIL_SECURITIES)[number];

export const MOST_MAIL_RECIPIENTS = 20;
/** How far ahead an alarm can be muted, ms. */
export const LONGEST_MUTE = 30 * 86_400_000;
