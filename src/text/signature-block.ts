/** What stands in the `【…】` at a text's beginning and at its end, blanks around the text aside; undefined where there is none. */
export interface SignatureBlocks {
  readonly head: string | undefined;
  readonly tail: string | undefined;
}

const OPEN = "【";
const CLOSE = "】";

/** Finds a text's signature blocks. A text that is nothing but one block has it at both ends. */
export function signatureBlocks(text: string): SignatureBlocks {
  const bare = text.trim();
  const close = bare.startsWith(OPEN) ? bare.indexOf(CLOSE) : -1;
  const open = bare.endsWith(CLOSE) ? bare.lastIndexOf(OPEN) : -1;
  return {
    head: close < 0 ? undefined : bare.slice(OPEN.length, close),
    tail: open < 0 ? undefined : bare.slice(open + OPEN.length, -CLOSE.length),
  };
}

/** A signature as texts carry it. */
export function signatureBlock(signature: string): string {
  return OPEN + signature + CLOSE;
}

/** Can this stand between the brackets: no brackets of its own, no line breaks or other control characters? */
export function isSignature(text: string): boolean {
  return text !== "" && text.isWellFormed() && !/[【】\p{Cc}]/u.test(text);
}

/** The text without the blocks at its ends that `drop` says yes to, and without the blanks around it. */
export function withoutSignature(text: string, drop: (signature: string) => boolean): string {
  let bare = text.trim();
  const { head } = signatureBlocks(bare);
  if (head !== undefined && drop(head)) bare = bare.slice(signatureBlock(head).length).trimStart();
  const { tail } = signatureBlocks(bare);
  if (tail !== undefined && drop(tail)) bare = bare.slice(0, -signatureBlock(tail).length).trimEnd();
  return bare;
}

/** The text with a signature at the end where the platform puts it; as it is where it carries one of `accepted` at either end. */
export function withSignature(text: string, signature: string, where: "prepend" | "append", accepted: readonly string[]): string {
  const { head, tail } = signatureBlocks(text);
  if ((head !== undefined && accepted.includes(head)) || (tail !== undefined && accepted.includes(tail))) return text;
  return where === "prepend" ? signatureBlock(signature) + text : text + signatureBlock(signature);
}
