import { ID_STEP } from "../../domain/ids.ts";
import { PORTAL } from "../../domain/submission.ts";
import type { InboundQuery, SubmissionQuery } from "../store.ts";
import { INBOUND } from "./codes.ts";
import { INBOUND_SEARCHED } from "./found.ts";

type Word = readonly [column: string, value: number | string];

/** Rows of a table that an index has in the order of their ids. */
export interface Listed {
  readonly table: string;
  readonly columns: string;
  /** What the embedded engine must be told, as it doesn't know which of two has fewer rows. */
  readonly index?: string;
  /** What the index begins with; undefined: the ids themselves. */
  readonly key: Word | undefined;
  /** What else the rows must have: some that are looked at may be left out. */
  readonly equal: Word | undefined;
  /** What all but a few rows are. */
  readonly are: string;
}

/** Of a submission whose recipients have texts of their own the first one's is shown. */
const SUBMISSION_SEARCHED = `id, account_id, dialect, medium, accepted_at, send_at, recipients, credits, order_id,
  coalesce(text, (SELECT m.text FROM message m WHERE m.id = submission.id + ${ID_STEP}), '') AS text`;

/** What people of a customer sent has an index of its own, as their programs may have sent a million times as much. */

export function submissionList({ accountId, dialect }: SubmissionQuery): Listed {
  const plain = { table: "submission", columns: SUBMISSION_SEARCHED, key: word("account_id", accountId) };
  if (accountId !== undefined && dialect === PORTAL) {
    return { ...plain, index: "submission_portal", equal: undefined, are: `dialect = '${PORTAL}'` };
  }
  return {
    ...plain,
    equal: word("dialect", dialect),
    are: "recipients > 0",
  };
}

export function inboundList({ accountId, phone }: InboundQuery): Listed {
  const account = word("account_id", accountId);
  return {
    table: "inbound",
    columns: INBOUND_SEARCHED,
    key: word("phone", phone) ?? account,
    equal: phone === undefined ? undefined : account,
    are: `state <> ${INBOUND.code.partial}`,
  };
}

function word(column: string, value: number | string | undefined): Word | undefined {
  return value === undefined ? undefined : [column, value];
}
