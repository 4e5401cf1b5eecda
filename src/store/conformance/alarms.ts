import { expect, it } from "vitest";
import { ALARM_KEPT, type AlarmChanges, type AlarmFinding, MOST_ALARMS, type StoredAlarm } from "../store.ts";
import { type OpenRig, one, type Rig } from "./rig.ts";

const EVERY = 10_000;
const DOWN = finding("channel-down:12");
const LOW = finding("balance-low:3");

/** `AlarmStore` */
export function alarmsSuite(open: OpenRig): void {
  looks(open);
  turns(open);
  mutes(open);

  it("keeps how alarms are set, after a restart as well", async () => {
    await using rig = await open();
    expect(await rig.store.alarms.settings()).toBeUndefined();
    for (const doc of ["{}", '{"to":["值班"]}']) {
      await rig.store.alarms.saveSettings(doc);
      await rig.reopen();
      expect(await rig.store.alarms.settings()).toBe(doc);
    }
  });
}

function looks(open: OpenRig): void {
  it("raises what is new, refreshes what goes on and ends what isn't there any more, each told once", async () => {
    await using rig = await open();
    const begun = rig.now;
    const first = await look(rig, DOWN, LOW);
    expect(first).toEqual({ raised: [alarm(DOWN, begun), alarm(LOW, begun)], ended: [], unmuted: [] });
    const worse = { ...DOWN, subject: "renamed", facts: '{"since":2}' };
    rig.now += EVERY;
    expect(await look(rig, worse, LOW)).toEqual({ raised: [], ended: [], unmuted: [] });
    expect(await rig.store.alarms.list(0)).toEqual([alarm(LOW, begun, { seenAt: rig.now }), alarm(worse, begun, { seenAt: rig.now })]);
    const seenAt = rig.now;
    rig.now += EVERY;
    const ended = alarm(worse, begun, { seenAt, endedAt: rig.now });
    expect(await look(rig, LOW)).toEqual({ raised: [], ended: [ended], unmuted: [] });
    await rig.reopen();
    expect(await rig.store.alarms.list(0)).toEqual([alarm(LOW, begun, { seenAt: rig.now }), ended]);
  });

  it("raises another alarm when the same matter comes again", async () => {
    await using rig = await open();
    const before = one((await look(rig, DOWN)).raised);
    rig.now += EVERY;
    await look(rig);
    rig.now += EVERY;
    const again = one((await look(rig, DOWN)).raised);
    expect(again.id).toBeGreaterThan(before.id);
    expect(again.since).toBe(rig.now);
    expect((await rig.store.alarms.list(0)).map(({ id }) => id)).toEqual([again.id, before.id]);
  });

  it("lists what is the matter, and of what ended that which ended since then, latest begun first", async () => {
    await using rig = await open();
    const found = [DOWN, LOW, finding("backlog")];
    for (const [index] of found.entries()) {
      await look(rig, ...found.slice(0, index + 1));
      rig.now += EVERY;
    }
    const keys = async (since: number) => (await rig.store.alarms.list(since)).map(({ key }) => key);
    expect(await keys(rig.now)).toEqual(["backlog", LOW.key, DOWN.key]);
    await look(rig, LOW);
    expect(await keys(rig.now - 1)).toEqual(["backlog", LOW.key, DOWN.key]);
    expect(await keys(rig.now)).toEqual([LOW.key]);
  });

  it("has one alarm a key, and as many as may be", async () => {
    await using rig = await open();
    const { raised } = await look(rig, DOWN, { ...DOWN, subject: "second" });
    expect(one(raised).subject).toBe(DOWN.subject);
    rig.now += EVERY;
    const many = Array.from({ length: MOST_ALARMS + 5 }, (_, n) => finding(`kind:${n}`));
    expect((await look(rig, ...many)).raised).toHaveLength(MOST_ALARMS);
    // what is the matter comes before what was
    const listed = await rig.store.alarms.list(0);
    expect(listed).toHaveLength(MOST_ALARMS);
    expect(listed.filter(({ endedAt }) => endedAt !== undefined)).toEqual([]);
  });

  it("forgets what ended long ago", async () => {
    await using rig = await open();
    await look(rig, DOWN);
    rig.now += EVERY;
    await look(rig);
    rig.now += ALARM_KEPT;
    await look(rig);
    expect(await rig.store.alarms.list(0)).toHaveLength(1);
    rig.now += EVERY;
    await look(rig);
    expect(await rig.store.alarms.list(0)).toEqual([]);
  });
}

function turns(open: OpenRig): void {
  it("is done by one of those that look at the same time, and by nobody until it is time again", async () => {
    await using rig = await open();
    const { alarms } = rig.store;
    const { now } = rig;
    const looked = await Promise.all([DOWN, LOW, DOWN, LOW].map((each) => alarms.look({ now, every: EVERY, found: [each] })));
    expect(looked.filter((changes) => changes !== false)).toHaveLength(1);
    const raised = await alarms.list(0);
    expect(raised).toHaveLength(1);
    expect(await alarms.look({ now: now + EVERY - 1, every: EVERY, found: [] })).toBe(false);
    expect(await alarms.list(0)).toEqual(raised);
    expect(await alarms.look({ now: now + EVERY, every: EVERY, found: [] })).toMatchObject({ ended: [{ key: raised[0]?.key }] });
  });

  it("isn't held up by a look of a clock that was far ahead", async () => {
    await using rig = await open();
    const look = (now: number) => rig.store.alarms.look({ now, every: EVERY, found: [DOWN] });
    expect(await look(rig.now + 3_600_000)).not.toBe(false);
    expect(await look(rig.now)).not.toBe(false);
    expect(await look(rig.now - EVERY + 1)).toBe(false);
    expect(await look(rig.now + EVERY)).not.toBe(false);
  });
}

function mutes(open: OpenRig): void {
  it("mutes an alarm until a time, also when it comes again, and says then that it is still the matter", async () => {
    await using rig = await open();
    const { alarms } = rig.store;
    await look(rig, DOWN, LOW);
    const until = rig.now + 3 * EVERY;
    expect(await alarms.mute(DOWN.key, until, "ann")).toBe(true);
    const muted = { mutedUntil: until, mutedBy: "ann" };
    rig.now += EVERY;
    expect(await look(rig, LOW)).toMatchObject({ ended: [{ key: DOWN.key, ...muted }], unmuted: [] });
    rig.now += EVERY;
    expect(await look(rig, LOW, DOWN)).toMatchObject({ raised: [{ key: DOWN.key, ...muted }], unmuted: [] });
    rig.now += EVERY;
    const { raised, unmuted } = await look(rig, LOW, DOWN);
    expect(raised).toEqual([]);
    expect(one(unmuted)).toMatchObject({ key: DOWN.key, mutedUntil: 0, mutedBy: undefined });
    rig.now += EVERY;
    expect((await look(rig, LOW, DOWN)).unmuted).toEqual([]);
    // runs out while it isn't the matter: what comes again is told
    await alarms.mute(DOWN.key, rig.now + 2 * EVERY, "ann");
    rig.now += EVERY;
    await look(rig);
    rig.now += EVERY;
    expect(await look(rig, DOWN)).toMatchObject({ raised: [{ mutedUntil: 0, mutedBy: undefined }], unmuted: [] });
  });

  it("lets people be told again when the mute is taken away", async () => {
    await using rig = await open();
    const { alarms } = rig.store;
    await look(rig, DOWN);
    await alarms.mute(DOWN.key, rig.now + EVERY, "ann");
    expect(await alarms.mute(DOWN.key, 0, "bo")).toBe(true);
    expect(one(await alarms.list(0))).toMatchObject({ mutedUntil: 0, mutedBy: undefined });
    rig.now += EVERY;
    expect((await look(rig, DOWN)).unmuted).toEqual([]);
    expect(await alarms.mute("nothing:1", rig.now + 9, "ann")).toBe(false);
  });
}

function finding(key: string): AlarmFinding {
  return { key, kind: key.split(":")[0] ?? "", subject: "中国移动 1", facts: '{"now":1}' };
}

function alarm(found: AlarmFinding, since: number, over: Partial<StoredAlarm> = {}): StoredAlarm {
  return { id: expect.any(Number), ...found, since, seenAt: since, endedAt: undefined, mutedUntil: 0, mutedBy: undefined, ...over };
}

async function look(rig: Rig, ...found: readonly AlarmFinding[]): Promise<AlarmChanges> {
  const changes = await rig.store.alarms.look({ now: rig.now, every: EVERY, found });
  if (changes === false) throw new Error("it was this one's turn");
  return changes;
}
