import { describe, expect, it } from "vitest";
import { readDraft } from "./draft.ts";

const fields = { mobile: "13800138000", content: " 内容 ", sendTime: "", extno: " 01 " };

describe("mobile", () => {
  it.each([
    ["", []],
    [" , ,", []],
    ["13800138000", ["13800138000"]],
    ["13800138000,13900139000", ["13800138000", "13900139000"]],
    [",13800138000,,13900139000,", ["13800138000", "13900139000"]],
    [" 13800138000 ,\r\n13900139000\n", ["13800138000", "13900139000"]],
    ["13800138000,13800138000", ["13800138000", "13800138000"]],
    ["+86 138 0013 8000,nonsense", ["+86 138 0013 8000", "nonsense"]],
    ["13800138000;13900139000，13700137000", ["13800138000;13900139000，13700137000"]],
  ])("%j names %j", (mobile, recipients) => expect(readDraft({ ...fields, mobile }).recipients).toEqual(recipients));

  it("is bounded by the platform's setting, unless it is so long that it isn't read to its end", () => {
    const of = (count: number) => readDraft({ ...fields, mobile: Array(count).fill("13800138000").join(",") });
    expect(of(100_000).bounds).toEqual({ extDigits: 5 });
    expect(of(100_000).recipients).toHaveLength(100_000);
    for (const count of [100_001, 300_000]) {
      expect(of(count).bounds).toEqual({ extDigits: 5, recipients: 100_000 });
      expect(of(count).recipients).toHaveLength(100_001);
    }
    expect(readDraft({ ...fields, mobile: ",".repeat(300_000) }).recipients).toEqual([]);
  });
});

describe("a draft", () => {
  it("keeps the content as it is and trims the ext", () => {
    expect(readDraft(fields)).toMatchObject({ medium: "sms", content: { kind: "same", text: " 内容 " }, ext: "01" });
  });

  it.each([
    ["", undefined],
    ["  ", undefined],
    ["2018-02-02 09:08:10", 1517533690000],
    [" 2018-02-02 09:08:10 ", 1517533690000],
    ["2018-02-30 09:08:10", "unreadable"],
    ["2018-02-02 25:00:00", "unreadable"],
    ["tomorrow", "unreadable"],
  ])("with sendTime %j leaves at %s", (sendTime, sendAt) => expect(readDraft({ ...fields, sendTime }).sendAt).toBe(sendAt));
});
