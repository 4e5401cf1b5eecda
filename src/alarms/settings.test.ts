import { expect, it } from "vitest";
import { DEFAULTS, settingsOf } from "./settings.ts";

it("nothing saved means the defaults: everything is watched, nobody is told", () => {
  expect(settingsOf(undefined)).toBe(DEFAULTS);
  expect(Object.values(DEFAULTS.kinds).every(({ on }) => on)).toBe(true);
  expect([DEFAULTS.webhook.on, DEFAULTS.mail.on]).toEqual([false, false]);
});

it("what was saved holds, over the defaults of what another version added, and without what this one doesn't know", () => {
  const saved = { kinds: { "backlog-age": { on: false, seconds: 300, from: "tomorrow" }, "moon-full": { on: true } }, language: "en" };
  const { kinds, language, mail } = settingsOf(JSON.stringify(saved));
  expect(kinds["backlog-age"]).toEqual({ on: false, seconds: 300, for: 1 });
  expect(Object.keys(kinds)).toEqual(Object.keys(DEFAULTS.kinds));
  expect(kinds["channel-down"]).toEqual(DEFAULTS.kinds["channel-down"]);
  expect([language, mail]).toEqual(["en", DEFAULTS.mail]);
});

it("what can't be understood is told with its place", () => {
  const saved = { kinds: { "backlog-age": { seconds: -1 } } };
  expect(() => settingsOf(JSON.stringify(saved))).toThrow("/kinds/backlog-age/seconds must be >= 5");
});
