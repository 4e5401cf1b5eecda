import { describe, expect, it } from "vitest";
import { type Parameters, TAG } from "./pdus.ts";
import { isReceipt, readReceipt } from "./receipt.ts";

const DELIVERY = 0x04;
const NONE: Parameters = new Map();

const read = (text: string, parameters = NONE, esmClass = DELIVERY) => readReceipt(esmClass, 0, Buffer.from(text, "latin1"), parameters);

function parameters(id: string | undefined, state: number | undefined): Parameters {
  return new Map([
    ...(id === undefined ? [] : [[TAG.receipted_message_id, Buffer.from(`${id}\0`)] as const]),
    ...(state === undefined ? [] : [[TAG.message_state, Buffer.of(state)] as const]),
  ]);
}

describe("a receipt's text", () => {
  // biome-ignore format: a table
  it.each([
    ["as Appendix B has it", "id:0123456789 sub:001 dlvrd:001 submit date:0610191018 done date:0610191019 stat:DELIVRD err:000 text:Hi", "0123456789", "DELIVRD", "delivered"],
    ["in capitals", "ID:7F STAT:UNDELIV ERR:011", "7F", "UNDELIV", "failed"],
    ["with blanks", "id: 12 stat : EXPIRED", "12", "EXPIRED", "failed"],
    ["in another order", "stat:REJECTD id:abc-def", "abc-def", "REJECTD", "failed"],
    ["with commas", "id:1,stat:DELETED,err:1", "1", "DELETED", "failed"],
    ["with a code of a network's own", "id:1 stat:MA:0006 err:006", "1", "MA:0006", "failed"],
    ["in small letters", "id:1 stat:delivrd", "1", "DELIVRD", "delivered"],
    ["on the way", "id:1 stat:ACCEPTD", "1", "ACCEPTD", "pending"],
    ["that quotes a liar", "id:1 stat:UNDELIV text:id:2 stat:DELIVRD", "1", "UNDELIV", "failed"],
    ["that only quotes", "id:1 text:your id:2 stat:DELIVRD", "1", "UNREAD", "pending"],
    ["that says things twice", "id:1 stat:UNDELIV id:2 stat:DELIVRD", "1", "UNDELIV", "failed"],
    ["without a status", "id:1 sub:001", "1", "UNREAD", "pending"],
    ["without an id", "stat:DELIVRD", undefined, "DELIVRD", "delivered"],
    ["that is none", "void:1 mid:2", undefined, "UNREAD", "pending"],
    ["of nothing", "", undefined, "UNREAD", "pending"],
  ])("%s", (_what, text, id, code, status) => {
    expect(read(text)).toEqual({ ids: id === undefined ? {} : { text: id }, code, status });
  });

  it("may be in UCS-2", () => {
    const bytes = Buffer.from("id:1 stat:DELIVRD", "utf16le").swap16();
    expect(readReceipt(DELIVERY, 8, bytes, NONE)).toMatchObject({ ids: { text: "1" }, status: "delivered" });
  });

  it("is read in time that grows no faster than it, and not beyond its first kilobyte", () => {
    const hostile = ["id :".repeat(60_000), "stat".repeat(60_000), `${" ".repeat(200_000)}id:1`, "id:".padEnd(200_000, "9")];
    const began = performance.now();
    for (const text of hostile) read(text);
    expect(performance.now() - began).toBeLessThan(500);
    expect(read(`${" ".repeat(2_000)}id:1`).ids).toEqual({});
  });
});

describe("a receipt's parameters", () => {
  it("say id and state where the text says nothing", () => {
    expect(read("", parameters("0A1B", 2))).toEqual({ ids: { parameter: "0A1B" }, code: "DELIVRD", status: "delivered" });
    expect(read("", parameters(undefined, 5))).toEqual({ ids: {}, code: "UNDELIV", status: "failed" });
    expect(read("", parameters("1", 1))).toMatchObject({ code: "ENROUTE", status: "pending" });
    expect(read("", parameters("1", 77))).toMatchObject({ code: "STATE:77", status: "failed" });
  });

  it("stand beside the text's id, and behind its status", () => {
    expect(read("id:12 stat:MA:0006", parameters("C", 2))).toEqual({
      ids: { parameter: "C", text: "12" },
      code: "MA:0006",
      status: "failed",
    });
  });
});

describe("what is a receipt", () => {
  it("says so in its esm_class or by the id of what it receipts, never by its text alone", () => {
    expect(isReceipt(0x04, NONE)).toBe(true);
    expect(isReceipt(0x44, NONE)).toBe(true);
    expect(isReceipt(0x20, NONE)).toBe(true);
    expect(isReceipt(0, parameters("1", undefined))).toBe(true);
    for (const other of [0, 0x08, 0x10, 0x40]) expect(isReceipt(other, NONE)).toBe(false);
  });

  it("on the way settles nothing, whatever word it uses", () => {
    expect(read("id:1 stat:BUSY", NONE, 0x20).status).toBe("pending");
  });
});
