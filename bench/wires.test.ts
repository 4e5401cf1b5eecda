import { expect, it } from "vitest";
import { PHONE_PLACE } from "./options.ts";
import { gbkEscapes, huaxin, WIRES, xunchenTemplate } from "./wires.ts";

const ALL = [...Object.values(WIRES).map((wire) => wire("您好")), huaxin("您好", 100, "2026-11-20 09:08:10"), xunchenTemplate("T", ["茶"])];

it("asks by ASCII requests with a place for each recipient", () => {
  for (const { request, recipients } of ALL) {
    expect(request).toMatch(/^[\x20-\x7e\r\n]+$/);
    expect(request.split(PHONE_PLACE)).toHaveLength(recipients + 1);
  }
});

it("escapes GBK as iconv does", () => {
  expect(gbkEscapes("您好 a")).toBe("%C4%FA%BA%C3%20%61");
});
