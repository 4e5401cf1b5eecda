import { expect, it } from "vitest";
import { columnsIn, fillColumns } from "./columns.ts";

it("finds each column that a text asks for once, in order, whatever blanks are around its name", () => {
  expect(columnsIn("{姓名}您好，{ 金额 }元，{姓名}{}{a\nb}{{x}}")).toEqual(["姓名", "金额", "x"]);
  expect(columnsIn(`{${"长".repeat(51)}}`)).toEqual([]);
});

it("fills values in as they are, and leaves what has none", () => {
  const values = new Map([
    ["姓名", "{金额}$&"],
    ["金额", "5"],
  ]);
  expect(fillColumns("{姓名}：{ 金额 }元{编号}", values)).toBe("{金额}$&：5元{编号}");
});
