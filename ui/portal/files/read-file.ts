import { readCsv, textOf } from "./csv.ts";
import { FileProblem, MOST_BYTES, type Sheet } from "./sheet.ts";
import { readXlsx } from "./xlsx.ts";

/** A file's first sheet: xlsx, or text with cells between commas, tabs or semicolons. Told by what is in it, whatever it is called. Rejects with `FileProblem`. */
export async function readFile(file: Blob): Promise<Sheet> {
  if (file.size > MOST_BYTES) throw new FileProblem("file-too-large");
  const bytes = new Uint8Array(await file.arrayBuffer());
  const sheet = await readBytes(bytes);
  if (sheet.rows.every((row) => row.every((cell) => cell === ""))) throw new FileProblem("file-empty");
  return sheet;
}

async function readBytes(bytes: Uint8Array<ArrayBuffer>): Promise<Sheet> {
  if (begins(bytes, [0x50, 0x4b, 0x03, 0x04])) return readXlsx(bytes);
  // the container of older workbooks, and of those with a password
  if (begins(bytes, [0xd0, 0xcf, 0x11, 0xe0]))
    throw new FileProblem(holds(bytes, "EncryptedPackage") ? "file-protected" : "file-old-excel");
  const text = textOf(bytes);
  // no text has zeros
  if (text.slice(0, 4_096).includes("\0")) throw new FileProblem("file-unknown");
  return readCsv(text);
}

function begins(bytes: Uint8Array, mark: readonly number[]): boolean {
  return mark.every((byte, index) => bytes[index] === byte);
}

/** As the container writes its names: UTF-16. */
function holds(bytes: Uint8Array<ArrayBuffer>, name: string): boolean {
  return new TextDecoder("utf-16le").decode(bytes.subarray(0, bytes.length & ~1)).includes(name);
}
