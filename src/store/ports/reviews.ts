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

/** Templates and signatures that customers ask for. What is decided makes the directory's version grow. */
export interface RequestStore {
  /** Templates in state `review`, in the order in which they were asked for, after the given one. */
  templates(after: Pick<WaitingTemplate, "askedAt" | "accountId" | "id"> | undefined, limit: number): Promise<readonly WaitingTemplate[]>;
  /** Enables it or gives it back with a reason. False where it doesn't wait (any more). */
  decideTemplate(decision: Omit<RequestDecision, "id"> & { readonly accountId: number; readonly id: string }): Promise<boolean>;
  /** False where the account has `most` that wait, or has this text already (approved or waiting). */
  askSignature(request: SignatureRequest, most: number): Promise<boolean>;
  /** Of an account, or of all; those that wait first, oldest first, then the others, latest first. */
  signatures(query: {
    readonly accountId?: number | undefined;
    readonly waiting: boolean;
    readonly limit: number;
  }): Promise<readonly AskedSignature[]>;
  /** An approved one joins the account's signatures, behind those that are there, and stays whatever a file declares. */
  decideSignature(decision: RequestDecision): Promise<boolean>;
  /** The account takes one back that waits, or gives an approved one up. */
  withdrawSignature(accountId: number, id: number): Promise<boolean>;
  /** How many of each kind wait: held submissions, templates, signatures. Counting ends at 1,000 each. */
  waiting(): Promise<{
    readonly submissions: number;
    readonly templates: number;
    readonly signatures: number;
    readonly oldestAt: number | undefined;
  }>;
}

export interface WaitingTemplate {
  readonly accountId: number;
  readonly id: string;
  readonly text: string;
  readonly askedAt: number;
}

export interface SignatureRequest {
  /** Fresh, time-ordered. */
  readonly id: number;
  readonly accountId: number;
  /** Without 【】; 2 to 20 characters. */
  readonly text: string;
  /** What it is for, by the customer; at most 200 characters. */
  readonly note: string;
  readonly at: number;
  readonly actor: string;
}

export interface AskedSignature extends SignatureRequest {
  readonly state: "waiting" | "approved" | "returned" | "withdrawn";
  readonly decidedAt: number | undefined;
  readonly decidedBy: string | undefined;
  readonly reason: string | undefined;
}

export interface RequestDecision {
  readonly id: number;
  readonly approve: boolean;
  /** For the customer to read; at most 200 characters. */
  readonly reason: string;
  readonly actor: string;
  readonly at: number;
}
