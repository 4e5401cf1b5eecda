import { columnsIn } from "../../../src/text/columns.ts";
import { normalizePhone } from "../../../src/text/phone.ts";
import type { Sheet } from "../files/sheet.ts";

/** How a sheet is understood. */
export interface Reading {
  /** Its first row has the columns' names. */
  readonly header: boolean;
  /** Which column has the phones. */
  readonly phone: number;
}

/** Someone who will be written to. */
export interface Recipient {
  /** Normalised. */
  readonly phone: string;
  readonly cells: readonly string[];
}

export interface LeftOut {
  /** As spreadsheets count, from 1. */
  readonly line: number;
  readonly given: string;
}

export interface Recipients {
  readonly good: readonly Recipient[];
  readonly doubles: readonly LeftOut[];
  readonly bad: readonly LeftOut[];
}

/** What is handed in of a campaign: values in the order in which its text asks for columns. */
export interface Prepared {
  readonly phones: readonly string[];
  readonly values: readonly (readonly string[])[] | undefined;
  readonly fingerprint: string;
}

/** Rows that are looked at for a guess. */
const LOOKED_AT = 50;
const NAMES = /手机|电话|号码|phone|mobile|tel/i;
/** The longest that a text can ask for (src/text/columns.ts). */
const LONGEST_NAME = 50;

/** The column that has most phones on the first rows; of several the one whose name says so, or the first. */
export function guess({ rows }: Sheet): Reading {
  const some = rows.slice(0, LOOKED_AT);
  const width = Math.max(1, ...some.map((row) => row.length));
  let [phone, best] = [0, -1];
  for (let column = 0; column < width; column++) {
    const hits = some.filter((row) => normalizePhone(row[column] ?? "") !== undefined).length;
    const score = hits * 2 + (NAMES.test(some[0]?.[column] ?? "") ? 1 : 0);
    if (score > best) [phone, best] = [column, score];
  }
  return { phone, header: some.length > 1 && normalizePhone(some[0]?.[phone] ?? "") === undefined };
}

/** What columns are called: by the header, each by a name of its own, or as spreadsheets call them. */
export function namesOf({ rows }: Sheet, { header }: Reading): readonly string[] {
  const width = Math.max(1, ...rows.slice(0, LOOKED_AT).map((row) => row.length));
  const names: string[] = [];
  for (let column = 0; column < width; column++) {
    const given = header
      ? (rows[0]?.[column] ?? "")
          .replace(/[{}]/g, "")
          .trim()
          .slice(0, LONGEST_NAME - 4)
      : "";
    const name = given === "" ? letters(column) : given;
    names.push(names.includes(name) ? `${name} ${letters(column)}` : name);
  }
  return names;
}

/** `A`, `B`, … `AA` */
function letters(column: number): string {
  return column < 26 ? String.fromCharCode(65 + column) : letters(Math.floor(column / 26) - 1) + letters(column % 26);
}

/** Who is written to, each phone once, and who is not. Empty rows are nobody. */
export function recipientsOf({ rows }: Sheet, { header, phone: column }: Reading): Recipients {
  const seen = new Set<string>();
  const good: Recipient[] = [];
  const doubles: LeftOut[] = [];
  const bad: LeftOut[] = [];
  for (let index = header ? 1 : 0; index < rows.length; index++) {
    const cells = rows[index] ?? [];
    if (cells.every((cell) => cell === "")) continue;
    const given = cells[column] ?? "";
    const phone = normalizePhone(given);
    if (phone === undefined) bad.push({ line: index + 1, given });
    else if (seen.has(phone)) doubles.push({ line: index + 1, given });
    else {
      seen.add(phone);
      good.push({ phone, cells });
    }
  }
  return { good, doubles, bad };
}

/** Columns that a text asks for and the sheet doesn't have. */
export function unknownColumns(text: string, names: readonly string[]): readonly string[] {
  return columnsIn(text).filter((name) => !names.includes(name));
}

/** Those that have nothing in a column that the text asks for are left out, unless they are wanted. */
export function filled(good: readonly Recipient[], text: string, names: readonly string[], withEmpty: boolean): readonly Recipient[] {
  const asked = columnsIn(text).map((name) => names.indexOf(name));
  if (withEmpty || asked.length === 0) return good;
  return good.filter(({ cells }) => asked.every((column) => (cells[column] ?? "") !== ""));
}

/** A recipient's values by the columns' names. */
export function valuesOf({ cells }: Recipient, names: readonly string[]): ReadonlyMap<string, string> {
  return new Map(names.map((name, column) => [name, cells[column] ?? ""]));
}

export function prepare(good: readonly Recipient[], text: string, names: readonly string[]): Prepared {
  const asked = columnsIn(text).map((name) => names.indexOf(name));
  const phones = good.map(({ phone }) => phone);
  const values = asked.length === 0 ? undefined : good.map(({ cells }) => asked.map((column) => cells[column] ?? ""));
  return { phones, values, fingerprint: fingerprintOf(phones, values) };
}

/** Tells lists apart, and is no secret: two sums modulo primes, each step below 2^53. */
function fingerprintOf(phones: readonly string[], values: Prepared["values"]): string {
  let [a, b] = [7, 11];
  const add = (text: string): void => {
    for (let at = 0; at < text.length; at++) {
      const unit = text.charCodeAt(at);
      a = (a * 65_599 + unit) % 4_294_967_291;
      b = (b * 131_071 + unit) % 4_294_967_279;
    }
    a = (a * 65_599 + 0x1_0001) % 4_294_967_291;
    b = (b * 131_071 + 0x1_0001) % 4_294_967_279;
  };
  for (const [index, phone] of phones.entries()) {
    add(phone);
    for (const value of values?.[index] ?? []) add(value);
  }
  return `${phones.length}-${a.toString(36)}-${b.toString(36)}`;
}
