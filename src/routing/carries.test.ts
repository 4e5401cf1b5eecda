import { describe, expect, it } from "vitest";
import { sampleChannel } from "../../test/house/samples.ts";
import { carries, textsFor } from "./carries.ts";

const short = { medium: "sms", text: "好".repeat(70), suffix: "05" } as const;
const long = { ...short, text: "好".repeat(71) };
const latin = { ...short, text: "a".repeat(160) };

describe("a channel", () => {
  it("that can't concatenate carries what fits one submit in its encoding", () => {
    const plain = sampleChannel({ concatenate: false });
    expect([carries(plain, short), carries(plain, long), carries(plain, latin)]).toEqual([true, false, false]);
    const gsm7 = sampleChannel({ concatenate: false, encoding: "gsm7" });
    expect([carries(gsm7, latin), carries(gsm7, { ...latin, text: "a".repeat(161) }), carries(gsm7, long)]).toEqual([true, false, false]);
  });

  it("that concatenates carries any length", () => {
    expect(carries(sampleChannel(), { ...short, text: "好".repeat(1_000) })).toBe(true);
  });

  it("whose upstream cuts long texts itself gets them whole, unless it may have none", () => {
    const whole = sampleChannel({ wholeTexts: true });
    expect([textsFor(whole, long), carries(whole, long)]).toEqual([[long.text], true]);
    expect(textsFor(whole, { ...long, numbered: true })).toEqual([long.text]);
    const short = sampleChannel({ wholeTexts: true, concatenate: false });
    expect(carries(short, long)).toBe(false);
    expect(textsFor(short, { ...long, numbered: true })).toHaveLength(2);
    expect(textsFor(sampleChannel(), long)).toHaveLength(2);
  });

  it("carries no message under an access code longer than it can show", () => {
    const channel = sampleChannel({ code: "10690000", maxCodeLength: 12 });
    expect(carries(channel, { ...short, suffix: "0512" })).toBe(true);
    expect(carries(channel, { ...short, suffix: "05123" })).toBe(false);
  });

  it("sends an MMS in one piece, however long", () => {
    const mms = sampleChannel({ media: "mms", concatenate: false });
    expect(textsFor(mms, { ...long, medium: "mms" })).toEqual([long.text]);
    expect(carries(mms, { ...long, medium: "mms" })).toBe(true);
  });
});
