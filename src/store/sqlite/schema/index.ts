import type { Migration } from "../../shared/migrations.ts";
import { first } from "./001-first.ts";
import { pushes } from "./002-pushes.ts";
import { inbound } from "./003-inbound.ts";
import { mediaAndPorted } from "./004-media-and-ported.ts";
import { lanesOfAccounts } from "./005-lanes-of-accounts.ts";
import { choices } from "./006-choices.ts";
import { channels } from "./007-channels.ts";
import { unanswered } from "./008-unanswered.ts";
import { retention } from "./009-retention.ts";
import { tallies } from "./010-tallies.ts";
import { people } from "./011-people.ts";
import { searching } from "./012-searching.ts";
import { requests } from "./013-requests.ts";
import { packedReceipts } from "./014-packed-receipts.ts";
import { campaigns } from "./015-campaigns.ts";

/**
 * The embedded store's schema, as numbered steps. A step that has been released is never edited: its digest is checked
 * at every start.
 *
 * Keys: rows of messages are found by time-ordered ids, so that inserts append and old rows lie together (a partitioned
 * engine cuts the same tables by id range). `message.queue` and `message.next_at` are what makes a message move: the lane
 * it waits in and when it is due (lane >= 0), the end of its lease (-1), or the time by which its receipt or answer must be
 * there (-2 - channel). When nothing is to happen any more, `queue` is NULL, and `next_at` stays as it was. One partial index over
 * the two serves claim, rescue, expiry and a channel's look at what it awaits alike.
 */
export const MIGRATIONS: readonly Migration[] = [
  first,
  pushes,
  inbound,
  mediaAndPorted,
  lanesOfAccounts,
  choices,
  channels,
  unanswered,
  retention,
  tallies,
  people,
  searching,
  requests,
  packedReceipts,
  campaigns,
];
