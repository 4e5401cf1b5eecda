import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { FrequencyLimits } from "../../domain/frequency.ts";
import { dayStart, PhoneUse } from "./phone-use.ts";

const MINUTE = 60_000;
const WINDOW = 3 * MINUTE;
const LIMITS: FrequencyLimits = { codes: { limit: 3, window: WINDOW }, daily: { limit: 10 } };
/** 2026-11-20 09:08:10 in Shanghai */
const NOW = Date.UTC(2026, 10, 20, 1, 8, 10);
const PHONE = "13900001234";

function taking(use: PhoneUse, code: boolean, at: number, phone = PHONE) {
  return use.take(phone, code, at, LIMITS, WINDOW);
}

describe("how often a phone is written to", () => {
  it("lets three codes through in three minutes and refuses the fourth", () => {
    const use = new PhoneUse();
    expect([0, 1, 2].map((minute) => taking(use, true, NOW + minute * MINUTE))).toEqual([undefined, undefined, undefined]);
    expect(taking(use, true, NOW + WINDOW - 1)).toBe("codes");
    expect(taking(use, true, NOW + WINDOW)).toBe(undefined);
    expect(taking(use, true, NOW + WINDOW)).toBe("codes");
  });

  it("lets ten texts a day through and refuses the eleventh until midnight in Shanghai", () => {
    const use = new PhoneUse();
    for (let text = 0; text < 10; text++) expect(taking(use, false, NOW + text)).toBe(undefined);
    const midnight = Date.UTC(2026, 10, 20, 16);
    expect(taking(use, false, midnight - 1)).toBe("daily");
    expect(taking(use, false, midnight)).toBe(undefined);
  });

  it("does not count what it refused", () => {
    const use = new PhoneUse();
    for (let text = 0; text < 3; text++) taking(use, true, NOW);
    for (let text = 0; text < 20; text++) expect(taking(use, true, NOW)).toBe("codes");
    for (let text = 0; text < 7; text++) expect(taking(use, false, NOW)).toBe(undefined);
    expect(taking(use, false, NOW)).toBe("daily");
  });

  it("tells a mainland number from an international one of the same digits", () => {
    const use = new PhoneUse();
    for (let text = 0; text < 10; text++) taking(use, false, NOW, "13800138000");
    expect(taking(use, false, NOW, "13800138000")).toBe("daily");
    expect(taking(use, false, NOW, "+13800138000")).toBe(undefined);
  });

  it("counts exempt texts without refusing them", () => {
    const use = new PhoneUse();
    for (let text = 0; text < 12; text++) expect(use.take(PHONE, true, NOW, undefined, WINDOW)).toBe(undefined);
    expect(taking(use, false, NOW)).toBe("daily");
  });

  it("forgets what was rolled back, and nothing else", () => {
    const use = new PhoneUse();
    taking(use, true, NOW);
    use.commit();
    taking(use, true, NOW);
    taking(use, true, NOW);
    use.rollback();
    expect([taking(use, true, NOW), taking(use, true, NOW), taking(use, true, NOW)]).toEqual([undefined, undefined, "codes"]);
  });

  it("keeps the counts of many phones apart, however they collide", () => {
    const use = new PhoneUse();
    const phones = Array.from({ length: 5_000 }, (_, index) => `139${String(index * 4096).padStart(8, "0")}`);
    for (let text = 0; text < 10; text++) for (const phone of phones) expect(taking(use, false, NOW, phone)).toBe(undefined);
    for (const phone of phones) expect(taking(use, false, NOW, phone)).toBe("daily");
  });

  it("agrees with counting by hand over random days, rollbacks included", () => {
    const step = fc.record({
      phone: fc.integer({ min: 0, max: 3 }),
      code: fc.boolean(),
      wait: fc.integer({ min: 0, max: 4 * MINUTE }),
      keep: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
        const use = new PhoneUse();
        let kept: { phone: number; code: boolean; at: number }[] = [];
        let at = NOW;
        for (const { phone, code, wait, keep } of steps) {
          at += wait;
          const own = kept.filter((entry) => entry.phone === phone);
          const today = own.filter((entry) => dayStart(entry.at) === dayStart(at)).length;
          const codes = own.filter((entry) => entry.code && entry.at > at - WINDOW).length;
          const expected = today >= 10 ? "daily" : code && codes >= 3 ? "codes" : undefined;
          expect(taking(use, code, at, `1390000000${phone}`)).toBe(expected);
          if (keep) use.commit();
          else use.rollback();
          if (keep && expected === undefined) kept = [...kept, { phone, code, at }];
        }
      }),
    );
  });
});
