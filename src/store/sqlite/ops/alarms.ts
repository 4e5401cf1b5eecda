import { ALARM_COLUMNS, ALARM_SETTING, type AlarmRow, alarmList, alarmsOf, sortFindings } from "../../shared/alarm-rows.ts";
import { ALARM_KEPT, type AlarmChanges, type AlarmFinding, type AlarmLook, MOST_ALARMS, type StoredAlarm } from "../../store.ts";
import type { Tx } from "../tx.ts";

const TURN = "UPDATE meta SET value = ? WHERE key = 'alarms_looked' AND abs(value - ?) >= ?";
const GOING = `SELECT ${ALARM_COLUMNS} FROM alarm WHERE ended_at IS NULL ORDER BY key LIMIT ${MOST_ALARMS}`;
const ENDED = `SELECT ${ALARM_COLUMNS} FROM alarm WHERE ended_at > ? ORDER BY ended_at DESC LIMIT ?`;
const LATEST = "SELECT muted_until, muted_by FROM alarm WHERE key = ? ORDER BY id DESC LIMIT 1";
const RAISE = `
INSERT INTO alarm (since, seen_at, muted_until, key, kind, subject, facts, muted_by) VALUES (?, ?, ?, ?, ?, ?, ?, ?) RETURNING ${ALARM_COLUMNS}`;
const GO_ON = "UPDATE alarm SET seen_at = ?, kind = ?, subject = ?, facts = ? WHERE key = ? AND ended_at IS NULL";
const END = `UPDATE alarm SET ended_at = ? WHERE id = ? RETURNING ${ALARM_COLUMNS}`;
const UNMUTE = `
UPDATE alarm SET muted_until = 0, muted_by = NULL WHERE ended_at IS NULL AND muted_until > 0 AND muted_until <= ? RETURNING ${ALARM_COLUMNS}`;
const FORGET = "DELETE FROM alarm WHERE ended_at < ?";
const MUTE = "UPDATE alarm SET muted_until = ?, muted_by = ? WHERE id = (SELECT max(id) FROM alarm WHERE key = ?)";

export function settings(tx: Tx): string | undefined {
  return tx.db.get<{ doc: string }>("SELECT doc FROM setting WHERE name = ?", ALARM_SETTING)?.doc;
}

export function saveSettings(tx: Tx, doc: string): void {
  tx.db.run("INSERT OR REPLACE INTO setting VALUES (?, ?)", ALARM_SETTING, doc);
}

/** See `AlarmStore.list`. */
export function list(tx: Tx, since: number): readonly StoredAlarm[] {
  return alarmList(tx.db.all<AlarmRow>(GOING), tx.db.all<AlarmRow>(ENDED, since, MOST_ALARMS));
}

/** See `AlarmStore.look`. */
export function look(tx: Tx, { now, every, found }: AlarmLook): AlarmChanges | false {
  const { db } = tx;
  if (db.run(TURN, now, now, every) === 0) return false;
  const { fresh, known, gone } = sortFindings(found, db.all<AlarmRow>(GOING));
  const ended = gone.flatMap((id) => db.all<AlarmRow>(END, now, id));
  for (const { key, kind, subject, facts } of known) db.run(GO_ON, now, kind, subject, facts, key);
  const unmuted = db.all<AlarmRow>(UNMUTE, now);
  const raised = fresh.flatMap((finding) => raise(tx, finding, now));
  db.run(FORGET, now - ALARM_KEPT);
  return { raised: alarmsOf(raised), ended: alarmsOf(ended), unmuted: alarmsOf(unmuted) };
}

/** One that was muted stays so when it comes again. */
function raise({ db }: Tx, { key, kind, subject, facts }: AlarmFinding, now: number): AlarmRow[] {
  const before = db.get<{ muted_until: number; muted_by: string | null }>(LATEST, key);
  const muted = before && before.muted_until > now ? before : { muted_until: 0, muted_by: null };
  return db.all<AlarmRow>(RAISE, now, now, muted.muted_until, key, kind, subject, facts, muted.muted_by);
}

/** See `AlarmStore.mute`. */
export function mute(tx: Tx, key: string, until: number, actor: string): boolean {
  return tx.db.run(MUTE, until, until === 0 ? null : actor, key) > 0;
}
