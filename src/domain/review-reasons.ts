/**
 * Reasons that a reviewer is offered for what is refused, in the order of their keys (1 to 9). The store keeps the word, so that each reader sees it in
 * their own language; what a reviewer writes instead is kept as it is.
 */
export const REVIEW_REASONS = {
  held: ["illegal", "fraud", "finance", "link", "contact", "no-opt-out", "no-consent", "impersonation", "unclear"],
  template: ["too-open", "illegal", "fraud", "finance", "link", "contact", "no-opt-out", "impersonation", "unclear"],
  signature: ["unproven", "impersonation", "too-general", "misspelt", "illegal", "unclear"],
} as const satisfies Record<string, readonly string[]>;
export type ReviewSubject = keyof typeof REVIEW_REASONS;
export type ReviewReason = (typeof REVIEW_REASONS)[ReviewSubject][number];
