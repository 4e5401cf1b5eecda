import { breathe, cellOf, MOST_COLUMNS, MOST_ROWS, type Sheet } from "./sheet.ts";

const DELIMITERS = [",", "\t", ";", "，", "|"] as const;
/** Lines that are looked at to find what separates cells. */
const LOOKED_AT = 20;

/** Bytes of a text file as text: what its mark says, else UTF-8 where it is that, else GB18030, as spreadsheets in China save. */
export function textOf(bytes: Uint8Array<ArrayBuffer>): string {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return new TextDecoder("utf-16le").decode(bytes);
  if (first === 0xfe && second === 0xff) return new TextDecoder("utf-16be").decode(bytes);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder("gb18030").decode(bytes);
  }
}

/** Rows of a text (RFC 4180, with any line ends): cells by the separator that its first lines have most of; quotes may hold separators and line ends. */
export async function readCsv(text: string): Promise<Sheet> {
  const delimiter = delimiterOf(text);
  const rows: string[][] = [];
  let row: string[] = [];
  const take = (cell: string): void => {
    if (row.length < MOST_COLUMNS) row.push(cellOf(cell));
  };
  const end = (): void => {
    if (row.some((cell) => cell !== "")) rows.push(row);
    row = [];
  };
  const stop = new RegExp(`[\\r\\n${delimiter === "|" ? "\\|" : delimiter}]`, "g");
  let breath = performance.now();
  let at = 0;
  while (at < text.length) {
    let cell = "";
    // a quote within a quoted cell is doubled; what isn't closed goes on to the end
    if (text[at] === '"') {
      at++;
      for (;;) {
        const quote = text.indexOf('"', at);
        cell += text.slice(at, quote < 0 ? text.length : quote);
        at = quote < 0 ? text.length : quote + 1;
        if (text[at] !== '"' || quote < 0) break;
        cell += '"';
        at++;
      }
    }
    stop.lastIndex = at;
    const found = stop.exec(text);
    const until = found?.index ?? text.length;
    take(cell + text.slice(at, until));
    at = until + 1;
    if (found === null || found[0] !== delimiter) {
      end();
      if (rows.length >= MOST_ROWS) return { rows, cut: at < text.length };
      if (performance.now() - breath > 12) {
        await breathe();
        breath = performance.now();
      }
    } else if (at >= text.length) take("");
  }
  end();
  return { rows, cut: false };
}

/** What separates most cells on the first lines; a text of single cells has any. */
function delimiterOf(text: string): string {
  const lines = text.slice(0, 64 * 1024).split(/\r\n|\r|\n/, LOOKED_AT);
  const counts = DELIMITERS.map((delimiter) => lines.reduce((sum, line) => sum + line.split(delimiter).length - 1, 0));
  return DELIMITERS[counts.indexOf(Math.max(...counts))] ?? ",";
}
