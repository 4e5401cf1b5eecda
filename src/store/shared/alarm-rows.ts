import type { SecretBox } from "../../runtime/secret-box.ts";
import { type AlarmFinding, MOST_ALARMS, type StoredAlarm } from "../store.ts";

/** What `alarmOf` reads. */
export const ALARM_COLUMNS = "id, since, seen_at, ended_at, muted_until, key, kind, subject, facts, muted_by";

/** `setting.name` of how alarms are set. */
export const ALARM_SETTING = "alarms";

/** Sealed as a whole: there are passwords in it, and addresses that are as good as one. */
export function sealAlarmSettings(doc: string, box: SecretBox): string {
  return Buffer.from(box.seal(doc, ALARM_LABEL)).toString("base64");
}

export function openAlarmSettings(sealed: string | undefined, box: SecretBox): string | undefined {
  return sealed === undefined ? undefined : box.open(Buffer.from(sealed, "base64"), ALARM_LABEL);
}

const ALARM_LABEL = "//alarms";

export interface AlarmRow extends Record<string, unknown> {
  id: number;
  since: number;
  seen_at: number;
  ended_at: number | null;
  muted_until: number;
  key: string;
  kind: string;
  subject: string;
  facts: string;
  muted_by: string | null;
}

export function alarmOf(row: AlarmRow): StoredAlarm {
  return {
    id: row.id,
    key: row.key,
    kind: row.kind,
    subject: row.subject,
    facts: row.facts,
    since: row.since,
    seenAt: row.seen_at,
    endedAt: row.ended_at ?? undefined,
    mutedUntil: row.muted_until,
    mutedBy: row.muted_by ?? undefined,
  };
}

/** In the order in which they were raised. */
export function alarmsOf(rows: readonly AlarmRow[]): readonly StoredAlarm[] {
  return rows.map(alarmOf).sort((a, b) => a.id - b.id);
}

/** What is the matter comes before what was, where there is too much. */
export function alarmList(going: readonly AlarmRow[], ended: readonly AlarmRow[]): readonly StoredAlarm[] {
  const alarms = [...going, ...ended].slice(0, MOST_ALARMS).map(alarmOf);
  return alarms.sort((a, b) => b.since - a.since || b.id - a.id);
}

/** What a look makes of what it found. @param going keys of alarms that are on */
export function sortFindings(
  found: readonly AlarmFinding[],
  going: readonly { readonly id: number; readonly key: string }[],
): { readonly fresh: readonly AlarmFinding[]; readonly known: readonly AlarmFinding[]; readonly gone: readonly number[] } {
  const firsts = new Map<string, AlarmFinding>();
  for (const finding of found.slice(0, MOST_ALARMS)) if (!firsts.has(finding.key)) firsts.set(finding.key, finding);
  const keys = new Set(going.map(({ key }) => key));
  return {
    fresh: [...firsts.values()].filter(({ key }) => !keys.has(key)),
    known: [...firsts.values()].filter(({ key }) => keys.has(key)),
    gone: going.filter(({ key }) => !firsts.has(key)).map(({ id }) => id),
  };
}
