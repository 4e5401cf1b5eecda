import { type Account, waysOf } from "../domain/directory.ts";
import type { InboundAssignment, InboundText, LatestMessage } from "../store/store.ts";
import { isOptOut } from "../text/opt-out.ts";
import type { Addressed } from "./code-book.ts";

/** The account under which the platform keeps what is nobody's. */
export const PLATFORM = 0;

/** What is known of a text when it is given to an account. */
export interface Evidence {
  readonly text: InboundText;
  readonly addressed: Addressed | undefined;
  /** The latest message that one of the addressed accounts sent to the phone. */
  readonly latest: LatestMessage | undefined;
  readonly account: (id: number) => Account | undefined;
}

/**
 * Whose text it is: the addressed account's; of several with one code, that of the one that wrote to the phone last. Where none
 * of those did, nobody can say which of them is meant, and no customer is shown what may be another's: the platform keeps it.
 */
export function assignmentOf({ text, addressed, latest, account }: Evidence, now: number): InboundAssignment {
  const [only, ...more] = addressed?.accountIds ?? [];
  const owner = account((more.length === 0 ? only : latest?.accountId) ?? PLATFORM);
  const { id } = text;
  if (!addressed || !owner) {
    return { id, accountId: PLATFORM, accountCode: "", ext: "", answers: undefined, pull: false, push: false, optOut: false, at: now };
  }
  return {
    id,
    accountId: owner.id,
    accountCode: addressed.accountCode,
    ext: addressed.ext,
    answers: latest?.messageId,
    ...waysOf(owner.push, "inbound"),
    optOut: owner.optOut && isOptOut(text.text),
    at: now,
  };
}
