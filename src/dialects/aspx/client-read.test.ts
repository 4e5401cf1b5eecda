import { Buffer } from "node:buffer";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ServerDocument } from "./client-document.ts";
import { readBalance, reader, readInbound, readReports, readSent } from "./client-read.ts";

/** 2018-02-02 22:12:11 in Shanghai. */
const AT = 1517580731000;
const NOW = 1600000000000;

const DIALECT = { reasonOf: (code: string) => (code === "2" ? "password-wrong" : "parameter-wrong") } as const;

function read<T>(make: (document: ServerDocument, now: number) => T | undefined, body: string | Buffer, status = 200) {
  return reader(DIALECT, "utf-8", make)({ status, headers: {}, body: Buffer.from(body) }, NOW);
}

const UNREADABLE = { ok: false, code: "unreadable", reason: "internal" };

/** As the documents print them, and as servers are known to write them. */
const SENT_XML = `<?xml version="1.0"  encoding="utf-8" ?>
<returnsms>
<returnstatus>Success</returnstatus>
<message>操作成功</message>
<remainpoint> -4</remainpoint>
<taskID>1504080852350206</taskID>
<successCounts>1</successCounts>
</returnsms>`;

describe("a submission that was taken", () => {
  it.each([
    ["XML", SENT_XML],
    ["XML in other letters, behind a byte order mark", `\ufeff\n${SENT_XML.replaceAll("taskID", "TaskId").replace("utf-8", "UTF-8")}`],
    ["huaxin's JSON", '{"returnstatus":"Success","message":"操作成功","remainpoint":"-4","taskID":"1504080852350206","successCounts":"1"}'],
    ["inter28's JSON", '{"ReturnStatus":"Success","Message":"ok","RemainPoint":-4,"TaskID":1504080852350206,"SuccessCounts":1}'],
  ])("in %s", (_, body) => {
    expect(read(readSent, body)).toEqual({ ok: true, submissionId: "1504080852350206", balance: -4, accepted: 1 });
  });

  it("keeps an id that no number can hold", () => {
    expect(read(readSent, '{"ReturnStatus":"Success","TaskID":1234567890123456789}')).toEqual({
      ok: true,
      submissionId: "1234567890123456789",
    });
  });

  it.each(['{"ReturnStatus":"Success"}', '{"ReturnStatus":"Success","TaskID":0}', '{"TaskID":7}', "{}", "<returnsms/>"])(
    "can't be told from %s",
    (body) => expect(read(readSent, body)).toMatchObject(UNREADABLE),
  );
});

describe("a balance", () => {
  it.each([
    "<returnsms><returnstatus>Sucess</returnstatus><message/><payinfo>后付费</payinfo><overage>-4</overage></returnsms>",
    '{"returnstatus":"Success","payinfo":"后付","overage":"-4","sendTotal":"0"}',
    '{"ReturnStatus":"Success","Overage":-4}',
  ])("of %s is what is left", (body) => expect(read(readBalance, body)).toEqual({ ok: true, credits: -4 }));

  it.each(['{"ReturnStatus":"Success"}', '{"Overage":"1e3"}', '{"Overage":1.5}', '{"Overage":"12345678901234567"}'])(
    "can't be told from %s",
    (body) => expect(read(readBalance, body)).toMatchObject(UNREADABLE),
  );
});

const BOX = "<mobile>15023239810</mobile><taskid>1212</taskid><receivetime>2018-02-02 22:12:11</receivetime><extno>01</extno>";

describe("reports", () => {
  const report = { phone: "15023239810", submissionId: "1212", code: "DELIVRD", at: AT, ext: "01" };
  const status = (code: string) => `<statusbox>${BOX}<status>${code}</status><errorcode>DELIVRD</errorcode></statusbox>`;

  it("come in XML, delivered by their status", () => {
    expect(read(readReports, `<returnsms>${status("10")}\r\n ${status("20")}</returnsms>`)).toEqual({
      ok: true,
      reports: [
        { ...report, delivered: true },
        { ...report, delivered: false },
      ],
    });
  });

  it.each(["statusbox", "Task"])("come in a JSON list %s, by their code where there is no status", (name) => {
    const one = { mobile: "15023239810", TaskID: 1212, receivetime: "2018-02-02 22:12:11", errorcode: "DELIVRD", ExtNo: "01" };
    const list = { error: "1", remark: "成功", [name]: [one, { ...one, errorcode: "UNDELIV" }] };
    expect(read(readReports, JSON.stringify(list))).toEqual({
      ok: true,
      reports: [
        { ...report, delivered: true },
        { ...report, delivered: false, code: "UNDELIV" },
      ],
    });
  });

  it("have the time of their reading where they have no time of their own, and are left out where they name no phone", () => {
    const at = (time: string) => `<statusbox><mobile>1</mobile><receivetime>${time}</receivetime></statusbox>`;
    const result = read(readReports, `<returnsms>${at("")}${at("soon")}${at("0001-01-01 00:00:00")}<statusbox/></returnsms>`);
    expect(result).toMatchObject({ reports: [{ at: NOW }, { at: NOW }, { at: NOW }] });
  });

  it.each(["<returnsms></returnsms>", '<?xml version="1.0" encoding="utf-8" ?><returnsms/>', '{"ReturnStatus":"Success","Task":[]}'])(
    "are none in %s",
    (body) => expect(read(readReports, body)).toEqual({ ok: true, reports: [] }),
  );

  it.each(["{}", '{"error":"1"}', '{"Task":{}}', "<html></html>"])("can't be told from %s", (body) =>
    expect(read(readReports, body)).toMatchObject(UNREADABLE),
  );
});

describe("inbound texts", () => {
  const text = { phone: "15023239810", text: "你好 <&>", at: AT, to: "01" };

  it("come in XML, with the submission that they answer where it is told", () => {
    const box = (taskid: string) =>
      `<callbox>${BOX.replace("<taskid>1212</taskid>", taskid)}<content>你好 &lt;&amp;&gt;</content></callbox>`;
    expect(
      read(readInbound, `<returnsms>${box("<taskid>1212</taskid>")}${box("<taskid>0</taskid>")}${box("<taskid/>")}${box("")}</returnsms>`),
    ).toEqual({ ok: true, inbound: [{ ...text, submissionId: "1212" }, text, text, text] });
  });

  it.each(["callbox", "Task"])("come in a JSON list %s", (name) => {
    const one = { Mobile: "15023239810", Content: text.text, ReceiveTime: "2018-02-02 22:12:11", ExtNo: "01" };
    expect(read(readInbound, JSON.stringify({ [name]: [one] }))).toEqual({ ok: true, inbound: [text] });
  });
});

describe("a failure", () => {
  it.each([
    ["<returnsms><returnstatus>Fail</returnstatus><message>密码错误</message><taskID>0</taskID></returnsms>", "Fail", "密码错误"],
    ['{"ReturnStatus":"Faild","Message":"密码错误","TaskID":0}', "Faild", "密码错误"],
    ["<returnsms><errorstatus><error>1</error><remark>没有</remark></errorstatus></returnsms>", "1", "没有"],
    ['{"error":"1005","remark":"密码错误","statusbox":[]}', "1005", "密码错误"],
    ['{"returnstatus":"","message":7}', "", "7"],
  ])("of %s", (body, code, message) => {
    for (const make of [readSent, readBalance, readReports, readInbound]) {
      for (const status of [200, 503]) {
        expect(read<unknown>(make, body, status)).toEqual({ ok: false, code, reason: "parameter-wrong", message });
      }
    }
  });

  it("is called by the dialect's name", () => {
    const body = "<returnsms><errorstatus><error>2</error></errorstatus></returnsms>";
    expect(read(readReports, body)).toEqual({ ok: false, code: "2", reason: "password-wrong", message: "" });
  });

  it("has a message of bounded length", () => {
    const result = read(readSent, JSON.stringify({ returnstatus: "Fail", message: "x".repeat(1000) }));
    expect(result).toMatchObject({ message: "x".repeat(200) });
  });
});

describe("what is neither", () => {
  it.each(["", "ok", "null", "[]", "<html>", "{", "<returnsms>&x;</returnsms>", "\xff"])("is %j", (body) =>
    expect(read(readSent, Buffer.from(body, "latin1"))).toMatchObject(UNREADABLE),
  );

  it("is a success by an HTTP status that is none", () => expect(read(readSent, SENT_XML, 500)).toMatchObject(UNREADABLE));

  it("makes nothing throw", () => {
    const pieces = [
      "<returnsms>",
      "</returnsms>",
      "<statusbox>",
      "</statusbox>",
      "<mobile>1</mobile>",
      '{"Task":[',
      "{",
      "}",
      "]",
      "1,",
      '"',
    ];
    const document = fc.oneof(
      fc.array(fc.constantFrom(...pieces), { maxLength: 12 }).map((parts) => Buffer.from(parts.join(""))),
      fc.json().map((json) => Buffer.from(`{"Task":[${json}],"error":${json},"__proto__":${json},"ReturnStatus":${json}}`)),
      fc.uint8Array({ maxLength: 50 }).map((bytes) => Buffer.from(bytes)),
    );
    fc.assert(
      fc.property(document, fc.constantFrom(200, 500), (body, status) => {
        for (const make of [readSent, readBalance, readReports, readInbound]) {
          expect(read<{ ok: boolean }>(make, body, status)).toHaveProperty("ok");
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe("a list that is given out once", () => {
  it("is not lost for an & that its server forgot to escape", () => {
    const box = (content: string) => `<callbox><mobile>13800138000</mobile><taskid>1</taskid><content>${content}</content></callbox>`;
    const result = read(readInbound, `<returnsms>${box("AT&T")}${box("R&D; &lt;ok&gt; &amp;")}</returnsms>`);
    expect(result).toMatchObject({ ok: true, inbound: [{ text: "AT&T" }, { text: "R&D; <ok> &" }] });
  });
});
