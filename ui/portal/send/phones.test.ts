import { expect, it } from "vitest";
import { readPhones } from "./phones.ts";

it.each([
  ["13800138000\n13900139000", { good: ["13800138000", "13900139000"], doubles: 0, bad: [] }],
  ["138 0013 8000，+86 139-0013-9000；", { good: ["13800138000", "13900139000"], doubles: 0, bad: [] }],
  ["13800138000 13900139000\t13800138000", { good: ["13800138000", "13900139000"], doubles: 1, bad: [] }],
  ["张三 13800138000、12345", { good: ["13800138000"], doubles: 0, bad: ["张三", "12345"] }],
  ["  \n, ", { good: [], doubles: 0, bad: [] }],
])("%j is read as people mean it", (text, expected) => {
  expect(readPhones(text)).toEqual(expected);
});
