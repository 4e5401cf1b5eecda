import { messageId } from "../../../domain/ids.ts";
import type { Tx } from "../tx.ts";

const FIRST = "SELECT submission_id, text FROM message WHERE id = ANY($1::bigint[])";

interface Shown {
  readonly submission_id: number;
  /** None where its recipients have texts of their own. */
  readonly text: string | null;
}

/** What people are shown of submissions: the text, or the first recipient's, by the submission's id. */
export async function shownTexts(tx: Tx, submissions: readonly Shown[]): Promise<ReadonlyMap<number, string>> {
  const own = submissions.filter(({ text }) => text === null).map((row) => messageId(row.submission_id, 0));
  const firsts = own.length === 0 ? [] : await tx.all<{ submission_id: number; text: string | null }>(FIRST, own);
  return new Map([...submissions, ...firsts].map((row) => [row.submission_id, row.text ?? ""]));
}
