import { expect, it } from "vitest";
import { receiptPhone } from "./receipt-phone.ts";

it.each([
  ["13800138000", "13800138000"],
  ["8613800138000", "13800138000"],
  ["+8613800138000", "13800138000"],
  ["008613800138000", "13800138000"],
  ["85291234567", "+85291234567"],
  ["0085291234567", "+85291234567"],
])("the number of a receipt, %s, is the message's: %s", (number, phone) => {
  expect(receiptPhone(number)).toEqual({ phone });
});

it.each(["", "10690", "hidden", "138****8000"])("is none where it is no phone's: %s", (number) => {
  expect(receiptPhone(number)).toEqual({});
});
