import iconv from "iconv-lite";
import { describe, expect, it } from "vitest";
import { xlsxOf, zipOf } from "../test/house/zip-file.ts";
import { readFile } from "./portal/files/read-file.ts";
import type { FileProblem } from "./portal/files/sheet.ts";

const read = async (bytes: string | Uint8Array<ArrayBuffer>) => (await readFile(new Blob([bytes]))).rows;
const refusal = (bytes: string | Uint8Array<ArrayBuffer>) =>
  read(bytes).then(
    () => "read",
    (error: FileProblem) => error.code,
  );

describe("a text file", () => {
  it.each([
    ["13800138000\r\n13900139000\n\n13700137000\r", [["13800138000"], ["13900139000"], ["13700137000"]]],
    [
      "手机,姓名\n13800138000,张三\n",
      [
        ["手机", "姓名"],
        ["13800138000", "张三"],
      ],
    ],
    [
      "手机\t姓名\n13800138000\t张 三",
      [
        ["手机", "姓名"],
        ["13800138000", "张 三"],
      ],
    ],
    [
      "a;b\n1;2",
      [
        ["a", "b"],
        ["1", "2"],
      ],
    ],
    ["13800138000，张三", [["13800138000", "张三"]]],
    ['手机,话\n138,"他说""好"",\r\n走了",x\n"a', [["手机", "话"], ["138", '他说"好", 走了', "x"], ["a"]]],
    [
      "a,\n,b\n,,\n",
      [
        ["a", ""],
        ["", "b"],
      ],
    ],
  ])("%j", async (text, rows) => {
    expect(await read(text)).toEqual(rows);
    expect(await read(`\ufeff${text}`)).toEqual(rows);
    const lines = iconv.encode(text, "gb18030");
    expect(await read(new Uint8Array(lines))).toEqual(rows);
    expect(await read(new Uint8Array(iconv.encode(text, "utf16le", { addBOM: true })))).toEqual(rows);
  });

  it("is cut where it has more rows than a campaign may have", async () => {
    const sheet = await readFile(new Blob(["1\n".repeat(200_010)]));
    expect(sheet.cut).toBe(true);
    expect(sheet.rows).toHaveLength(200_001);
  });
});

describe("a workbook", () => {
  it("is read as it is shown, texts and numbers, and cells that aren't there", async () => {
    const rows = [
      ["手机", "姓名 & <号>", "金额"],
      [13_800_138_000, "张三", 12.5],
      ["13900139000", " 李\n四 ", 1.3e-7],
    ];
    expect(await read(xlsxOf(rows))).toEqual([
      ["手机", "姓名 & <号>", "金额"],
      ["13800138000", "张三", "12.5"],
      ["13900139000", "李 四", "1.3e-7"],
    ]);
  });

  it("takes the first sheet that isn't hidden, whatever prefixes, order and kinds of texts its writer likes", async () => {
    const bytes = xlsxOf([["no"]], {
      "xl/workbook.xml": `<x:workbook><x:sheets><x:sheet name="a" state="hidden" r:id="rId1"/><x:sheet name="b" r:id='rId7'/></x:sheets></x:workbook>`,
      "xl/_rels/workbook.xml.rels": `<Relationships><Relationship Target="/xl/worksheets/other.xml" Id="rId7"/></Relationships>`,
      "xl/sharedStrings.xml": `<x:sst><x:si><x:r><x:t>张</x:t></x:r><x:r><x:rPr/><x:t>三</x:t></x:r><x:rPh><x:t>zhang</x:t></x:rPh></x:si><x:si/><x:si><x:t>_x4E2D_&#x6587;</x:t></x:si></x:sst>`,
      "xl/worksheets/other.xml": `<x:worksheet><x:sheetData><x:row><x:c t="s"><x:v>0</x:v></x:c><x:c t="s"><x:v>1</x:v></x:c><x:c t="s"><x:v>2</x:v></x:c></x:row>
        <x:row r="2"><x:c r="B2" t="inlineStr"><x:is><x:t>in</x:t></x:is></x:c><x:c r="AA2" t="str"><x:f>A1</x:f><x:v>made</x:v></x:c><x:c r="AB2" t="b"><x:v>1</x:v></x:c><x:c r="AC2" s="1"/></x:row></x:sheetData></x:worksheet>`,
    });
    const rows = await read(bytes);
    expect(rows[0]).toEqual(["张三", "", "中文"].slice(0, 3));
    expect(rows[1]).toEqual(["", "in", ...Array(24).fill(""), "made", "TRUE"]);
  });

  it("shows dates, shares and money as their formats do", async () => {
    const numbers = [46_346, 46_346.5, 0.5, 1234.5, 0.1 + 0.2, 0.75, 46_346, 1234.5, 13_800_138_000];
    const styles = [1, 2, 3, 4, 0, 5, 6, 7, 8];
    const cells = numbers.map((value, index) => `<c r="${String.fromCharCode(65 + index)}1" s="${styles[index]}"><v>${value}</v></c>`);
    const bytes = xlsxOf([], {
      "xl/styles.xml": `<styleSheet><numFmts><numFmt numFmtId="164" formatCode="yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;"/><numFmt numFmtId="165" formatCode="&quot;¥&quot;#,##0.00_);[Red]\\-0"/><numFmt numFmtId="166" formatCode="000\\-0000\\-0000"/></numFmts>
        <cellStyleXfs><xf numFmtId="9"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="22"/><xf numFmtId="20"/><xf numFmtId="4"/><xf numFmtId="10"/><xf numFmtId="164"/><xf numFmtId="165"/><xf numFmtId="166"/></cellXfs></styleSheet>`,
      "xl/worksheets/sheet1.xml": `<worksheet><sheetData><row r="1">${cells.join("")}</row></sheetData></worksheet>`,
    });
    expect(await read(bytes)).toEqual([
      ["2026-11-20", "2026-11-20 12:00", "12:00", "1,234.50", "0.3", "75.00%", "2026-11-20", "1,234.50", "13800138000"],
    ]);
  });

  it("of 200,000 rows is read in pieces", async () => {
    const row = Array.from({ length: 200_000 }, (_, n) => `<row><c><v>${13_800_000_000 + n}</v></c><c t="s"><v>0</v></c></row>`);
    const bytes = xlsxOf([["张三"]], { "xl/worksheets/sheet1.xml": `<worksheet><sheetData>${row.join("")}</sheetData></worksheet>` });
    let turns = 0;
    const timer = setInterval(() => turns++, 1);
    const rows = await read(bytes);
    clearInterval(timer);
    expect(rows).toHaveLength(200_000);
    expect(rows.at(-1)).toEqual(["13800199999", "张三"]);
    expect(turns).toBeGreaterThan(5);
  });
});

describe("a file that can't be read says why", () => {
  const ole = (text: string) => new Uint8Array(Buffer.concat([Buffer.from("d0cf11e0a1b11ae1", "hex"), Buffer.from(text, "utf16le")]));
  it.each([
    ["", "file-empty"],
    ["\n , \n", "file-empty"],
    [new Uint8Array(20 * 1024 * 1024 + 1).fill(0x31), "file-too-large"],
    [ole("Workbook"), "file-old-excel"],
    [ole("EncryptedPackage"), "file-protected"],
    [new Uint8Array([0x89, 0x50, 0, 0, 0, 1]), "file-unknown"],
    [new Uint8Array(Buffer.from("PK\x03\x04 and no end")), "file-broken"],
    [zipOf({ "word/document.xml": "<x/>" }), "file-broken"],
    [new Uint8Array(xlsxOf([["a"]]).subarray(0, -60)), "file-broken"],
  ])("%#: %s", async (bytes, code) => {
    expect(await refusal(bytes as Uint8Array<ArrayBuffer>)).toBe(code);
  });
});
