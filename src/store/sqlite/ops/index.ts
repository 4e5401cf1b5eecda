import type { Claim } from "../../store.ts";
import type { Cells } from "../pack/cells.ts";
import { packClaimed } from "../pack/claimed.ts";
import { packOutcome } from "../pack/outcome.ts";
import { unpackReceipts } from "../pack/receipts.ts";
import { unpackResults } from "../pack/results.ts";
import { unpackSubmission } from "../pack/submission.ts";
import type { Tx } from "../tx.ts";
import { accept, ordered } from "./accept.ts";
import * as accounts from "./accounts.ts";
import * as alarms from "./alarms.ts";
import * as auditLog from "./audit.ts";
import { blacklisted, block, listBlacklist, unblock } from "./blacklist.ts";
import * as campaigns from "./campaigns.ts";
import { cancel } from "./cancel.ts";
import * as channelTests from "./channel-tests.ts";
import * as channels from "./channels.ts";
import { claim, lanes } from "./claim.ts";
import * as directory from "./directory.ts";
import * as exports from "./exports.ts";
import * as history from "./history.ts";
import * as inbound from "./inbound.ts";
import * as inboundPull from "./inbound-pull.ts";
import { changeKeywords, keywords } from "./keywords.ts";
import { late } from "./late.ts";
import * as ledger from "./ledger.ts";
import * as nodes from "./nodes.ts";
import { countOrphans, orphans } from "./orphans.ts";
import { outstanding } from "./outstanding.ts";
import { indexPhones, latestTo } from "./phones.ts";
import { purge } from "./purge.ts";
import * as pushes from "./pushes.ts";
import * as receipts from "./receipts.ts";
import { record } from "./record.ts";
import * as reports from "./reports.ts";
import * as requests from "./requests.ts";
import * as reviews from "./reviews.ts";
import { loadRules } from "./rules.ts";
import { scheduled } from "./scheduled.ts";
import { SEARCHES } from "./search/index.ts";
import * as signatures from "./signatures.ts";
import { expire, rescue } from "./sweep.ts";
import { backlog, foldTallies, readLatencies, readTallies } from "./tallies.ts";
import * as users from "./users.ts";

/**
 * Every operation that the worker thread knows, by the name under which it is called. Arguments and results are cloned
 * across; where they are many rows they cross packed (see pack/cells.ts).
 */
export const OPS = {
  accept: (tx: Tx, submission: Cells, queued: number, codes: number, window: number, daily: number, accountDaily: number) => {
    const frequency = { codes: { limit: codes, window }, daily: { limit: daily } };
    return packOutcome(accept(tx, unpackSubmission(submission), { queued, frequency, daily: accountDaily }));
  },
  ordered,
  media: (tx: Tx, submissionId: number) =>
    tx.db.get<{ container: Uint8Array }>("SELECT container FROM media WHERE submission_id = ?", submissionId)?.container,
  cancel,
  scheduled,
  directoryVersion: directory.version,
  directoryLoad: directory.load,
  directoryApply: directory.apply,
  loadRules,
  blacklisted,
  keywords,
  changeKeywords,
  listBlacklist,
  block,
  unblock,
  changeSecrets: accounts.changeSecrets,
  templates: accounts.templates,
  addTemplate: accounts.addTemplate,
  changeTemplate: accounts.changeTemplate,
  deleteTemplate: accounts.deleteTemplate,
  listHeld: reviews.listHeld,
  decideReview: reviews.decide,
  waitingTemplates: requests.waitingTemplates,
  decideTemplate: requests.decideTemplate,
  templatesOf: requests.templatesOf,
  waiting: requests.waiting,
  askSignature: signatures.askSignature,
  signatures: signatures.signatures,
  decideSignature: signatures.decideSignature,
  withdrawSignature: signatures.withdrawSignature,
  beginCampaign: campaigns.begin,
  campaigns: campaigns.list,
  campaign: campaigns.get,
  addCampaignPart: campaigns.addPart,
  cancelCampaign: campaigns.cancelCampaign,
  lanes,
  claim: (tx: Tx, request: Claim) => packClaimed(claim(tx, request)),
  record: (tx: Tx, results: Cells) => record(tx, unpackResults(results)),
  late,
  rescue,
  expire,
  outstanding,
  knownSubmits: receipts.submits,
  storeReceipts: (tx: Tx, channelId: number, batch: Cells) => receipts.store(tx, channelId, unpackReceipts(batch)),
  takeReports: reports.take,
  confirmReports: reports.confirm,
  releaseReports: reports.release,
  duePushes: pushes.due,
  takePushes: pushes.take,
  recordPushes: pushes.record,
  releasePushes: pushes.release,
  replayPushes: pushes.replay,
  countPushes: pushes.counts,
  story: history.story,
  messagesTo: history.messagesTo,
  findSubmission: history.find,
  ...SEARCHES,
  storeInbound: inbound.store,
  unmatchedInbound: inbound.unmatched,
  assignInbound: inbound.assign,
  takeInbound: inboundPull.take,
  confirmInbound: inboundPull.confirm,
  releaseInbound: inboundPull.release,
  latestTo,
  indexPhones,
  setChannelMode: channels.setMode,
  channelChanges: channels.changes,
  reportChannels: channels.report,
  channelStates: channels.states,
  orderTest: channelTests.orderTest,
  takeTests: channelTests.takeTests,
  answerTest: channelTests.answerTest,
  test: channelTests.testOf,
  orphans,
  countOrphans,
  balance: ledger.balance,
  book: ledger.book,
  audit: ledger.audit,
  purge,
  readTallies,
  readLatencies,
  foldTallies,
  backlog,
  join: nodes.join,
  renew: nodes.renew,
  leave: nodes.leave,
  heldNodes: nodes.held,
  users: users.list,
  userNamed: users.named,
  userById: users.byId,
  addUser: users.add,
  changeUser: users.change,
  removeUser: users.remove,
  triedUser: users.tried,
  useCode: users.useCode,
  openSession: users.open,
  session: users.session,
  touchSession: users.touch,
  sessions: users.sessions,
  closeSession: users.close,
  closeOtherSessions: users.closeOthers,
  sweepSessions: users.sweep,
  beginAudit: auditLog.begin,
  finishAudit: auditLog.finish,
  orderExport: exports.order,
  takeExport: exports.take,
  appendExport: exports.append,
  failExport: exports.fail,
  listExports: exports.list,
  exportJob: exports.get,
  removeExport: exports.remove,
  sweepExports: exports.sweep,
  alarmSettings: alarms.settings,
  saveAlarmSettings: alarms.saveSettings,
  alarms: alarms.list,
  lookForAlarms: alarms.look,
  muteAlarm: alarms.mute,
} satisfies Record<string, (tx: Tx, ...args: never[]) => unknown>;

export type OpName = keyof typeof OPS;
export type OpArgs<O extends OpName> = (typeof OPS)[O] extends (tx: Tx, ...args: infer A) => unknown ? A : never;
export type OpResult<O extends OpName> = ReturnType<(typeof OPS)[O]>;
