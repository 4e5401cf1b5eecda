/** One thing that the doctor saw. */
export interface Finding {
  /** `request`, `charset`, `parameter`, `proof`, … : what a reader looks down the left side for. */
  readonly about: string;
  /** A plain sentence or value. */
  readonly text: string;
  /** False: this is what's wrong. Absent: a fact. */
  readonly ok?: boolean;
  /** What to change, where that is known. */
  readonly fix?: string;
}

/** Secrets are shown by their length only. */
export function masked(secret: string): string {
  return secret === "" ? "(empty)" : `**** (${secret.length} characters)`;
}
