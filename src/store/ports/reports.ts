import type { Report } from "../../domain/submission.ts";

export interface ReportStore {
  /**
   * Takes the oldest waiting reports of an account under a token: nobody else is given them until `until`, unless they
   * are released. Oldest: by when they became known; where `submissionId` narrows it to one submission, by its recipients.
   */
  take(take: ReportTake): Promise<readonly StoredReport[]>;
  /** They were handed over whole: never offered again. Those that the token no longer holds are left alone, here and in `release`. */
  confirm(accountId: number, token: number, messageIds: readonly number[], at: number): Promise<void>;
  /** The hand-over broke off: offered again at once. */
  release(accountId: number, token: number, messageIds: readonly number[]): Promise<void>;
}

/** A report without what the directory knows. */
export interface StoredReport extends Omit<Report, "accessCode" | "region"> {
  /** That took the message last. */
  readonly channelId: number | undefined;
  /** Interface of its submission. */
  readonly dialect: string;
}

export interface ReportTake {
  readonly accountId: number;
  readonly token: number;
  readonly limit: number;
  readonly submissionId: number | undefined;
  /** Older ones are passed over. */
  readonly notBefore: number | undefined;
  readonly now: number;
  readonly until: number;
}
