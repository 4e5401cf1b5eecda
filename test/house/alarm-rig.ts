import type { Looked } from "../../src/alarms/checks/check.ts";
import type { Finding } from "../../src/alarms/finding.ts";
import { LookAround } from "../../src/alarms/look-around.ts";
import { DEFAULTS } from "../../src/alarms/settings.ts";
import { indexDirectory } from "../../src/directory/directory-index.ts";
import type { AlarmKind, AlarmKindSettings } from "../../src/domain/alarms.ts";
import { ManualClock } from "../../src/runtime/manual-clock.ts";
import { Rig } from "../../src/store/conformance/rig.ts";
import { open, scratch } from "../../src/store/sqlite/opener.testing.ts";

/** A rig over an embedded store of its own. */
export async function alarmRig(): Promise<Rig> {
  const place = await scratch();
  const store = await open(place.path);
  return Rig.open({
    store,
    reopen: () => Promise.reject(new Error("not here")),
    elsewhere: { module: "", argument: "" },
    servers: "one",
    async discard() {
      await store.close();
      await place[Symbol.asyncDispose]();
    },
  });
}

/** What is on, by its numbers as far as they differ from the defaults; all else is off. */
export function only<K extends AlarmKind>(kind: K, numbers: Partial<AlarmKindSettings[K]> = {}): AlarmKindSettings {
  const off = Object.fromEntries(Object.entries(DEFAULTS.kinds).map(([name, setting]) => [name, { ...setting, on: false }]));
  return { ...off, [kind]: { ...DEFAULTS.kinds[kind], ...numbers, on: true } } as unknown as AlarmKindSettings;
}

export async function lookedAt({ store, now }: Rig): Promise<Looked> {
  return { store, now, directory: indexDirectory(await store.directory.load()) };
}

/** What is found by one look of somebody who has not looked before. */
export async function find(rig: Rig, kinds: AlarmKindSettings): Promise<readonly Finding[]> {
  const { found, unknown } = await new LookAround(new ManualClock(rig.now), () => undefined).look(await lookedAt(rig), kinds);
  if (unknown.size > 0) throw new Error(`it could not be looked for ${[...unknown].join()}`);
  return found;
}
