import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readReport, writeReport } from "./report.ts";

const ID = "01006101161700012345";
const bytes = (id: string, rest: string): Buffer => Buffer.concat([Buffer.from("id:"), Buffer.from(id, "hex"), Buffer.from(rest)]);

describe("the text of a report", () => {
  it("says whose it is, in ten bytes as they are, and what became of it", () => {
    const text = bytes(ID, " sub:001 dlvrd:001 Submit date:0301161700 done date:0301161701 stat:DELIVRD err:000 Text:");
    expect(readReport(text)).toEqual({ msgId: ID, stat: "DELIVRD", err: "000" });
    expect(writeReport(Buffer.from(ID, "hex"), "DELIVRD", "000", "0301161700", "0301161701")).toEqual(text);
  });

  it.each([
    " sub:001 dlvrd:001 Submit_Date:0301161700 Done_Date:0301161701 Stat:UNDELIV Err:003 text:011hello",
    " SUB:001 DLVRD:001 SUBMIT DATE:0301161700 DONE DATE:0301161701 STAT:UNDELIV ERR:003",
    " sub:001 dlvrd:000 submit date:0301161700 done date:0301161701 stat:UNDELIV\0err:003\0\0",
  ])("is read as gateways vary it: %j", (rest) => {
    expect(readReport(bytes(ID, rest))).toEqual({ msgId: ID, stat: "UNDELIV", err: "003" });
  });

  it("may have any bytes in its id, blanks and names of other fields included", () => {
    for (const id of ["207375623a2073746174", "737461743a205820203a", "00000000000000000000", "ffffffffffffffffffff"])
      expect(readReport(bytes(id, " sub:001 dlvrd:001 stat:EXPIRED err:001"))).toEqual({ msgId: id, stat: "EXPIRED", err: "001" });
  });

  it("may have its id written out in hexadecimal digits", () => {
    const text = Buffer.from("id:0100610116170001ABCD sub:001 dlvrd:001 stat:DELIVRD err:000");
    expect(readReport(text)).toEqual({ msgId: "0100610116170001abcd", stat: "DELIVRD", err: "000" });
  });

  it("is nobody's where its id can't be told", () => {
    for (const text of ["", "id:", "hello", "id:short sub:001 stat:DELIVRD", "id:zz00610116170001234x sub:001 stat:DELIVRD"])
      expect(readReport(Buffer.from(text)).msgId).toBeUndefined();
  });

  it("may be anything", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 255 }), (content) => {
        readReport(Buffer.from(content));
      }),
    );
  });
});
