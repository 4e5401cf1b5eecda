import { formatOf, general, type NumberFormat } from "./cell-format.ts";
import { breathe, cellOf, FileProblem, LONGEST_CELL, MOST_COLUMNS, MOST_ROWS, type Sheet } from "./sheet.ts";
import { attribute, type XmlPiece, xmlPieces } from "./xml-pieces.ts";
import { Zip } from "./zip.ts";

/** Different texts of a workbook; those of longer lists stay empty. */
const MOST_TEXTS = 2_000_000;

/** The first sheet of a workbook (ECMA-376 part 1) that isn't hidden. Throws `FileProblem`. */
export async function readXlsx(bytes: Uint8Array<ArrayBuffer>): Promise<Sheet> {
  const zip = new Zip(bytes);
  const { path, epoch } = await firstSheet(zip);
  if (!zip.has(path)) throw new FileProblem("file-broken");
  const texts = await sharedTexts(zip);
  const formats = await cellFormats(zip, epoch);
  return readRows(zip, path, texts, formats);
}

async function firstSheet(zip: Zip): Promise<{ readonly path: string; readonly epoch: 1900 | 1904 }> {
  let id: string | undefined;
  let epoch: 1900 | 1904 = 1900;
  await each(zip, "xl/workbook.xml", (piece) => {
    if (piece.kind !== "open") return;
    if (piece.name === "workbookPr" && ["1", "true"].includes(attribute(piece.attributes, "date1904"))) epoch = 1904;
    if (piece.name === "sheet" && !attribute(piece.attributes, "state").toLowerCase().includes("hidden"))
      id ??= attribute(piece.attributes, "r:id");
  });
  let path = "xl/worksheets/sheet1.xml";
  await each(zip, "xl/_rels/workbook.xml.rels", (piece) => {
    if (piece.kind !== "open" || piece.name !== "Relationship" || id === undefined || attribute(piece.attributes, "Id") !== id) return;
    const target = attribute(piece.attributes, "Target");
    path = target.startsWith("/") ? target.slice(1) : `xl/${target}`;
  });
  return { path, epoch };
}

/** Rich text is put together from its runs; readings (`rPh`) are no part of it. */
async function sharedTexts(zip: Zip): Promise<readonly string[]> {
  const texts: string[] = [];
  let text = "";
  let inText = false;
  let reading = false;
  await each(zip, "xl/sharedStrings.xml", (piece) => {
    if (piece.kind === "text") {
      if (inText && !reading && text.length < LONGEST_CELL) text += piece.text;
      return;
    }
    const opens = piece.kind === "open" && !piece.closed;
    if (piece.name === "t") inText = opens;
    else if (piece.name === "rPh") reading = opens;
    else if (piece.name === "si") {
      if (piece.kind === "close" || piece.closed) {
        if (texts.length < MOST_TEXTS) texts.push(cellOf(text));
      }
      text = "";
    }
  });
  return texts;
}

async function cellFormats(zip: Zip, epoch: 1900 | 1904): Promise<readonly NumberFormat[]> {
  const codes = new Map<number, string>();
  const formats: NumberFormat[] = [];
  let inCells = false;
  await each(zip, "xl/styles.xml", (piece) => {
    if (piece.kind === "text") return;
    if (piece.name === "cellXfs") inCells = piece.kind === "open" && !piece.closed;
    if (piece.kind !== "open") return;
    const id = Number(attribute(piece.attributes, "numFmtId"));
    if (piece.name === "numFmt") codes.set(id, attribute(piece.attributes, "formatCode"));
    else if (piece.name === "xf" && inCells) formats.push(formatOf(id, codes.get(id), epoch));
  });
  return formats;
}

async function readRows(zip: Zip, path: string, texts: readonly string[], formats: readonly NumberFormat[]): Promise<Sheet> {
  const rows: string[][] = [];
  let cut = false;
  let row: string[] | undefined;
  let column = 0;
  let type = "";
  let style = 0;
  let value = "";
  let inValue = false;
  const place = (text: string): void => {
    if (row === undefined || text === "" || column >= MOST_COLUMNS) return;
    while (row.length < column) row.push("");
    row[column] = text;
  };
  await each(zip, path, (piece) => {
    if (piece.kind === "text") {
      if (inValue && value.length < LONGEST_CELL) value += piece.text;
      return;
    }
    const opens = piece.kind === "open" && !piece.closed;
    switch (piece.name) {
      case "row":
        if (piece.kind === "open") {
          cut = rows.length >= MOST_ROWS;
          row = cut ? undefined : [];
          if (row !== undefined) rows.push(row);
          column = -1;
        }
        return cut;
      case "c":
        if (piece.kind === "open") {
          const at = attribute(piece.attributes, "r");
          column = at === "" ? column + 1 : columnOf(at);
          type = attribute(piece.attributes, "t");
          style = Number(attribute(piece.attributes, "s"));
          value = "";
        } else place(shown(type, value, formats[style] ?? general, texts));
        return;
      case "v":
      case "t":
        inValue = opens;
        return;
      default:
        return;
    }
  });
  return { rows, cut };
}

function shown(type: string, value: string, format: NumberFormat, texts: readonly string[]): string {
  if (type === "s") return texts[Number(value)] ?? "";
  if (type === "str" || type === "inlineStr" || type === "e" || type === "d") return cellOf(value);
  if (type === "b") return value === "1" ? "TRUE" : "FALSE";
  const number = Number(value);
  if (value.trim() === "" || Number.isNaN(number)) return cellOf(value);
  return format(number);
}

/** 0 for `A7`, 27 for `AB3`. */
function columnOf(reference: string): number {
  let column = 0;
  for (const letter of reference) {
    const code = letter.charCodeAt(0);
    if (code < 65 || code > 90) break;
    column = column * 26 + code - 64;
  }
  return column - 1;
}

/** Shows every piece of one of the archive's documents, until it is told that this is enough. */
async function each(zip: Zip, name: string, see: (piece: XmlPiece) => unknown): Promise<void> {
  let breath = performance.now();
  for await (const pieces of xmlPieces(zip.text(name))) {
    for (const piece of pieces) if (see(piece) === true) return;
    if (performance.now() - breath < 12) continue;
    await breathe();
    breath = performance.now();
  }
}
