import type { AlarmStore } from "../../store.ts";
import type { Engine } from "../engine.ts";
import { list, look, mute, saveSettings, settings } from "../ops/alarms.ts";

export function alarmPort(engine: Engine): AlarmStore {
  return {
    settings: () => engine.read(settings),
    saveSettings: (doc) => engine.write((tx) => saveSettings(tx, doc)),
    list: (since) => engine.snapshot((tx) => list(tx, since)),
    look: (looked) => engine.write((tx) => look(tx, looked)),
    mute: (key, until, actor) => engine.write((tx) => mute(tx, key, until, actor)),
  };
}
