import { describe } from "vitest";
import { acceptSuite } from "./conformance/accept.ts";
import { accountsSuite } from "./conformance/accounts.ts";
import { againSuite } from "./conformance/again.ts";
import { alarmsSuite } from "./conformance/alarms.ts";
import { auditSuite } from "./conformance/audit.ts";
import { booksSuite } from "./conformance/books.ts";
import { campaignsSuite } from "./conformance/campaigns.ts";
import { channelsSuite } from "./conformance/channels.ts";
import { claimSuite } from "./conformance/claim.ts";
import { directorySuite } from "./conformance/directory.ts";
import { durabilitySuite } from "./conformance/durability.ts";
import { editsSuite } from "./conformance/edits.ts";
import { exportsSuite } from "./conformance/exports.ts";
import { frequencySuite } from "./conformance/frequency.ts";
import { inboundSuite } from "./conformance/inbound.ts";
import { ledgerSuite } from "./conformance/ledger.ts";
import { newsSuite } from "./conformance/news.ts";
import { nodesSuite } from "./conformance/nodes.ts";
import { pushesSuite } from "./conformance/pushes.ts";
import { receiptsSuite } from "./conformance/receipts.ts";
import { recordSuite } from "./conformance/record.ts";
import { reportsSuite } from "./conformance/reports.ts";
import { requestsSuite } from "./conformance/requests.ts";
import { retentionSuite } from "./conformance/retention.ts";
import { reviewsSuite } from "./conformance/reviews.ts";
import { type OpenRig, Rig, type TestStore } from "./conformance/rig.ts";
import { ruleListsSuite } from "./conformance/rule-lists.ts";
import { scheduledSuite } from "./conformance/scheduled.ts";
import { searchSuite } from "./conformance/search.ts";
import { searchListsSuite } from "./conformance/search-lists.ts";
import { sharesSuite } from "./conformance/shares.ts";
import { storySuite } from "./conformance/story.ts";
import { outstandingSuite, sweepSuite } from "./conformance/sweep.ts";
import { talliesSuite } from "./conformance/tallies.ts";
import { unansweredSuite } from "./conformance/unanswered.ts";
import { usersSuite } from "./conformance/users.ts";

const SUITES: Record<string, (open: OpenRig) => void> = {
  accept: acceptSuite,
  frequency: frequencySuite,
  reviews: reviewsSuite,
  claim: claimSuite,
  record: recordSuite,
  "rescue and expire": sweepSuite,
  outstanding: outstandingSuite,
  receipts: receiptsSuite,
  unanswered: unansweredSuite,
  "sent again": againSuite,
  reports: reportsSuite,
  pushes: pushesSuite,
  "scheduled and cancel": scheduledSuite,
  history: storySuite,
  search: searchSuite,
  "search in lists": searchListsSuite,
  inbound: inboundSuite,
  channels: channelsSuite,
  ledger: ledgerSuite,
  tallies: talliesSuite,
  retention: retentionSuite,
  nodes: nodesSuite,
  shares: sharesSuite,
  news: newsSuite,
  directory: directorySuite,
  edits: editsSuite,
  "rule lists": ruleListsSuite,
  requests: requestsSuite,
  campaigns: campaignsSuite,
  accounts: accountsSuite,
  users: usersSuite,
  audit: auditSuite,
  exports: exportsSuite,
  alarms: alarmsSuite,
  durability: durabilitySuite,
  books: booksSuite,
};

/**
 * What store.ts promises, for any engine: each method of each port, its MUSTs and the hostile cases. An engine's own tests
 * call it once; what only that engine does (its files, its threads, its query plans) is theirs to test.
 *
 * @param openStore gives an empty store with data of its own at every call
 */
export function storeConformance(name: string, openStore: () => Promise<TestStore>): void {
  const open = async (): Promise<Rig> => Rig.open(await openStore());
  describe(`${name} store`, () => {
    for (const [port, suite] of Object.entries(SUITES)) describe(port, () => suite(open));
  });
}
