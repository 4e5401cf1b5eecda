import { sentencesOf } from "../../alarms/sentences.ts";
import { type AlarmSettings, settingsOf } from "../../alarms/settings.ts";
import type { Teller } from "../../alarms/teller.ts";
import { LONGEST_MUTE } from "../../domain/alarms.ts";
import type { Language } from "../../domain/user.ts";
import type { AlarmStore, StoredAlarm } from "../../store/store.ts";
import type { ConsoleCalls } from "../contract/console/index.ts";
import type { Handlers } from "../handlers.ts";
import { CallProblem, notFound, wrongInput } from "../problem.ts";

const DAY = 86_400_000;
/** Days for which alarms are listed after their end, unless it is asked for more. */
const LATELY = 7;
/** A mailbox, with or without a name before it; what the mail server makes of it is its own matter. */
const MAILBOX = /^[^\r\n<>]{0,150}<[^\s<>@]+@[^\s<>@]+>$|^[^\s<>@]+@[^\s<>@]+$/;

export interface AlarmsDeps {
  readonly store: { readonly alarms: AlarmStore };
  readonly teller: Pick<Teller, "test">;
}

export function alarmsHandlers({ store, teller }: AlarmsDeps): Handlers<ConsoleCalls>["alarms"] {
  const { alarms } = store;
  const settings = async (): Promise<AlarmSettings> => settingsOf(await alarms.settings());
  return {
    async list({ language, days = LATELY }, { now }) {
      const rows = await alarms.list(now - days * DAY);
      return { now, rows: rows.map((alarm) => rowOf(alarm, language, now)) };
    },
    settings: async () => shown(await settings()),
    async save(change, { audit }) {
      const before = await settings();
      const after = changed(before, change);
      audit({ subject: "alarms", before: shown(before), after: { ...shown(after), ...secretsOf(before, after) } });
      check(after);
      await alarms.saveSettings(JSON.stringify(after));
      return { ok: true };
    },
    async mute({ key, until }, { now, caller, audit }) {
      audit({ subject: key, after: { mutedUntil: until } });
      if (until !== 0 && until <= now) throw wrongInput("/until", "this is in the past");
      if (until > now + LONGEST_MUTE) throw wrongInput("/until", "an alarm can be muted for 30 days at most");
      if (!(await alarms.mute(key, until, caller.name))) throw notFound("alarm");
      return { ok: true };
    },
    async test({ target }, { audit }) {
      audit({ subject: target });
      const set = await settings();
      const lacks = target === "webhook" ? set.webhook.url === "" : set.mail.host === "" || set.mail.to.length === 0;
      if (lacks) throw new CallProblem("refused", "nothing is saved yet that could be tested", { reason: "alarm-target-missing" });
      const told = await teller.test(target, set);
      audit({ after: { ok: told.ok } });
      return told.ok ? { ok: true } : { ok: false, why: told.why };
    },
  };
}

type Saved = Parameters<Handlers<ConsoleCalls>["alarms"]["save"]>[0];

function changed(before: AlarmSettings, { kinds, language, webhook, mail }: Saved): AlarmSettings {
  return {
    kinds: kinds ?? before.kinds,
    language: language ?? before.language,
    webhook: webhook ? { ...before.webhook, ...webhook } : before.webhook,
    mail: mail ? { ...before.mail, ...passwordFor(mail, before), ...mail } : before.mail,
  };
}

/** A password goes to nobody but the server and the user that it was given for. */
function passwordFor({ host, user }: NonNullable<Saved["mail"]>, { mail }: AlarmSettings): { readonly password?: string } {
  return host === mail.host && user === mail.user ? {} : { password: "" };
}

/** What a form of one field can't say by itself. */
function check({ webhook, mail }: AlarmSettings): void {
  const { url } = webhook;
  if (url !== "" && !(URL.canParse(url) && /^https?:$/.test(new URL(url).protocol)))
    throw wrongInput("/webhook/url", "this is no http or https address", "alarm-url-wrong");
  if (webhook.on && url === "") throw wrongInput("/webhook/url", "an address is needed", "alarm-target-missing");
  for (const [index, address] of mail.to.entries())
    if (!MAILBOX.test(address)) throw wrongInput(`/mail/to/${index}`, "this is no e-mail address", "alarm-address-wrong");
  if (mail.from !== "" && !MAILBOX.test(mail.from)) throw wrongInput("/mail/from", "this is no e-mail address", "alarm-address-wrong");
  if (/\s|\//.test(mail.host)) throw wrongInput("/mail/host", "this is no host name", "alarm-host-wrong");
  if (mail.on && (mail.host === "" || mail.from === "" || mail.to.length === 0))
    throw wrongInput("/mail/host", "a server, a sender and a recipient are needed", "alarm-target-missing");
}

/** Settings without what is secret in them. */
function shown({ kinds, language, webhook: { url, ...webhook }, mail: { password, to, ...mail } }: AlarmSettings) {
  return {
    kinds,
    language,
    webhook: { ...webhook, ...(url === "" ? {} : { host: URL.canParse(url) ? new URL(url).host : "?" }) },
    mail: { ...mail, to: [...to], password: password !== "" },
  };
}

/** For the audit log: that a secret is another one now. */
function secretsOf(before: AlarmSettings, after: AlarmSettings): object {
  return {
    ...(before.webhook.url === after.webhook.url ? {} : { webhookAddressChanged: true }),
    ...(before.mail.password === after.mail.password ? {} : { mailPasswordChanged: true }),
  };
}

function rowOf({ id, key, kind, subject, facts, since, endedAt, mutedUntil, mutedBy }: StoredAlarm, language: Language, now: number) {
  return {
    id,
    key,
    kind,
    subject,
    since,
    ...(endedAt === undefined ? {} : { endedAt }),
    ...(mutedUntil > now ? { mutedUntil, ...(mutedBy === undefined ? {} : { mutedBy }) } : {}),
    ...sentencesOf({ kind, subject, facts }, language),
  };
}
