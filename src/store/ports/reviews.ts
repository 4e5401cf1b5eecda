import type { TemplateEntry } from "../../domain/provisioning.ts";

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
  /** Enables it or gives it back with a reason. False where it doesn't wait (any more), or says something else by now than `text`. */
  decideTemplate(decision: TemplateDecision): Promise<boolean>;
  /** All of an account's, by id, with what became of them. */
  templatesOf(accountId: number): Promise<readonly AskedTemplate[]>;
  /** False where the account has `most` that wait, or has this text already (approved or waiting). */
  askSignature(request: SignatureRequest, most: number): Promise<boolean>;
  /** Of an account, or of all; those that wait first, oldest first, then (unless only those that wait are wanted) the others, latest first. */
  signatures(query: {
    readonly accountId?: number | undefined;
    readonly waiting: boolean;
    readonly limit: number;
  }): Promise<readonly AskedSignature[]>;
  /**
   * An approved one joins the account's signatures, behind those that are there, and stays whatever a file declares. One that a
   * file declares as well is there once, in the file's place. False where it doesn't wait (any more).
   */
  decideSignature(decision: RequestDecision): Promise<boolean>;
  /** The account takes one back that waits, or gives an approved one up. False where it has none of that id that does. */
  withdrawSignature(accountId: number, id: number): Promise<boolean>;
  /** How many of each kind wait: held submissions, templates, signatures. Counting ends at 1,000 each. */
  waiting(): Promise<{
    readonly submissions: number;
    readonly templates: number;
    readonly signatures: number;
    /** UTC ms; undefined where none waits (or only templates of which it isn't known). */
    readonly oldestAt: number | undefined;
  }>;
}

export interface WaitingTemplate {
  readonly accountId: number;
  readonly id: string;
  readonly text: string;
  /** UTC ms; 0 where a server of an older version took it, which didn't write that down. */
  readonly askedAt: number;
}

/** A template as its account's people see it. */
export interface AskedTemplate extends TemplateEntry {
  /** When its text was last put up for review; 0 where it never was, or that isn't known. */
  readonly askedAt: number;
  /** Of the latest review, where the text is still the one that was looked at. */
  readonly decidedAt: number | undefined;
  readonly decidedBy: string | undefined;
  readonly reason: string | undefined;
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

export interface TemplateDecision extends Omit<RequestDecision, "id"> {
  readonly accountId: number;
  readonly id: string;
  /** What the reviewer saw. Undefined: whatever it says. */
  readonly text?: string | undefined;
}
