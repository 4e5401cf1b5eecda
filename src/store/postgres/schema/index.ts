import type { Migration } from "../../shared/migrations.ts";
import { first } from "./001-first.ts";
import { retention } from "./002-retention.ts";
import { tallies } from "./003-tallies.ts";
import { people } from "./004-people.ts";
import { searching } from "./005-searching.ts";
import { requests } from "./006-requests.ts";
import { packedReceipts } from "./007-packed-receipts.ts";
import { campaigns } from "./008-campaigns.ts";

/**
 * The schema on PostgreSQL, as numbered steps of its own. A step that has been released is never edited: its digest is checked
 * at every start.
 *
 * Words are the embedded engine's (`sqlite/schema`). What differs:
 *
 * - Rows that come with traffic lie in a partition a day, found by their ids, which are times; a partition is dropped whole when
 *   its day is no longer kept. Ids of a day that has no partition yet go to the default one.
 * - What moves of a message lies in `live` for as long as it isn't over, whatever day it is of: `queue` and `next_at` are what makes
 *   it move, and the partial index over them serves claim, rescue and expiry. `message` has what was accepted and, in the end, how it
 *   ended, so that it is written twice and its indexes once; `message_now` shows both as one. A claim costs the same however many
 *   days are kept (through 36 partitions it took 4 to 7 ms to find nothing).
 * - Keys carry the account beside the id, so that tables may be distributed by account on a sharded PostgreSQL.
 * - What must be unique across days has tables of its own: `order_id`, `upstream` (which submit an upstream id names),
 *   `phone_use` (texts to a phone on a day of Asia/Shanghai), `inbound_part`.
 * - `upstream.message_id` is NULL where a receipt came before its submit was known; such receipts wait in `parked`.
 *   Both sides write that row, so that one of them always sees the other.
 * - What is yet to be handed out lies in small tables of its own, `waiting_report` and `waiting_push`, with its leases: a poll or a
 *   look at what is due then costs the same however many days are kept. `report.state` and `push_item.state` say how each stands.
 * - `balance` is one row an account, which an accept locks first; it counts the day's accepted messages as well.
 */
export const MIGRATIONS: readonly Migration[] = [first, retention, tallies, people, searching, requests, packedReceipts, campaigns];
