import type { DraftContent } from "../../domain/submission.ts";
import { piecesOf } from "./pieces.ts";

/** Seed 000, 3: `{$var1}` to `{$var10}`. */
export const MOST_VARIABLES = 10;
/**
 * UTF-16 code units of all texts of one call together, and of the text with its variables times the recipients: 200 for each
 * of 50,000. Without it, 100 KB from a stranger would become 100 MB of texts before anybody has looked at the Key.
 */
export const MOST_TEXT = 10_000_000;

const PLACEHOLDER = /\{\$var(\d+)\}/g;

export type Personal =
  | { readonly ok: true; readonly recipients: readonly string[]; readonly content: DraftContent }
  /** `cause` is told the customer, in Chinese; `detail` is for logs. */
  | { readonly ok: false; readonly cause: string; readonly detail: string };

type Wrong = Extract<Personal, { ok: false }>;

/** A text with variables, cut at them: `literals[0]`, the value of `variables[0]`, `literals[1]`, … */
interface Pattern {
  readonly literals: readonly string[];
  /** Counted from 0. */
  readonly variables: readonly number[];
}

interface Entry {
  readonly phone: string;
  readonly values: readonly string[];
}

/**
 * `Params` and `Message` of a BL call as one text a recipient: `15800000000,1234;13800000000,4321` (phone, variables; seed
 * 000, 3). Values are taken as they are: blanks stay, and so does a `{$var2}` inside of one.
 *
 * @param most recipients that may be; of a longer list `most` + 1 are read, and no texts made, as it is going to be refused
 */
export function readPersonal(params: string, message: string, most: number): Personal {
  const pattern = readPattern(message);
  if (pattern === undefined)
    return wrong(`内容中只能使用变量{$var1}至{$var${MOST_VARIABLES}}`, "The text asks for a variable that there can't be.");
  const needed = Math.max(0, ...new Set(pattern.variables.map((index) => index + 1)));
  const entries: Entry[] = [];
  for (const [index, record] of piecesOf(params, ";", most + 1).entries()) {
    const entry = readEntry(record, needed, `Record ${index + 1} of Params`);
    if ("cause" in entry) return entry;
    entries.push(entry);
  }
  const recipients = entries.map(({ phone }) => phone);
  if (needed === 0 || entries.length > most) return { ok: true, recipients, content: { kind: "same", text: message } };
  const texts = fillAll(pattern, entries, message.length);
  return texts === undefined ? TOO_MUCH : { ok: true, recipients, content: { kind: "each", texts } };
}

function wrong(cause: string, detail: string): Wrong {
  return { ok: false, cause, detail };
}

const TOO_MUCH = wrong("短信总字数过多，请分批提交", `The texts of all recipients together are longer than ${MOST_TEXT} code units.`);

/** Undefined where a variable is numbered otherwise than 1 to 10. */
function readPattern(message: string): Pattern | undefined {
  const literals: string[] = [];
  const variables: number[] = [];
  let rest = 0;
  for (const mark of message.matchAll(PLACEHOLDER)) {
    const number = Number(mark[1]);
    if (number < 1 || number > MOST_VARIABLES) return undefined;
    literals.push(message.slice(rest, mark.index));
    variables.push(number - 1);
    rest = mark.index + mark[0].length;
  }
  return { literals: [...literals, message.slice(rest)], variables };
}

function readEntry(record: string, needed: number, name: string): Entry | Wrong {
  // One piece more than there may be, and no further.
  const [given = "", ...values] = record.split(",", 1 + MOST_VARIABLES + 1);
  const phone = given.trim();
  if (phone === "") return wrong("变量格式有误，缺少手机号", `${name} has no phone.`);
  if (values.length > MOST_VARIABLES) return wrong(`变量超过${MOST_VARIABLES}个`, `${name} has more than ${MOST_VARIABLES} variables.`);
  if (values.length < needed) return wrong("变量个数少于内容所需", `${name} has ${values.length} variables; the text asks for ${needed}.`);
  return { phone, values };
}

/** A text for each; undefined where they would be too long together, or take too long to make. */
function fillAll(pattern: Pattern, entries: readonly Entry[], messageLength: number): readonly string[] | undefined {
  // Empty values make short texts of a long message: its length counts by itself.
  if (entries.length * messageLength > MOST_TEXT) return undefined;
  const texts: string[] = [];
  let left = MOST_TEXT;
  for (const { values } of entries) {
    const text = fill(pattern, values, left);
    if (text === undefined) return undefined;
    texts.push(text);
    left -= text.length;
  }
  return texts;
}

/** Undefined where the text would be longer than `bound`; it isn't made then. */
function fill({ literals, variables }: Pattern, values: readonly string[], bound: number): string | undefined {
  const pieces: string[] = [];
  let length = 0;
  for (const [index, literal] of literals.entries()) {
    const variable = variables[index];
    const value = variable === undefined ? "" : (values[variable] ?? "");
    length += literal.length + value.length;
    if (length > bound) return undefined;
    pieces.push(literal, value);
  }
  return pieces.join("");
}
