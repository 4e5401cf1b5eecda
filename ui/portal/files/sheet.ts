/** A table from a file: every row as it stands there, its cells as their reader sees them, trimmed. */
export interface Sheet {
  readonly rows: readonly (readonly string[])[];
  /** There were more rows than are taken. */
  readonly cut: boolean;
}

/** Why a file can't be read; the catalogue has a sentence for each. */
export const FILE_PROBLEMS = ["file-too-large", "file-empty", "file-old-excel", "file-protected", "file-broken", "file-unknown"] as const;
export type FileProblemCode = (typeof FILE_PROBLEMS)[number];

export class FileProblem extends Error {
  readonly code: FileProblemCode;

  constructor(code: FileProblemCode) {
    super(code);
    this.name = "FileProblem";
    this.code = code;
  }
}

/** Bytes of a file. */
export const MOST_BYTES = 20 * 1024 * 1024;
/** A header, and as many as a campaign may have. */
export const MOST_ROWS = 200_001;
export const MOST_COLUMNS = 100;
export const LONGEST_CELL = 1_000;

/** A cell as texts take it: one line, without blanks around it. */
export function cellOf(text: string): string {
  return text.slice(0, LONGEST_CELL).replace(/\s+/g, " ").trim();
}

/** Lets the page do something else, between pieces of work that take some 10 ms. */
export function breathe(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}
