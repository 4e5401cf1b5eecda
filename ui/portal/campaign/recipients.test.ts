import { expect, it } from "vitest";
import { filled, guess, namesOf, prepare, recipientsOf, unknownColumns } from "./recipients.ts";

const sheet = {
  cut: false,
  rows: [
    ["编号", "手机", "姓名", "姓名", "{x}"],
    ["13", "138 0013 8000", "张三", "", ""],
    [],
    ["14", "13900139000", "", "b"],
    ["15", "+8613800138000", "王五"],
    ["16", "12345", "赵六"],
  ],
};

it("finds the column of phones and whether the first row has names", () => {
  expect(guess(sheet)).toEqual({ header: true, phone: 1 });
  expect(guess({ cut: false, rows: [["13800138000"], ["13900139000"]] })).toEqual({ header: false, phone: 0 });
  const twice = {
    cut: false,
    rows: [
      ["紧急", "本人电话"],
      ["13800138000", "13900139000"],
    ],
  };
  expect(guess(twice)).toEqual({ header: true, phone: 1 });
  expect(guess({ cut: false, rows: [["1"]] })).toEqual({ header: false, phone: 0 });
});

it("names columns by the header, or as spreadsheets do", () => {
  expect(namesOf(sheet, { header: true, phone: 1 })).toEqual(["编号", "手机", "姓名", "姓名 D", "x"]);
  expect(namesOf({ cut: false, rows: [Array(28).fill("1")] }, { header: false, phone: 0 }).slice(25)).toEqual(["Z", "AA", "AB"]);
});

it("leaves out who is given twice, what is no phone, and who lacks what the text asks for", () => {
  const { good, doubles, bad } = recipientsOf(sheet, { header: true, phone: 1 });
  expect(good.map(({ phone }) => phone)).toEqual(["13800138000", "13900139000"]);
  expect(doubles).toEqual([{ line: 5, given: "+8613800138000" }]);
  expect(bad).toEqual([{ line: 6, given: "12345" }]);
  const names = namesOf(sheet, { header: true, phone: 1 });
  expect(filled(good, "您好", names, false)).toHaveLength(2);
  expect(filled(good, "{姓名}您好", names, false)).toHaveLength(1);
  expect(filled(good, "{姓名}您好", names, true)).toHaveLength(2);
  expect(unknownColumns("{姓名}{电话}", names)).toEqual(["电话"]);
});

it("hands in values in the order of the text, under a mark that another list doesn't have", () => {
  const names = ["手机", "a", "b"];
  const good = [
    { phone: "1", cells: ["1", "x", "y"] },
    { phone: "2", cells: ["2", "z"] },
  ];
  const prepared = prepare(good, "{b}{a}{b}", names);
  expect(prepared).toMatchObject({
    phones: ["1", "2"],
    values: [
      ["y", "x"],
      ["", "z"],
    ],
  });
  expect(prepare(good, "no columns", names).values).toBeUndefined();
  const marks = [
    prepared,
    prepare([...good].reverse(), "{b}{a}", names),
    prepare(good, "{a}", names),
    prepare(good.slice(1), "{b}{a}", names),
  ];
  expect(new Set(marks.map(({ fingerprint }) => fingerprint)).size).toBe(4);
  expect(prepare(good, "{b}{a}", names).fingerprint).toBe(prepared.fingerprint);
});
