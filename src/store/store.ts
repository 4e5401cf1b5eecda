import type { AccountStore } from "./ports/accounts.ts";
import type { AlarmStore } from "./ports/alarms.ts";
import type { AuditStore } from "./ports/audit.ts";
import type { CampaignStore } from "./ports/campaigns.ts";
import type { ChannelStore } from "./ports/channels.ts";
import type { DirectoryStore } from "./ports/directory.ts";
import type { DispatchStore } from "./ports/dispatch.ts";
import type { ExportStore } from "./ports/exports.ts";
import type { HistoryStore } from "./ports/history.ts";
import type { InboundStore } from "./ports/inbound.ts";
import type { LedgerStore } from "./ports/ledger.ts";
import type { NewsStore } from "./ports/news.ts";
import type { NodeStore } from "./ports/nodes.ts";
import type { PushStore } from "./ports/pushes.ts";
import type { ReceiptStore } from "./ports/receipts.ts";
import type { ReportStore } from "./ports/reports.ts";
import type { RetentionStore } from "./ports/retention.ts";
import type { RequestStore, ReviewStore } from "./ports/reviews.ts";
import type { RuleListStore, RuleStore } from "./ports/rules.ts";
import type { SearchStore } from "./ports/search.ts";
import type { ShareStore } from "./ports/shares.ts";
import type { SubmissionStore } from "./ports/submissions.ts";
import type { TallyStore } from "./ports/tallies.ts";
import type { UserStore } from "./ports/users.ts";

export * from "./ports/accounts.ts";
export * from "./ports/alarms.ts";
export * from "./ports/audit.ts";
export * from "./ports/campaigns.ts";
export * from "./ports/channels.ts";
export * from "./ports/directory.ts";
export * from "./ports/dispatch.ts";
export * from "./ports/exports.ts";
export * from "./ports/history.ts";
export * from "./ports/inbound.ts";
export * from "./ports/ledger.ts";
export * from "./ports/news.ts";
export * from "./ports/nodes.ts";
export * from "./ports/pushes.ts";
export * from "./ports/receipts.ts";
export * from "./ports/reports.ts";
export * from "./ports/retention.ts";
export * from "./ports/reviews.ts";
export * from "./ports/rules.ts";
export * from "./ports/search.ts";
export * from "./ports/shares.ts";
export * from "./ports/submissions.ts";
export * from "./ports/tallies.ts";
export * from "./ports/users.ts";
/**
 * The store's ports, cut by use. An engine implements all of them; a use case asks for the one it needs.
 *
 * Every method is one transaction: when its promise resolves, what it did is durable (fsynced, or committed on the
 * server) and visible to every node; when it rejects with `StoreError`, nothing of it happened, except for code
 * `outcome-unknown`. An engine may run many calls in one commit, but one call's failure never fails another.
 * Methods whose outcome a caller must tell apart resolve to a tagged value; they don't reject for what a caller did.
 * All times are UTC ms, and given by the caller: an engine never asks for the time.
 */
export interface Store {
  readonly directory: DirectoryStore;
  readonly rules: RuleStore;
  readonly ruleLists: RuleListStore;
  readonly accounts: AccountStore;
  readonly submissions: SubmissionStore;
  readonly reviews: ReviewStore;
  readonly requests: RequestStore;
  readonly campaigns: CampaignStore;
  readonly dispatch: DispatchStore;
  readonly receipts: ReceiptStore;
  readonly reports: ReportStore;
  readonly pushes: PushStore;
  readonly history: HistoryStore;
  readonly search: SearchStore;
  readonly inbound: InboundStore;
  readonly channels: ChannelStore;
  readonly ledger: LedgerStore;
  readonly users: UserStore;
  readonly audit: AuditStore;
  readonly exports: ExportStore;
  readonly alarms: AlarmStore;
  readonly tallies: TallyStore;
  readonly retention: RetentionStore;
  readonly nodes: NodeStore;
  readonly shares: ShareStore;
  readonly news: NewsStore;
  /** How its sessions with a database server are used, at this moment; absent where it has none. */
  readonly sessions?: () => SessionFigures;
  /** Finishes what is under way and closes. Idempotent. */
  close(): Promise<void>;
}

export interface SessionFigures {
  /** That this process may hold. */
  readonly most: number;
  /** That it holds. */
  readonly open: number;
  /** Of them, those that run something. */
  readonly busy: number;
  /** Transactions that wait for one. */
  readonly waiting: number;
}

export class StoreError extends Error {
  /**
   * - `busy`: too much is waiting, or the store hangs; nothing was tried.
   * - `failed`: tried, and undone.
   * - `outcome-unknown`: the commit's answer was lost; it may have happened.
   * - `closed`: the store is closed or closing.
   */
  readonly code: "busy" | "failed" | "outcome-unknown" | "closed";

  constructor(code: StoreError["code"], message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "StoreError";
    this.code = code;
  }
}
