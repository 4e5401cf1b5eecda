export interface ReviewStore {
  /** Submissions that wait for a reviewer, oldest first, after the given submission id. */
  list(after: number, limit: number): Promise<readonly HeldSubmission[]>;
  /**
   * Approves a submission (its messages go to their lanes, and the same text of the account approves itself from now on) or
   * rejects it (its messages fail as YZ:REVIEW, and are refunded). Answers how many messages that moved; undefined where
   * no such submission waits.
   */
  decide(decision: ReviewDecision): Promise<number | undefined>;
}

export interface HeldSubmission {
  readonly submissionId: number;
  readonly accountId: number;
  /** UTC ms. */
  readonly heldAt: number;
  readonly recipients: number;
  /** The text, or the first of several. */
  readonly text: string;
}

export interface ReviewDecision {
  readonly submissionId: number;
  readonly approve: boolean;
  readonly reason: string;
  readonly actor: string;
  readonly at: number;
}
