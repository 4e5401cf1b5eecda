import { expect, it } from "vitest";
import { only } from "../../test/house/alarm-rig.ts";
import type { AlarmFinding, StoredAlarm } from "../store/store.ts";
import type { Finding } from "./finding.ts";
import { CLEAR, Lasting } from "./lasting.ts";

const MINUTE = 60_000;
const DOWN: Finding = { kind: "channel-down", of: 1, subject: "one", facts: { standing: "failing" } };
const KINDS = only("channel-down", { for: 2 });
const none = { found: [], unknown: new Set<never>() };
const down = { ...none, found: [DOWN] };

function stored(finding: AlarmFinding): StoredAlarm {
  return { ...finding, id: 1, since: 0, seenAt: 0, endedAt: undefined, mutedUntil: 0, mutedBy: undefined };
}
const ALARM = stored({ key: "channel-down:1", kind: "channel-down", subject: "one", facts: "{}" });

it("what is found becomes an alarm when it has lasted for as long as is set, without a pause", () => {
  const lasting = new Lasting();
  expect(lasting.judge(down, [], KINDS, 0)).toEqual([]);
  expect(lasting.judge(down, [], KINDS, 2 * MINUTE - 1)).toEqual([]);
  expect(lasting.judge(down, [], KINDS, 2 * MINUTE)).toMatchObject([{ key: "channel-down:1", facts: '{"standing":"failing"}' }]);
  expect(lasting.judge(none, [], KINDS, 2 * MINUTE + 1)).toEqual([]);
  expect(lasting.judge(down, [], KINDS, 4 * MINUTE)).toEqual([]);
});

it("an alarm goes on while it is found, also for a server that has just started", () => {
  expect(new Lasting().judge(down, [ALARM], KINDS, 0)).toMatchObject([{ key: "channel-down:1" }]);
});

it("an alarm ends when it hasn't been found for a while, not in between", () => {
  const lasting = new Lasting();
  expect(lasting.judge(none, [ALARM], KINDS, 0)).toHaveLength(1);
  expect(lasting.judge(down, [ALARM], KINDS, CLEAR - 1)).toHaveLength(1);
  expect(lasting.judge(none, [ALARM], KINDS, CLEAR)).toHaveLength(1);
  expect(lasting.judge(none, [ALARM], KINDS, 2 * CLEAR - 1)).toHaveLength(1);
  expect(lasting.judge(none, [ALARM], KINDS, 2 * CLEAR)).toEqual([]);
});

it("an alarm that can't be looked for stays, and one that is switched off ends at once", () => {
  const lasting = new Lasting();
  const unknown = { ...none, unknown: new Set(["channel-down"] as const) };
  expect(lasting.judge(unknown, [ALARM], KINDS, 0)).toHaveLength(1);
  expect(lasting.judge(unknown, [ALARM], KINDS, 10 * CLEAR)).toHaveLength(1);
  expect(new Lasting().judge(none, [ALARM], only("backlog-age"), 0)).toEqual([]);
});
