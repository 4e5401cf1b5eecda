import type { SecretBox } from "../../../runtime/secret-box.ts";
import { openAlarmSettings, sealAlarmSettings } from "../../shared/alarm-rows.ts";
import type { AlarmStore } from "../../store.ts";
import type { Engine } from "../engine.ts";
import { list, look, mute, saveSettings, settings } from "../ops/alarms.ts";

export function alarmPort(engine: Engine, secrets: SecretBox): AlarmStore {
  return {
    settings: async () => openAlarmSettings(await engine.read(settings), secrets),
    saveSettings: (doc) => engine.write((tx) => saveSettings(tx, sealAlarmSettings(doc, secrets))),
    list: (since) => engine.snapshot((tx) => list(tx, since)),
    look: (looked) => engine.write((tx) => look(tx, looked)),
    mute: (key, until, actor) => engine.write((tx) => mute(tx, key, until, actor)),
  };
}
