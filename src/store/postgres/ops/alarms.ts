import { ALARM_COLUMNS, ALARM_SETTING, type AlarmRow, alarmList, alarmsOf, sortFindings } from "../../shared/alarm-rows.ts";
import { ALARM_KEPT, type AlarmChanges, type AlarmFinding, type AlarmLook, MOST_ALARMS, type StoredAlarm } from "../../store.ts";
import type { Row, Tx } from "../tx.ts";

const SETTINGS = "SELECT doc FROM setting WHERE name = $1";
const SAVE = "INSERT INTO setting (name, doc) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET doc = excluded.doc";
/** Held until the commit: of nodes that look at the same time the others wait here, and then find that it is not their turn. */
const TURN = "UPDATE meta SET value = $1 WHERE key = 'alarms_looked' AND abs(value - $1) >= $2";
const GOING = `SELECT ${ALARM_COLUMNS} FROM alarm WHERE ended_at IS NULL ORDER BY key LIMIT ${MOST_ALARMS}`;
const ENDED = `SELECT ${ALARM_COLUMNS} FROM alarm WHERE ended_at > $1 ORDER BY ended_at DESC LIMIT $2`;
const FOUND = "unnest($2::text[], $3::text[], $4::text[], $5::text[]) WITH ORDINALITY AS f (key, kind, subject, facts, place)";
/** One that was muted stays so when it comes again. */
const RAISE = `
INSERT INTO alarm (since, seen_at, muted_until, key, kind, subject, facts, muted_by)
SELECT $1, $1, coalesce(latest.muted_until, 0), f.key, f.kind, f.subject, f.facts, latest.muted_by
FROM ${FOUND} LEFT JOIN LATERAL (
  SELECT a.muted_until, a.muted_by FROM alarm a WHERE a.key = f.key ORDER BY a.id DESC LIMIT 1
) latest ON latest.muted_until > $1
ORDER BY f.place RETURNING ${ALARM_COLUMNS}`;
const GO_ON = `
UPDATE alarm SET seen_at = $1, kind = f.kind, subject = f.subject, facts = f.facts
FROM ${FOUND} WHERE alarm.key = f.key AND alarm.ended_at IS NULL`;
const END = `UPDATE alarm SET ended_at = $1 WHERE id = ANY($2::bigint[]) RETURNING ${ALARM_COLUMNS}`;
const UNMUTE = `
UPDATE alarm SET muted_until = 0, muted_by = NULL WHERE ended_at IS NULL AND muted_until > 0 AND muted_until <= $1 RETURNING ${ALARM_COLUMNS}`;
const FORGET = "DELETE FROM alarm WHERE ended_at < $1";
const MUTE = `
UPDATE alarm SET muted_until = $2, muted_by = $3 WHERE id = (SELECT id FROM alarm WHERE key = $1 ORDER BY id DESC LIMIT 1)`;

export async function settings(tx: Tx): Promise<string | undefined> {
  return (await tx.get<Row & { doc: string }>(SETTINGS, ALARM_SETTING))?.doc;
}

export async function saveSettings(tx: Tx, doc: string): Promise<void> {
  await tx.run(SAVE, ALARM_SETTING, doc);
}

/** See `AlarmStore.list`. */
export async function list(tx: Tx, since: number): Promise<readonly StoredAlarm[]> {
  return alarmList(await tx.all<AlarmRow>(GOING), await tx.all<AlarmRow>(ENDED, since, MOST_ALARMS));
}

/** See `AlarmStore.look`. */
export async function look(tx: Tx, { now, every, found }: AlarmLook): Promise<AlarmChanges | false> {
  if ((await tx.run(TURN, now, every)) === 0) return false;
  const { fresh, known, gone } = sortFindings(found, await tx.all<AlarmRow>(GOING));
  const ended = gone.length === 0 ? [] : await tx.all<AlarmRow>(END, now, gone);
  if (known.length > 0) await tx.run(GO_ON, now, ...columnsOf(known));
  const unmuted = await tx.all<AlarmRow>(UNMUTE, now);
  const raised = fresh.length === 0 ? [] : await tx.all<AlarmRow>(RAISE, now, ...columnsOf(fresh));
  await tx.run(FORGET, now - ALARM_KEPT);
  return { raised: alarmsOf(raised), ended: alarmsOf(ended), unmuted: alarmsOf(unmuted) };
}

function columnsOf(found: readonly AlarmFinding[]): readonly (readonly string[])[] {
  return [found.map(({ key }) => key), found.map(({ kind }) => kind), found.map(({ subject }) => subject), found.map(({ facts }) => facts)];
}

/** See `AlarmStore.mute`. */
export async function mute(tx: Tx, key: string, until: number, actor: string): Promise<boolean> {
  return (await tx.run(MUTE, key, until, until === 0 ? null : actor)) > 0;
}
