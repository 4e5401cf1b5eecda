import { expect, it } from "vitest";
import { isOptOut } from "./opt-out.ts";

it.each(["T", "t", "TD", "td", "Td", "R", "n", "退订", "Ｔ", "ｔｄ", "ＴＤ", "Ｎ", " T ", "\r\nTD\t", "　退订　"])(
  "%j opts out",
  (text) => {
    expect(isOptOut(text)).toBe(true);
  },
);

it.each(["", " ", "T T", "TT", "退 订", "退订。", "我要退订", "DT", "0", "收到", "constructor", "退訂"])("%j does not", (text) => {
  expect(isOptOut(text)).toBe(false);
});
