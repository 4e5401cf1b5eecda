import { messageIds } from "../../../../domain/ids.ts";
import { COUNT_STATES, FOUND_MESSAGE_COLUMNS, type FoundMessageRow, foundMessageOf, progressOf } from "../../../shared/found.ts";
import { filterOf } from "../../../shared/message-filter.ts";
import { boundsOf, pageOf, rowsAndOne } from "../../../shared/spans.ts";
import type { Found, FoundMessage, MessageQuery, SubmissionProgress } from "../../../store.ts";
import { type Finding, foundIn } from "./found-in.ts";
import { groundOf, type Reads } from "./ground.ts";

const SHOWN = `SELECT ${FOUND_MESSAGE_COLUMNS}, m.account_id, s.medium, s.accepted_at, coalesce(m.text, s.text, '') AS text`;
const SUBMISSION = "CROSS JOIN submission s ON s.id = m.submission_id";
/** What it asks of nothing costs next to nothing, so that one statement does for all queries. */
const ASKED = `(?4 IS NULL OR m.account_id = ?4) AND (?5 IS NULL OR m.submission_id = ?5) AND (?6 IS NULL OR m.phone = ?6)
  AND (?7 IS NULL OR (1 << m.state) & ?7 <> 0) AND (?8 IS NULL OR m.channel_id = ?8)
  AND (?9 IS NULL OR m.code = ?9 AND m.final_at IS NOT NULL)
  AND (?10 IS NULL OR s.medium = ?10) AND (?11 IS NULL OR instr(coalesce(m.text, s.text, ''), ?11) > 0)`;
const FIND: Finding = {
  one: `${SHOWN} FROM message m ${SUBMISSION} WHERE m.id BETWEEN ?1 AND ?2 AND ${ASKED} ORDER BY m.id DESC LIMIT ?3`,
  several: `${SHOWN} FROM json_each(?1) CROSS JOIN message m ${SUBMISSION}
WHERE m.id BETWEEN json_each.value ->> 0 AND json_each.value ->> 1 AND ${ASKED}`,
};
const COUNT = `SELECT ${COUNT_STATES} FROM message WHERE id BETWEEN ? AND ? AND submission_id = ?`;

/** Messages that `progress` reads, at most. */
const MOST_COUNTED = 100_000;

/** See `SearchStore.messages`. */
export function messages(reads: Reads, query: MessageQuery): Found<FoundMessage> {
  const ground = groundOf(reads, query, boundsOf(query));
  const rows = foundIn<FoundMessageRow>(reads, FIND, ground, filterOf(query), rowsAndOne(query), ({ id }) => id);
  const page = pageOf(rows, query, ground.floor, ({ id }) => id);
  return { rows: page.rows.map(foundMessageOf), more: page.more };
}

/** See `SearchStore.progress`. */
export function progress({ db }: Reads, submissionId: number): SubmissionProgress | undefined {
  const submission = db.get<{ recipients: number }>("SELECT recipients FROM submission WHERE id = ?", submissionId);
  if (!submission) return undefined;
  const { recipients } = submission;
  const counts = db.get(COUNT, ...messageIds(submissionId, Math.min(recipients, MOST_COUNTED)), submissionId) ?? {};
  return progressOf(recipients, counts, recipients > MOST_COUNTED);
}
