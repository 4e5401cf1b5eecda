import { readFileSync } from "node:fs";
import { describe, expect, it, test } from "vitest";
import { consolePage } from "./generate-console-page.ts";
import { geography, regionOfName } from "./generate-geography.ts";
import { operatorsSource } from "./generate-operators.ts";

const committed = (path: string): Buffer => readFileSync(new URL(`../${path}`, import.meta.url));

test("the committed operator table is what the installed data set gives", () => {
  expect(committed("src/routing/operators.data.ts").toString()).toBe(operatorsSource());
});

test("the committed geography is what the installed data set gives", () => {
  const { source, runs } = geography();
  expect(committed("src/routing/geography.data.ts").toString()).toBe(source);
  expect(committed("src/routing/geography.bin").equals(runs)).toBe(true);
});

test("the committed page on the console's calls is what the tables of calls give", () => {
  expect(committed("docs/interfaces/console.md").toString()).toBe(consolePage());
});

describe("the names of places", () => {
  it.each([
    ["四川省成都市", "四川", "成都"],
    ["北京市", "北京", "北京"],
    ["天津", "天津", "天津"],
    ["黑龙江省哈尔滨市", "黑龙江", "哈尔滨"],
    ["黑龙江省大兴安岭地区", "黑龙江", "大兴安岭"],
    ["内蒙古呼和浩特市", "内蒙古", "呼和浩特"],
    ["内蒙古锡林郭勒盟", "内蒙古", "锡林郭勒"],
    ["新疆巴音郭楞蒙古自治州", "新疆", "巴音郭楞"],
    ["新疆克孜勒苏柯尔克孜自治州", "新疆", "克孜勒苏"],
    ["新疆和田地区", "新疆", "和田"],
    ["云南省红河哈尼族彝族自治州", "云南", "红河"],
    ["云南省西双版纳傣族自治州", "云南", "西双版纳"],
    ["青海省海西蒙古族藏族自治州", "青海", "海西"],
    ["青海省海南藏族自治州", "青海", "海南"],
    ["海南省海口市", "海南", "海口"],
    ["湖北省神农架林区", "湖北", "神农架"],
    ["湖北省襄樊市", "湖北", "襄阳"],
    ["吉林省吉林市", "吉林", "吉林"],
    ["河南省三门峡市", "河南", "三门峡"],
  ])("%s: %s, %s", (name, province, city) => {
    expect(regionOfName(name)).toEqual([province, city]);
  });

  it.each(["成都市", "四川省", "四川省市", "四川省成都", ""])("in an unknown form stop the generator: %j", (name) => {
    expect(() => regionOfName(name)).toThrow("does not know");
  });
});
